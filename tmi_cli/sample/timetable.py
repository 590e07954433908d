"""Classes and their teachers, and with them the courses of every pupil."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

from tmi_cli.sample.model import SampleCourse, SamplePupil
from tmi_cli.sample.names import POOLS, TEACHER_INITIALS, TEACHER_TITLES
from tmi_cli.sample.options import FULL_CLASS, Choice, timetable_year
from tmi_cli.sample.roll import Character
from tmi_cli.sample.subjects import BGE, CLASS_LETTERS, FACULTY_OF, LEVEL_ORDER, PSE

# A teacher has about this many classes before the department needs another.
CLASSES_PER_TEACHER = 5

Teaching = tuple[str, str]  # class code and teacher


def make_courses(
    seed: int,
    *,
    roll: Mapping[SamplePupil, Character],
    options: Mapping[SamplePupil, Sequence[Choice]],
    periods: int,
) -> list[SampleCourse]:
    """All courses, in the order of the roll and of each pupil's options."""
    random = Random(f"{seed}/timetable")
    placed = _assign_classes(random, roll=roll, options=options)
    courses = [
        SampleCourse(
            scn=pupil.scn,
            subject=subject,
            level=level,
            faculty=FACULTY_OF.get(subject, ""),
            class_code=placed[pupil, subject][0],
            teacher=placed[pupil, subject][1],
            first_period=pupil.first_period,
            last_period=pupil.last_period,
        )
        for pupil, choices in options.items()
        for subject, level in choices
    ]
    return _with_level_changes(random, courses, periods=periods)


def _assign_classes(
    random: Random,
    *,
    roll: Mapping[SamplePupil, Character],
    options: Mapping[SamplePupil, Sequence[Choice]],
) -> dict[tuple[SamplePupil, str], Teaching]:
    takers: dict[tuple[str, str, str], list[SamplePupil]] = defaultdict(list)
    for pupil, choices in options.items():
        for subject, level in choices:
            takers[timetable_year(pupil, level=level), subject, level].append(pupil)
    placed: dict[tuple[SamplePupil, str], Teaching] = {}
    numbers: Counter[str] = Counter()
    staff: dict[str, list[str]] = defaultdict(list)
    order = sorted(takers, key=lambda key: (key[0], key[1], LEVEL_ORDER.index(key[2])))
    used_surnames: set[str] = set()
    for year, subject, level in order:
        pupils = takers[year, subject, level]
        for group in _divide(random, pupils, subject=subject, level=level, roll=roll):
            stem = f"{year}{CLASS_LETTERS[subject]}"
            numbers[stem] += 1
            teacher = _teacher(random, staff[subject], used_surnames=used_surnames)
            for pupil in group:
                placed[pupil, subject] = (f"{stem}{numbers[stem]}", teacher)
    return placed


def _divide(
    random: Random,
    pupils: list[SamplePupil],
    *,
    subject: str,
    level: str,
    roll: Mapping[SamplePupil, Character],
) -> list[list[SamplePupil]]:
    """Classes of about equal size: mathematics set by ability, S1 to S3 kept by registration."""
    if subject == "Mathematics":
        ordered = sorted(pupils, key=lambda pupil: -roll[pupil].ability)
    elif level in (BGE, "") or subject == PSE:
        ordered = pupils
    else:
        ordered = random.sample(pupils, len(pupils))
    if subject == PSE:
        by_registration: dict[str, list[SamplePupil]] = defaultdict(list)
        for pupil in ordered:
            by_registration[pupil.registration].append(pupil)
        return list(by_registration.values())
    count = -(-len(ordered) // FULL_CLASS)
    bounds = [round(len(ordered) * part / count) for part in range(count + 1)]
    return [ordered[start:end] for start, end in pairwise(bounds)]


def _teacher(random: Random, staff: list[str], *, used_surnames: set[str]) -> str:
    """The next teacher of a department; it grows as it gets classes.

    `staff` has one item per class given out so far.
    """
    if len(set(staff)) * CLASSES_PER_TEACHER <= len(staff):
        surnames = [name for pool in POOLS[:3] for name in pool.surnames]
        free = [name for name in surnames if name not in used_surnames] or surnames
        surname = random.choice(free)
        used_surnames.add(surname)
        title, initial = random.choice(TEACHER_TITLES), random.choice(TEACHER_INITIALS)
        staff.append(f"{title} {initial}. {surname}")
    else:
        classes = Counter(staff)
        staff.append(min(classes, key=lambda name: classes[name]))
    return staff[-1]


def _with_level_changes(random: Random, courses: list[SampleCourse], *, periods: int) -> list[SampleCourse]:
    """A few pupils drop from Higher to National 5 and sit on with an N5 class if there is one."""
    if periods == 1:
        return courses
    whole_session = (1, periods)
    candidates = [
        index
        for index, course in enumerate(courses)
        if course.level == "H" and (course.first_period, course.last_period) == whole_session
    ]
    classes_at_n5: dict[tuple[str, str], list[Teaching]] = defaultdict(list)
    for course in courses:
        if course.level == "N5":
            teaching = (course.class_code, course.teacher)
            classes_at_n5[course.class_code[0], course.subject].append(teaching)
    amount = min(len(candidates), max(2, len(candidates) // 60))
    changed = dict.fromkeys(random.sample(candidates, amount))
    result: list[SampleCourse] = []
    for index, course in enumerate(courses):
        if index not in changed:
            result.append(course)
            continue
        period = random.randint(2, periods)
        options = classes_at_n5.get((course.class_code[0], course.subject))
        sizes = Counter(options)
        code, teacher = (
            min(sizes, key=lambda teaching: (sizes[teaching], teaching))
            if options
            else (course.class_code, course.teacher)
        )
        result.append(replace(course, last_period=period - 1))
        result.append(replace(course, level="N5", class_code=code, teacher=teacher, first_period=period))
    return result
