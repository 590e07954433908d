"""The shapes of the made-up school: pupils, courses, entries."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SamplePupil:
    """A pupil on the roll.

    `scn` is nine digits as text, `stage` S1 to S6, `registration` a class such as 4B2,
    `gender` F, M or X, `simd_decile` 1 to 10 or None where the postcode is unknown,
    `attendance` in percent with one decimal, `late` a number of times. The pupil is on the
    roll from `first_period` to `last_period`, both included.
    """

    scn: str
    forename: str
    known_as: str
    surname: str
    stage: str
    registration: str
    house: str
    gender: str
    simd_decile: int | None
    fme: bool
    asn: bool
    eal: bool
    care_experienced: bool
    young_carer: bool
    sebn: bool
    pathway_3: bool
    five_at_three: bool
    attendance: float
    late: int
    first_period: int
    last_period: int

    def on_roll(self, period: int) -> bool:
        """Whether the pupil is at the school in `period`."""
        return self.first_period <= period <= self.last_period


@dataclass(frozen=True, slots=True)
class SampleCourse:
    """One pupil in one subject at one level in one class, for some periods of the session.

    `level` is BGE, N3, N4, N5, H, AH or NPA Level 5; PSE and core PE have no level and no
    faculty (both empty text).
    """

    scn: str
    subject: str
    level: str
    faculty: str
    class_code: str
    teacher: str
    first_period: int
    last_period: int

    @property
    def counts(self) -> bool:
        """Whether this is a course at all: PSE and core PE are not."""
        return bool(self.level)


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """What a teacher entered for a course in a period; None and empty text are blanks.

    `target`, `new_target`, `working_grade`, `prelim`, `predicted` are codes 1 to 9, the ratings codes 1 to 4,
    `cfe_level` 1 to 4 with `progress` A to D.
    """

    course: SampleCourse
    period: int
    target: int | None = None
    new_target: int | None = None
    working_grade: int | None = None
    effort: int | None = None
    behaviour: int | None = None
    homework: int | None = None
    cfe_level: int | None = None
    progress: str = ""
    comment: str = ""
    prelim: int | None = None
    predicted: int | None = None

    @property
    def ratings(self) -> tuple[int | None, int | None, int | None]:
        """Effort, behaviour, homework, in this order."""
        return self.effort, self.behaviour, self.homework

    @property
    def target_in_force(self) -> int | None:
        """The raised target if there is one, else the target."""
        return self.target if self.new_target is None else self.new_target


@dataclass(frozen=True, slots=True)
class SampleSchool:
    """A whole school in one session. Entries stand in order of pupil, course, period."""

    name: str
    session: str
    periods: int
    pupils: tuple[SamplePupil, ...]
    courses: tuple[SampleCourse, ...]
    entries: tuple[SampleEntry, ...]
    by_scn: dict[str, SamplePupil] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_scn", {pupil.scn: pupil for pupil in self.pupils})

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that have pupils, S1 first."""
        return tuple(sorted({pupil.stage for pupil in self.pupils}))

    def entries_of(
        self, stage: str | None = None, *, period: int | None = None
    ) -> list[tuple[SamplePupil, SampleEntry]]:
        """Entries with their pupils, of one stage and one period where these are given."""
        return [
            (pupil, entry)
            for entry in self.entries
            if (period is None or entry.period == period)
            and ((pupil := self.by_scn[entry.course.scn]).stage == stage or stage is None)
        ]
