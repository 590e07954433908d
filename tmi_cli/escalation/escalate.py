"""Counting faculties or subjects, and climbing the ladder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tmi_cli.cohort import Cohort
from tmi_cli.flags import Flag
from tmi_cli.policy import Ladder, Policy, School, Step
from tmi_cli.records import Pupil, Record


class Owner(Record):
    """Who has the strategic overview of a pupil.

    ``unit`` is what that holder of the role looks after (a faculty, a house or a stage), None where no
    faculty claims the subject. ``name`` is the person named in the school file, else the faculty of a
    curriculum leader, else None. ``counted`` is what of ``why`` anybody may read who sees the pupil in one
    faculty alone: the number, and no subject.
    """

    role: str
    title: str
    unit_kind: str
    unit: str | None
    name: str | None
    counted: str
    why: str


class Case(Record):
    """A flagged pupil: the flags, the faculties and subjects that counted, and the owner.

    ``assumed`` is True where the ladder's numbers are not those of a published policy.
    """

    pupil: Pupil
    flags: tuple[Flag, ...]
    faculties: tuple[str, ...]
    subjects: tuple[str, ...]
    owner: Owner
    assumed: bool = False


class NearMiss(Record):
    """A flagged pupil exactly one faculty or subject short of the ladder's top step."""

    pupil: Pupil
    faculties: tuple[str, ...]
    subjects: tuple[str, ...]
    owner: Owner
    to: str


def escalate(flags: Iterable[Flag], cohort: Cohort, *, policy: Policy, school: School) -> tuple[Case, ...]:
    """Return each flagged pupil with the owner, in the order of the lists.

    Furthest up the ladder first; then pupils in any vulnerable group, then most faculties, then by name.
    """
    by_pupil: dict[str, list[Flag]] = defaultdict(list)
    for flag in flags:
        by_pupil[flag.pupil.key].append(flag)
    cases = [
        _case(cohort.pupils[key], found, cohort, policy=policy, school=school) for key, found in by_pupil.items()
    ]
    heights = {role: height for height, role in enumerate(policy.roles)}
    return tuple(
        sorted(
            cases,
            key=lambda case: (
                -heights[case.owner.role],
                not case.pupil.groups,
                -len(case.faculties),
                case.pupil.order,
            ),
        )
    )


def near_misses(cases: Iterable[Case], cohort: Cohort, policy: Policy) -> tuple[NearMiss, ...]:
    """The flagged pupils who would reach the top step with one more faculty or subject, by name."""
    missed = []
    for case in sorted(cases, key=lambda c: c.pupil.order):
        ladder = policy.ladder_of(case.pupil.stage)
        top, courses = ladder.steps[-1], _courses(case.pupil, cohort)
        count = _count(ladder, case.faculties, case.subjects)
        if not top.reached(count, courses) and top.reached(count + 1, courses):
            missed.append(
                NearMiss(
                    pupil=case.pupil,
                    faculties=case.faculties,
                    subjects=case.subjects,
                    owner=case.owner,
                    to=top.role,
                )
            )
    return tuple(missed)


def _case(pupil: Pupil, flags: list[Flag], cohort: Cohort, *, policy: Policy, school: School) -> Case:
    faculties = tuple(sorted({flag.faculty for flag in flags if flag.faculty}))
    subjects = tuple(sorted({flag.subject for flag in flags if flag.subject}))
    ladder, courses = policy.ladder_of(pupil.stage), _courses(pupil, cohort)
    step = ladder.step_for(_count(ladder, faculties, subjects), courses)
    unclaimed = sorted({f.subject for f in flags if f.subject and f.faculty is None})
    unit = {
        "faculty": faculties[0] if len(faculties) == 1 else None,
        "house": pupil.house,
        "stage": pupil.stage,
    }[step.unit]
    counted = _counted(ladder, step, faculties=faculties, subjects=subjects, courses=courses)
    return Case(
        pupil=pupil,
        flags=tuple(sorted(flags, key=lambda f: (f.subject or "", f.class_code or "", f.rule))),
        faculties=faculties,
        subjects=subjects,
        owner=Owner(
            role=step.role,
            title=step.title,
            unit_kind=step.unit,
            unit=unit,
            name=_name(step, unit, school.staff),
            counted=counted,
            why=counted + _unclaimed(ladder, unclaimed),
        ),
        assumed=ladder.assumed,
    )


def _count(ladder: Ladder, faculties: tuple[str, ...], subjects: tuple[str, ...]) -> int:
    return len(faculties if ladder.count == "faculties" else subjects)


def _courses(pupil: Pupil, cohort: Cohort) -> int:
    """The number of a pupil's subjects with an entry in the reported period."""
    period = cohort.reported_period(pupil)
    return sum(1 for history in cohort.history[pupil.key].values() if history.get(period or 0))


def _name(step: Step, unit: str | None, staff: Mapping[str, Mapping[str, str]]) -> str | None:
    if unit is None:
        return None
    return staff.get(step.role, {}).get(unit) or (unit if step.unit == "faculty" else None)


def _counted(
    ladder: Ladder, step: Step, *, faculties: tuple[str, ...], subjects: tuple[str, ...], courses: int
) -> str:
    counted = faculties if ladder.count == "faculties" else subjects
    one, several = ("faculty", "faculties") if ladder.count == "faculties" else ("subject", "subjects")
    if step.more_than_share is not None:
        return f"{len(counted)} of {courses} {several}"
    return f"{len(counted) or 'no'} {one if len(counted) == 1 else several}"


def _unclaimed(ladder: Ladder, subjects: list[str]) -> str:
    return f"; no faculty claims {', '.join(subjects)}" if subjects and ladder.count == "faculties" else ""
