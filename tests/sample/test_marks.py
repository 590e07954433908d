"""What the made-up teachers entered is possible, and believable in sum."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from tmi_cli.sample import SampleEntry, SampleSchool

GRADED = {"N5", "H", "AH"}
ON_SCALE = {
    **{level: set(range(1, 10)) for level in GRADED},
    "N3": {8, 9},
    "N4": {8, 9},
    "NPA Level 5": {7, 9},
    "BGE": set(),
    "": set(),
}
TARGETS = {**{level: set(range(1, 7)) for level in GRADED}, "N3": {8}, "N4": {8}}


def _has_rating_of_concern(entry: SampleEntry) -> bool:
    return any(rating is not None and rating >= 3 for rating in entry.ratings)


def _has_grade_of_concern(entry: SampleEntry) -> bool:
    grade = entry.working_grade
    if grade is None:
        return False
    return grade >= 7 if entry.course.level in GRADED else grade == 9


def test_codes_are_on_the_scale_of_their_course(school: SampleSchool) -> None:
    for entry in school.entries:
        level = entry.course.level
        assert entry.working_grade is None or entry.working_grade in ON_SCALE[level]
        for target in (entry.target, entry.new_target):
            assert target is None or target in TARGETS[level]
        assert set(entry.ratings) <= {1, 2, 3, 4, None}
        assert (entry.cfe_level is None) == (entry.progress == "")
        if level != "BGE":
            assert entry.cfe_level is None


def test_a_target_may_only_rise(school: SampleSchool) -> None:
    in_force: dict[object, int] = {}
    for entry in school.entries:
        if entry.target is None:
            continue
        assert entry.target == in_force.get(entry.course, entry.target)
        assert entry.new_target is None or entry.new_target < entry.target
        in_force[entry.course] = entry.target_in_force or 0
    assert any(entry.new_target for entry in school.entries)


def test_some_drop_from_higher_to_national_5(school: SampleSchool) -> None:
    levels = defaultdict(list)
    for entry in school.entries:
        if entry.course.level in GRADED:
            levels[entry.course.scn, entry.course.subject].append(entry.course.level)
    changed = [path for path in levels.values() if len(set(path)) > 1]
    assert 3 <= len(changed) <= 20
    assert all(path == sorted(path) for path in changed), "H, then N5"


def test_progress_mostly_rises_through_the_session(school: SampleSchool) -> None:
    places = defaultdict(list)
    for entry in school.entries:
        if entry.cfe_level is not None:
            places[entry.course].append(f"{entry.cfe_level}{entry.progress}")
    steps = Counter(
        (later > earlier) - (later < earlier) for path in places.values() for earlier, later in pairwise(path)
    )
    assert steps[1] > 0.6 * steps.total()
    assert 0 < steps[-1] < 0.08 * steps.total()


@pytest.mark.parametrize("period", [1, 2, 3])
def test_concerns_are_as_common_as_in_a_school(school: SampleSchool, period: int) -> None:
    entries = [e for e in school.entries if e.period == period and e.course.counts]
    rated = sum(map(_has_rating_of_concern, entries)) / len(entries)
    assert 0.11 < rated < 0.16
    graded = [entry for entry in entries if entry.working_grade is not None]
    assert 0.05 < sum(map(_has_grade_of_concern, graded)) / len(graded) < 0.14


def test_concerns_gather_on_some_pupils(school: SampleSchool) -> None:
    faculties = defaultdict(set)
    for entry in school.entries:
        concern = _has_rating_of_concern(entry) or _has_grade_of_concern(entry)
        if entry.period == 3 and entry.course.counts and concern:
            faculties[entry.course.scn].add(entry.course.faculty)
    in_three = sum(len(names) >= 3 for names in faculties.values())
    assert 0.1 < in_three / 900 < 0.25
    assert len(faculties) / 900 < 0.55, "many pupils have no concern at all"


def test_most_concerns_have_a_comment_and_few_others_do(school: SampleSchool) -> None:
    told = Counter(
        (_has_rating_of_concern(entry) or _has_grade_of_concern(entry), bool(entry.comment))
        for entry in school.entries
    )
    assert told[True, True] > 2 * told[True, False] > 0
    assert 0 < told[False, True] < 0.15 * told[False, False]


def test_homework_is_blank_more_often_than_effort(school: SampleSchool) -> None:
    blank_homework = sum(entry.homework is None for entry in school.entries)
    blank_effort = sum(entry.effort is None for entry in school.entries)
    assert 0 < blank_effort < 0.03 * len(school.entries)
    assert 2 * blank_effort < blank_homework < 0.2 * len(school.entries)
