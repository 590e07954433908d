"""The made-up school is repeatable, coherent, and looks like a school."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict

import pytest

from tmi_cli.sample import SampleSchool, make_school
from tmi_cli.sample.names import POOLS
from tmi_cli.sample.subjects import FACULTIES

NINE = {
    "English",
    "Mathematics",
    "Science",
    "Social Subjects",
    "Modern Languages",
    "Technologies",
    "Business and Computing",
    "Expressive Arts",
    "Health and Wellbeing",
}


def test_one_seed_makes_one_school() -> None:
    assert make_school(seed=3, pupils=60) == make_school(seed=3, pupils=60)
    assert make_school(seed=3, pupils=60) != make_school(seed=4, pupils=60)


def test_the_order_of_hashes_does_not_matter() -> None:
    code = (
        "from tmi_cli.sample.school import make_school; import hashlib; "
        "print(hashlib.sha256(repr(make_school(seed=3, pupils=60)).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(seen) == 1


@pytest.mark.parametrize(("pupils", "periods"), [(6, 1), (20, 2), (120, 1), (75, 4)])
def test_a_school_of_any_size_holds_together(pupils: int, periods: int) -> None:
    school = make_school(seed=1, pupils=pupils, periods=periods)
    assert len(school.pupils) == pupils
    assert {entry.period for entry in school.entries} == set(range(1, periods + 1))
    assert {entry.course for entry in school.entries} == set(school.courses)


@pytest.mark.parametrize(("pupils", "periods"), [(5, 3), (900, 0)])
def test_an_impossible_school_is_refused(pupils: int, periods: int) -> None:
    with pytest.raises(ValueError, match="a school needs at least 6 pupils and 1 period"):
        make_school(pupils=pupils, periods=periods)


def test_candidate_numbers_are_valid_and_unlike_a_date(school: SampleSchool) -> None:
    for pupil in school.pupils:
        digits = [int(digit) for digit in pupil.scn]
        assert len(digits) == 9
        # The check digit makes the weighted sum of all nine a multiple of eleven.
        weights = (3, 2, 7, 6, 5, 4, 3, 2, 1)
        assert sum(w * d for w, d in zip(weights, digits, strict=True)) % 11 == 0
        assert min(digits[2], digits[4]) > 3
    assert any(pupil.scn.startswith("0") for pupil in school.pupils)


def test_no_two_pupils_share_a_candidate_number(school: SampleSchool) -> None:
    assert len({pupil.scn for pupil in school.pupils}) == len(school.pupils) == 900


@pytest.mark.parametrize("shown", ["forename", "known_as"])
def test_two_pupils_are_namesakes_in_different_classes(school: SampleSchool, shown: str) -> None:
    sharing = defaultdict(list)
    for pupil in school.pupils:
        sharing[getattr(pupil, shown), pupil.surname].append(pupil)
    (namesakes,) = [pupils for pupils in sharing.values() if len(pupils) > 1]
    one, other = namesakes
    assert one.stage == other.stage
    assert one.registration != other.registration


def test_names_need_care_with_letters_and_marks() -> None:
    surnames = {surname for pool in POOLS for surname in pool.surnames}
    for fragment in ("'", "-", "Mac", "Mc", "ò", "ł", "Ó"):
        everyone = surnames | {name for pool in POOLS for name in (*pool.girls, *pool.boys)}
        assert any(fragment in name for name in everyone), fragment


def test_there_are_six_stages_four_houses_and_six_or_so_registrations(
    school: SampleSchool,
) -> None:
    sizes = Counter(pupil.stage for pupil in school.pupils)
    assert list(sizes) == ["S1", "S2", "S3", "S4", "S5", "S6"]
    assert max(sizes["S5"], sizes["S6"]) < min(sizes[stage] for stage in ("S1", "S2", "S3", "S4"))
    assert len({pupil.house for pupil in school.pupils}) == 4
    for stage in sizes:
        registrations = {pupil.registration for pupil in school.pupils if pupil.stage == stage}
        assert 4 <= len(registrations) <= 8
        assert {registration[0] for registration in registrations} == {stage[1]}


def test_the_faculties_are_nine_and_all_in_use(school: SampleSchool) -> None:
    assert set(FACULTIES) == NINE
    assert {course.faculty for course in school.courses if course.counts} == NINE
    assert {course.faculty for course in school.courses if not course.counts} == {""}
    subjects = [subject for owned in FACULTIES.values() for subject in owned]
    assert len(subjects) == len(set(subjects))


def test_pupils_take_as_many_courses_as_their_stage_does(school: SampleSchool) -> None:
    allowed = {"S1": (10, 12), "S2": (10, 12), "S3": (10, 12), "S4": (6, 7), "S5": (5, 5)}
    taken = Counter(entry.course.scn for entry in school.entries if entry.period == 1 and entry.course.counts)
    for scn, number in taken.items():
        least, most = allowed.get(school.by_scn[scn].stage, (3, 5))
        assert least <= number <= most


def test_everybody_has_pse_and_no_subject_twice_at_once(school: SampleSchool) -> None:
    for period in (1, 2, 3):
        subjects = defaultdict(list)
        for _, entry in school.entries_of(period=period):
            subjects[entry.course.scn].append(entry.course.subject)
        assert set(subjects) == {pupil.scn for pupil in school.pupils if pupil.on_roll(period)}
        for names in subjects.values():
            assert "PSE" in names
            assert len(names) == len(set(names))


def test_classes_are_of_a_sane_size(school: SampleSchool) -> None:
    sizes = Counter(entry.course.class_code for entry in school.entries if entry.period == 1)
    assert max(sizes.values()) <= 31
    assert min(sizes.values()) >= 5
    assert sum(18 <= size <= 30 for size in sizes.values()) / len(sizes) > 0.9


def test_a_class_has_one_subject_and_one_teacher(school: SampleSchool) -> None:
    about = defaultdict(set)
    for course in school.courses:
        about[course.class_code].add((course.subject, course.teacher))
    assert all(len(facts) == 1 for facts in about.values())


def test_entries_match_who_joined_and_who_left(school: SampleSchool) -> None:
    present = defaultdict(set)
    for entry in school.entries:
        present[entry.course.scn].add(entry.period)
    for pupil in school.pupils:
        assert present[pupil.scn] == set(range(pupil.first_period, pupil.last_period + 1))
    assert any(pupil.first_period > 1 for pupil in school.pupils)
    assert any(pupil.last_period < school.periods for pupil in school.pupils)
