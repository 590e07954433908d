"""What the teachers entered: grades, ratings, levels, comments, period by period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from tmi_cli.sample.comments import write_comment
from tmi_cli.sample.model import SampleCourse, SampleEntry, SamplePupil
from tmi_cli.sample.roll import Character
from tmi_cli.sample.subjects import BGE, GRADED_LEVELS, NPA

# Subjects that seldom set homework.
PRACTICAL = frozenset(
    {
        "Physical Education",
        "Technologies",
        "Practical Woodworking",
        "Practical Cake Craft",
        "Art and Design",
        "Drama",
        "PSE",
        "Core PE",
    }
)
# Where on 1A (0) to 4D (15) an average pupil of the stage starts the session.
BGE_START = {"S1": 6.0, "S2": 8.2, "S3": 10.2}
FULL_MARKS = 15
ABSENCE = 0.007
# The first period whose report tells the grade of the prelim.
PRELIMS_BEFORE = 3


@dataclass(frozen=True, slots=True)
class _Bent:
    """How a pupil takes to one course: what stays the same from period to period."""

    effort: float
    behaviour: float
    homework: float
    slips_here: bool


def make_entries(
    seed: int, *, roll: Mapping[SamplePupil, Character], courses: Sequence[SampleCourse]
) -> Iterator[SampleEntry]:
    """The entries of each course in turn, for the periods in which it is taken."""
    pupils = {pupil.scn: pupil for pupil in roll}
    issued: dict[tuple[str, int], bool] = {}
    for course in courses:
        pupil = pupils[course.scn]
        # Each course draws from its own stream: a change in one leaves the others as they are.
        random = Random(f"{seed}/{course.scn}/{course.subject}/{course.level}")
        exams = Random(f"{seed}/{course.scn}/{course.subject}/{course.level}/exams")
        entries = _examined(exams, _rated(random, course, pupil=pupil, character=roll[pupil]))
        for entry in entries:
            key = (course.class_code, entry.period)
            if key not in issued:
                chance = 0.3 if course.subject in PRACTICAL else 0.04
                issued[key] = Random(f"{seed}/{key[0]}/{key[1]}").random() >= chance
            yield entry if issued[key] else _without_homework(entry)


def _without_homework(entry: SampleEntry) -> SampleEntry:
    # A comment may have been about the homework.
    concern = entry.homework is not None and entry.homework >= 3
    return replace(entry, homework=None, comment="" if concern else entry.comment)


def _rated(
    random: Random, course: SampleCourse, *, pupil: SamplePupil, character: Character
) -> Iterator[SampleEntry]:
    bent = _Bent(
        effort=random.gauss(0, 0.5) - 0.85 * character.diligence,
        behaviour=random.gauss(0, 0.5) - 0.85 * character.conduct - 0.25,
        homework=random.gauss(0, 0.55) - 0.85 * character.diligence,
        slips_here=random.random() < 0.65,
    )
    if course.level == BGE:
        graded = _progress(random, course, stage=pupil.stage, ability=character.ability)
    elif course.level in GRADED_LEVELS:
        graded = _grades(random, course, character=character, slips_here=bent.slips_here)
    else:
        graded = _pass_or_fail(random, course, character=character)
    for entry in graded:
        slipping = bent.slips_here and _slips(character, entry.period)
        shift = 1.5 if slipping else 0.0
        if character.improves:
            shift += 1.4 - 0.7 * entry.period
        effort, behaviour, homework = (
            _rating(bent_to + shift * weight + random.gauss(0, 0.42))
            for bent_to, weight in ((bent.effort, 1), (bent.behaviour, 0.7), (bent.homework, 1))
        )
        if random.random() < ABSENCE + (0.03 if pupil.attendance < 75 else 0):
            yield _absent(random, entry, first=entry.period == course.first_period)
            continue
        rated = replace(entry, effort=effort, behaviour=behaviour, homework=homework)
        yield replace(
            rated,
            comment=write_comment(
                random,
                ratings=rated.ratings,
                grade_of_concern=_grade_of_concern(course.level, entry.working_grade),
                slipping=slipping,
            ),
        )


def _examined(random: Random, entries: Iterable[SampleEntry]) -> Iterator[SampleEntry]:
    """The entries with the prelim and a predicted grade, from the period after the prelims on."""
    prelim = None
    for entry in entries:
        grade = entry.working_grade
        if entry.period < PRELIMS_BEFORE or entry.course.level not in GRADED_LEVELS or grade is None:
            yield entry
            continue
        if prelim is None:
            # Prelims come in winter and are marked as the exam is: most pupils do a little worse.
            prelim = _exam_grade(grade + random.choices((-1, 0, 1, 2, 3), (10, 34, 34, 16, 6))[0])
        hoped = min(grade, entry.target_in_force or grade)
        predicted = _exam_grade(random.choices((grade, (grade + hoped) // 2, grade + 1), (60, 30, 10))[0])
        yield replace(entry, prelim=prelim, predicted=predicted)


def _exam_grade(grade: int) -> int:
    """The code of a grade between 1 and 9; nobody is told 8, no award, for an exam that was sat."""
    return 9 if grade >= 8 else max(1, grade)


def _absent(random: Random, entry: SampleEntry, *, first: bool) -> SampleEntry:
    """No ratings; mostly no grade either, save where nothing at all would be on record."""
    if first or random.random() < 0.4:
        return entry
    return replace(entry, working_grade=None, cfe_level=None, progress="")


def _slips(character: Character, period: int) -> bool:
    return character.slips_from is not None and period >= character.slips_from


def _rating(score: float) -> int:
    return 1 if score < 0.45 else 2 if score < 1.55 else 3 if score < 2.3 else 4


def _grade_of_concern(level: str, grade: int | None) -> bool:
    if grade is None:
        return False
    return grade >= 7 if level in GRADED_LEVELS else grade == 9


def _progress(random: Random, course: SampleCourse, *, stage: str, ability: float) -> Iterator[SampleEntry]:
    place = BGE_START[stage] + 1.3 * ability + random.gauss(0, 0.9)
    steps = round(min(FULL_MARKS - 1.0, max(1.0, place)))
    for period in range(course.first_period, course.last_period + 1):
        if period > course.first_period:
            steps += random.choices((-1, 0, 1, 2), (4, 26, 64, 6))[0]
            steps = min(FULL_MARKS, max(0, steps))
        yield SampleEntry(course, period, cfe_level=steps // 4 + 1, progress="ABCD"[steps % 4])


def _grades(
    random: Random, course: SampleCourse, *, character: Character, slips_here: bool
) -> Iterator[SampleEntry]:
    # The able take the higher levels, so the same ability means a more modest target there.
    ease = {"N5": 0.0, "H": 0.3, "AH": 0.5}[course.level]
    target = min(6, max(1, round(3.3 + ease - 1.3 * character.ability + random.gauss(0, 0.8))))
    gap = random.gauss(0.75, 0.85) - 0.45 * character.diligence
    raised = False
    for period in range(course.first_period, course.last_period + 1):
        score = target + gap + random.gauss(0, 0.45) - 0.12 * (period - 1)
        if character.improves:
            score -= 0.3 * (period - 1)
        if slips_here and _slips(character, period):
            score += 1.6
        grade = _grade(random, score)
        may_raise = grade <= target and target > 1 and period > course.first_period and not raised
        raised = raised or (may_raise and random.random() < 0.16)
        new_target = target - 1 if may_raise and raised else None
        yield SampleEntry(course, period, target=target, new_target=new_target, working_grade=grade)
        target = target if new_target is None else new_target


def _grade(random: Random, score: float) -> int:
    place = max(1, round(score))
    if place <= 6:
        return place
    if place == 7 and random.random() > 0.03:
        return 7
    return 8 if random.random() < 0.08 else 9 if place >= 8 else 7


def _pass_or_fail(random: Random, course: SampleCourse, *, character: Character) -> Iterator[SampleEntry]:
    chance = min(0.5, max(0.03, 0.1 - 0.07 * character.diligence))
    for period in range(course.first_period, course.last_period + 1):
        if not course.counts:
            yield SampleEntry(course, period)
            continue
        on_track = 7 if course.level == NPA else 8
        slipping = _slips(character, period)
        off_track = random.random() < chance + (0.3 if slipping else 0)
        yield SampleEntry(
            course,
            period,
            # A level-5 award has no grades to aim for.
            target=None if course.level == NPA else 8,
            working_grade=9 if off_track else on_track,
        )
