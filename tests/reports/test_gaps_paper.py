"""The gaps are counted from the made-up school's own records, and what is published of them is attacked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.reports.studies import SAMPLE, sample
from tests.reports.test_snapshot_paper import PUPILS, SEED, Seen, award, seen
from tests.reports.values import unless_hidden
from tests.small_school import csv_text, run, scn
from tmi_cli.analysis.study import study
from tmi_cli.errors import RequestError
from tmi_cli.reports.paper import Paper, TablePart, TextPart, Value
from tmi_cli.reports.paper_text import as_plain
from tmi_cli.reports.papers.gaps import Scope, gaps_paper
from tmi_cli.sample import make_school
from tmi_cli.sample.model import SamplePupil

Z = 1.959963984540054
MEASURES = {
    "flagged": "flagged in at least one course",
    "on-track": "on track (at or above target) in most courses judged",
    "a-c": "with A-C in most courses judged",
    "a-d": "with A-D in most courses judged",
    "below-target": "below target in at least one course",
    "ratings": "with a rating of concern in at least one course",
}
YES_NO = {
    "fme": ("Free meal entitlement", "FME", "no FME"),
    "asn": ("Additional support needs", "ASN", "no ASN"),
    "eal": ("English as an additional language", "EAL", "no EAL"),
    "care_experienced": ("Care experience", "care experienced", "not care experienced"),
    "young_carer": ("Young carers", "young carer", "not a young carer"),
}
TITLES = {"simd": "SIMD quintile", "gender": "Gender", **{key: told[0] for key, told in YES_NO.items()}}
ALIKE = (("flagged", "ratings"), ("a-c", "a-d"), ("on-track", "below-target"))
QUINTILES = ("Q1 (most deprived)", "Q2", "Q3", "Q4", "Q5 (least deprived)")


class Told(NamedTuple):
    """One pupil by the school's records: who, and each measure (None: nothing was judged)."""

    pupil: SamplePupil
    measures: Mapping[str, bool | None]


def group_of(pupil: SamplePupil, field: str) -> str:
    if field == "simd":
        return "not known" if pupil.simd_decile is None else QUINTILES[(pupil.simd_decile - 1) // 2]
    if field == "gender":
        return pupil.gender
    return YES_NO[field][1] if getattr(pupil, field) else YES_NO[field][2]


def groups_of(field: str) -> tuple[str, ...]:
    if field == "simd":
        return (*QUINTILES, "not known")
    return ("F", "M") if field == "gender" else YES_NO[field][1:]


def measured(courses: Sequence[Seen], flagged: set[tuple[str, str]]) -> dict[str, bool | None]:
    senior = [s.now for s in courses if s.now.course.level != "BGE"]
    awards = [given for entry in senior if (given := award(entry)) is not None]
    bands = [
        entry.target_in_force - entry.working_grade
        for entry in senior
        if entry.working_grade is not None and entry.target_in_force is not None
    ]
    ratings = []
    for course in courses:
        concern = any(rating in (3, 4) for rating in course.now.ratings)
        if concern or (course.now.effort is not None and course.now.behaviour is not None):
            ratings.append(concern)
    return {
        "flagged": any((s.scn, s.now.course.subject) in flagged for s in courses),
        "on-track": sum(b >= 0 for b in bands) * 2 > len(bands) if bands else None,
        "a-c": sum(a in ("A", "B", "C", "pass") for a in awards) * 2 > len(awards) if awards else None,
        "a-d": sum(a in ("A", "B", "C", "D", "pass") for a in awards) * 2 > len(awards) if awards else None,
        "below-target": any(b < 0 for b in bands) if bands else None,
        "ratings": any(ratings) if ratings else None,
    }


@cache
def recorded(stage: str = "", faculty: str = "", class_code: str = "") -> tuple[Told, ...]:
    """The pupils with a course in the scope in period 3, measured in these courses."""
    school = make_school(seed=SEED, pupils=PUPILS, session="2025-26")
    expected = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))["flags"]
    flagged = {(flag[0], flag[2]) for flag in expected}
    of_pupil: dict[str, list[Seen]] = {}
    for course in seen(3):
        if (
            stage in ("", school.by_scn[course.scn].stage)
            and faculty in ("", course.now.course.faculty)
            and class_code in ("", course.now.course.class_code)
        ):
            of_pupil.setdefault(course.scn, []).append(course)
    return tuple(Told(school.by_scn[number], measured(courses, flagged)) for number, courses in of_pupil.items())


@cache
def left_out() -> frozenset[str]:
    """The pupils of no group that is compared, where fewer than 20 of the school are in theirs."""
    found: set[str] = set()
    for field in TITLES:
        groups: dict[str, set[str]] = {}
        for told in recorded():
            groups.setdefault(group_of(told.pupil, field), set()).add(told.pupil.scn)
        compared = QUINTILES if field == "simd" else groups_of(field)
        found.update(*(who for group, who in groups.items() if group not in compared and len(who) < 20))
    return frozenset(found)


def published_pupils(**scope: str) -> list[Told]:
    """The pupils of whom a paper with small numbers suppressed tells."""
    return [told for told in recorded(**scope) if told.pupil.scn not in left_out()]


def interval(count: int, judged: int) -> tuple[float, float]:
    """The shares p with (count / judged - p)^2 = z^2 p (1 - p) / judged, from the quadratic itself."""
    share, spread = count / judged, Z * Z / judged
    a, b, c = 1 + spread, -(2 * share + spread), share * share
    root = sqrt(max(0.0, b * b - 4 * a * c))
    return 100 * (-b - root) / (2 * a), 100 * (-b + root) / (2 * a)


def figures(pupils: Sequence[Told], measure: str) -> tuple[Any, ...]:
    judged = [told for pupil in pupils if (told := pupil.measures[measure]) is not None]
    if not judged:
        return 0, 0, None, None, None
    low, high = interval(sum(judged), len(judged))
    share = 100 * sum(judged) / len(judged)
    return (len(judged), sum(judged), *(pytest.approx(x, abs=1e-6) for x in (share, low, high)))


def due_rows(pupils: Sequence[Told], field: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    others = sorted({group_of(told.pupil, field) for told in pupils} - set(groups_of(field)))
    for measure, meaning in MEASURES.items():
        for group in (*groups_of(field), *others):
            here = [told for told in pupils if group_of(told.pupil, field) == group]
            if here or group in YES_NO.get(field, ()) or group in QUINTILES:
                rows.append((meaning, group, *figures(here, measure)))
        rows.append((meaning, "All", *figures(pupils, measure)))
    return rows


def paper_of(**scope: Any) -> Paper:
    return gaps_paper(*sample(), Scope(**scope))


@cache
def published(*scope: tuple[str, Any]) -> Paper:
    return paper_of(**dict(scope))


def groups_table(paper: Paper, field: str) -> TablePart:
    return paper.section(TITLES[field]).table(field)


# ---- Every figure, where small ones are shown ----------------------------------------------------------

SCOPES = [
    {},
    {"stage": "S3"},
    {"faculty": "Science"},
    {"faculty": "English", "stage": "S5"},
    {"class_code": "4BI1"},
]


@pytest.mark.parametrize("scope", SCOPES, ids=str)
@pytest.mark.parametrize("field", TITLES)
def test_every_figure_is_the_one_in_the_schools_records(field: str, scope: dict[str, str]) -> None:
    paper = paper_of(show_small=True, **scope)
    assert list(groups_table(paper, field).rows) == due_rows(recorded(**scope), field)


def test_the_gaps_are_the_differences_of_the_groups_with_newcombes_interval() -> None:
    due = []
    for field in TITLES:
        pairs = [(groups_of(field)[:1], groups_of(field)[1:2])]
        if field == "simd":
            pairs = [(QUINTILES[:1], QUINTILES[4:]), (QUINTILES[:2], QUINTILES[3:])]
        names = {"simd": ("Q1 v Q5", "Q1-2 v Q4-5"), "gender": ("F v M",)}.get(field, ("yes v no",))
        for measure, meaning in MEASURES.items():
            for name, sides in zip(names, pairs, strict=True):
                told = [
                    [
                        value
                        for one in recorded()
                        if group_of(one.pupil, field) in side and (value := one.measures[measure]) is not None
                    ]
                    for side in sides
                ]
                if not all(told):
                    continue
                (p, q), (n, m) = [sum(side) / len(side) for side in told], map(len, told)
                (low_p, high_p), (low_q, high_q) = [interval(sum(side), len(side)) for side in told]
                gap = 100 * p - 100 * q
                below = sqrt((100 * p - low_p) ** 2 + (high_q - 100 * q) ** 2)
                above = sqrt((high_p - 100 * p) ** 2 + (100 * q - low_q) ** 2)
                shares = (100 * p, 100 * q, gap, gap - below, gap + above)
                due.append((TITLES[field], meaning, name, *(pytest.approx(x, abs=1e-6) for x in shares), n, m))
    assert list(paper_of(show_small=True).sections[0].table("gaps").rows) == due


def test_a_paper_with_small_numbers_stays_in_the_school_and_says_how_many_pupils() -> None:
    paper = paper_of(show_small=True, faculty="sCIENCE", stage="s4")
    assert paper.published is False
    assert paper.handling.sentence == "Contains personal data about pupils. For the senior leadership team."
    assert paper.title == "Equity gaps: Science, S4, 2025-26, period 3"
    assert paper.extra == {"scope": "Science, S4", "suppressed_under": None}
    text = paper.sections[0].parts[0]
    assert isinstance(text, TextPart)
    assert text.sentences[0] == f"{len(recorded(faculty='Science', stage='S4'))} pupils compared (Science, S4)."
    assert "*" not in json.dumps(as_plain(paper)["sections"])


# ---- What is suppressed --------------------------------------------------------------------------------

PUBLISHED: list[dict[str, Any]] = [
    {},
    {"stage": "S5"},
    {"faculty": "Technologies"},
    {"class_code": "1EN1"},
    {"measures": ("flagged", "ratings"), "characteristics": ("gender", "asn"), "by_stage": True},
    {"measures": ("on-track",), "characteristics": ("simd", "fme"), "by_stage": True},
]


class Place(NamedTuple):
    """What a row shows of one group: None is hidden."""

    judged: int | None
    count: int | None


def blocks(paper: Paper) -> Iterator[tuple[str, dict[Value, dict[str, Value]]]]:
    """Each measure of each table of groups: the rows by their group."""
    for section in paper.sections[1:]:
        table = section.tables()[0]
        keys = [head.key for head in table.heads]
        rows = [dict(zip(keys, row, strict=True)) for row in table.rows]
        for measure in dict.fromkeys(row["measure"] for row in rows):
            yield f"{table.name}, {measure}", {row["group"]: row for row in rows if row["measure"] == measure}


def place(row: Mapping[str, Value]) -> Place:
    return Place(unless_hidden(row["judged"]), unless_hidden(row["count"]))


def least_of(true: tuple[int, int], seen: Place) -> int:
    """What an onlooker may take both a count and its rest to be at least, where the base alone is shown.

    A count is hidden where there is a count and a rest; or because a measure of the same set hides it. Then it
    may be 0, and we let the onlooker know that of this very place.
    """
    only_base = seen.judged is not None and seen.count is None
    return min(1, true[0], true[1] - true[0]) if only_base else 0


def moves(true: tuple[int, int], seen: Place) -> list[tuple[int, int]]:
    """By how much a group's count and the rest of its base may differ, by one at most, and look the same."""
    found = []
    for up, down in product((-1, 0, 1), repeat=2):
        count, rest = true[0] + up, true[1] - true[0] + down
        if seen.count is not None and (up or down):
            continue
        if seen.judged is not None and up + down:
            continue
        # A hidden base is one at least.
        if min(count, rest) >= least_of(true, seen) and (count + rest >= 1 or not (up or down)):
            found.append((up, down))
    return found


def can_be_worked_out(true: Mapping[Any, tuple[int, int]], seen: Mapping[Any, Place], whole: Place) -> list[str]:
    """The small hidden figures that every table which looks the same has alike.

    ``true`` is (count, judged) by group. Tables of one column are flows: where one figure can differ at all, it
    can by one, and every other by one at most.
    """
    groups = list(true)
    total = (sum(true[group][0] for group in groups), sum(true[group][1] for group in groups))

    def fits(up: int, down: int) -> bool:
        if whole.count is not None and (up or down):
            return False
        if whole.judged is not None and up + down:
            return False
        return min(total[0] + up, total[1] - total[0] + down) >= least_of(total, whole)

    allowed = [moves(true[group], seen[group]) for group in groups]
    reached: dict[int, set[tuple[int, int]]] = {}
    for at in range(len(groups)):
        sums = {(0, 0)}
        for other, choices in enumerate(allowed):
            if other != at:
                sums = {(a + c, b + d) for a, b in sums for c, d in choices}
        reached[at] = {(c, d) for c, d in allowed[at] if any(fits(a + c, b + d) for a, b in sums)}
    wrong = []
    for at, group in enumerate(groups):
        count, judged = true[group]
        for name, figure, differs in (
            ("count", count, any(c for c, _ in reached[at])),
            ("rest", judged - count, any(d for _, d in reached[at])),
            ("judged", judged, any(c + d for c, d in reached[at])),
        ):
            hidden = seen[group].judged is None if name == "judged" else seen[group].count is None
            if hidden and 0 < figure < 5 and not differs:
                wrong.append(f"{group}: {name}")
    return wrong


@pytest.mark.parametrize("scope", PUBLISHED, ids=str)
def test_no_figure_from_one_to_four_is_in_any_table(scope: dict[str, Any]) -> None:
    paper = published(*scope.items())
    assert paper.extra["suppressed_under"] == 5
    for name, rows in blocks(paper):
        for row in rows.values():
            told = [row[key] for key in ("judged", "count")]
            if row["judged"] != "*" and row["count"] != "*":
                told.append(int(str(row["judged"])) - int(str(row["count"])))
            assert [figure for figure in told if figure in (1, 2, 3, 4)] == [], (name, row)
            # A percentage is shown just where its count is.
            hidden = {key: row[key] == "*" for key in ("count", "percent", "low", "high")}
            assert len(set(hidden.values())) == 1, (name, row)
            assert row["judged"] != "*" or row["count"] == "*", (name, row)
    table = paper.sections[0].table("gaps")
    for row in table.rows:
        assert not {1, 2, 3, 4} & set(row[-2:])


@pytest.mark.parametrize("scope", PUBLISHED, ids=str)
def test_a_paper_of_one_class_stays_in_the_school_though_small_numbers_are_suppressed(
    scope: dict[str, Any],
) -> None:
    paper = published(*scope.items())
    assert paper.published is ("class_code" not in scope)
    assert paper.handling.sentence.startswith(
        "Contains personal" if "class_code" in scope else "Small numbers are"
    )
    assert paper.file == "gaps overview"
    heads = ["Pupils", "Group", "Judged", "Number", "%", "from", "to"]
    for section in paper.sections[1:]:
        assert [head.header for head in section.tables()[0].heads][:7] == heads


@pytest.mark.parametrize("scope", PUBLISHED, ids=str)
def test_who_is_in_no_group_that_is_compared_is_in_no_table_for_publication(scope: dict[str, Any]) -> None:
    kept = {key: value for key, value in scope.items() if isinstance(value, str)}
    assert left_out()
    for name, rows in blocks(published(*scope.items())):
        field = name.partition(", ")[0]
        compared = QUINTILES if field == "simd" else groups_of(field)
        assert list(rows) == [*compared, "All"], name
        shown_ = place(rows["All"])
        measure = next(key for key, meaning in MEASURES.items() if name == f"{field}, {meaning}")
        due = figures(published_pupils(**kept), measure)
        assert shown_.judged in (None, due[0])
        assert shown_.count in (None, due[1])


@pytest.mark.parametrize("scope", PUBLISHED, ids=str)
def test_what_one_measure_hides_is_hidden_in_each_that_tells_of_it(scope: dict[str, Any]) -> None:
    found = dict(blocks(published(*scope.items())))
    hidden = 0
    for one, other in ALIKE:
        for field in TITLES:
            pair = [found.get(f"{field}, {MEASURES[measure]}") for measure in (one, other)]
            if pair[0] is None or pair[1] is None:
                continue
            masks = [
                {
                    (group, key): row[key] == "*"
                    for group, row in rows.items()
                    for key in row
                    if key in ("judged", "count", "percent") or key.startswith("percent ")
                }
                for rows in pair
                if rows is not None
            ]
            assert masks[0] == masks[1], (field, one, other)
            hidden += sum(masks[0].values())
    assert hidden or scope.get("measures") == ("on-track",)


@pytest.mark.parametrize("scope", [scope for scope in PUBLISHED if "by_stage" not in scope], ids=str)
def test_no_small_hidden_figure_follows_from_what_a_table_shows(scope: dict[str, Any]) -> None:
    """Against the figures themselves, which the same paper tells of the same pupils with small ones shown."""
    paper = published(*scope.items())
    fields = [
        field for field, title in TITLES.items() if title in [section.title[3:] for section in paper.sections]
    ]
    pupils = published_pupils(**scope)
    found = dict(blocks(paper))
    hidden = 0
    for field in fields:
        for measure, meaning in MEASURES.items():
            rows = dict(found[f"{field}, {meaning}"])
            whole = rows.pop("All")
            true = {}
            for group in rows:
                told = [one.measures[measure] for one in pupils if group_of(one.pupil, field) == group]
                true[group] = (sum(value is True for value in told), sum(value is not None for value in told))
                if place(rows[group]).count is not None:
                    assert place(rows[group]) == (true[group][1], true[group][0])
                hidden += place(rows[group]).count is None
            seen_of = {group: place(row) for group, row in rows.items()}
            assert can_be_worked_out(true, seen_of, place(whole)) == [], (field, measure)
    assert hidden


def test_the_attack_finds_what_can_be_worked_out() -> None:
    """A single hidden figure beside a total is found, and two are not."""
    true = {"yes": (3, 30), "no": (40, 80), "not known": (6, 15)}
    shown_ = {"yes": Place(30, None), "no": Place(80, 40), "not known": Place(15, 6)}
    assert can_be_worked_out(true, shown_, Place(125, 49)) == ["yes: count"]
    shown_["not known"] = Place(15, None)
    assert can_be_worked_out(true, shown_, Place(125, 49)) == []
    base = {"yes": (3, 4), "no": (40, 80)}
    assert can_be_worked_out(base, {"yes": Place(None, None), "no": Place(80, 40)}, Place(84, 43)) == [
        "yes: count", "yes: rest", "yes: judged"
    ]  # fmt: skip


@pytest.mark.parametrize("scope", PUBLISHED[-2:], ids=str)
def test_beside_the_stages_no_line_of_groups_or_of_stages_has_one_hidden_percentage(scope: dict[str, Any]) -> None:
    for name, rows in blocks(published(*scope.items())):
        stages = [key for key in next(iter(rows.values())) if key.startswith("percent ")]
        assert stages
        for row in rows.values():
            assert sum(row[key] == "*" for key in ("percent", *stages)) != 1, (name, row)
        for key in ("percent", *stages):
            assert sum(row[key] == "*" for row in rows.values()) != 1, (name, key)


@pytest.mark.parametrize("scope", PUBLISHED, ids=str)
def test_the_row_of_all_is_the_same_in_every_table_or_hidden_in_every_table(scope: dict[str, Any]) -> None:
    wholes: dict[Value, set[tuple[Value, Value, Value]]] = {}
    for _, rows in blocks(published(*scope.items())):
        whole = rows["All"]
        wholes.setdefault(whole["measure"], set()).add((whole["judged"], whole["count"], whole["percent"]))
    assert {measure: len(told) for measure, told in wholes.items()} == dict.fromkeys(wholes, 1)


@pytest.mark.parametrize("scope", PUBLISHED, ids=str)
def test_a_gap_is_shown_only_of_groups_that_are_shown_and_follows_from_them(scope: dict[str, Any]) -> None:
    paper = published(*scope.items())
    found = dict(blocks(paper))
    field_of = {title: field for field, title in TITLES.items()}
    for title, meaning, names, first, second, gap, *_, judged_first, judged_second in (
        paper.sections[0].table("gaps").rows
    ):
        field = field_of[str(title)]
        rows = found[f"{field}, {meaning}"]
        sides = {
            "F v M": (["F"], ["M"]),
            "Q1 v Q5": (QUINTILES[:1], QUINTILES[4:]),
            "Q1-2 v Q4-5": (QUINTILES[:2], QUINTILES[3:]),
        }.get(str(names), (groups_of(field)[:1], groups_of(field)[1:2]))
        told = [[place(rows[group]) for group in side] for side in sides]
        if any(None in one for side in told for one in side):
            assert {first, second, gap, judged_first, judged_second} == {"*"}
            continue
        counts = [sum(int(one.count or 0) for one in side) for side in told]
        bases = [sum(int(one.judged or 0) for one in side) for side in told]
        assert (judged_first, judged_second) == tuple(bases)
        shares = [100 * count / base for count, base in zip(counts, bases, strict=True)]
        assert (first, second, gap) == pytest.approx((*shares, shares[0] - shares[1]))


# ---- What is asked for ---------------------------------------------------------------------------------


def test_only_the_measures_and_characteristics_asked_for_are_told() -> None:
    paper = paper_of(measures=["A-C"], characteristics=["Young-carer", "gender"], show_small=True)
    assert [section.name for section in paper.sections] == ["At a glance", "Young carers", "Gender"]
    assert {row[0] for section in paper.sections[1:] for row in section.tables()[0].rows} == {MEASURES["a-c"]}


@pytest.mark.parametrize(
    ("scope", "sentence", "hint"),
    [
        ({"measures": ["flaged"]}, "There is no measure called flaged.", "Did you mean flagged?"),
        ({"measures": ["A-F"]}, "There is no measure called A-F.", "There are flagged, on-track, a-c, a-d"),
        ({"characteristics": ["sex"]}, "There is no characteristic called sex.", "There are simd, gender, fme"),
        ({"characteristics": ["care"]}, "There is no characteristic called care.", "care-experienced"),
        ({"characteristics": ["young-carers"]}, "There is no", "Did you mean young-carer?"),
        ({"stage": "S7"}, "There is no stage called S7 here.", "There are S1, S2, S3, S4, S5 and S6."),
        ({"stage": "S1", "faculty": "Sience"}, "There is no faculty called Sience.", "Did you mean Science?"),
        ({"class_code": "4BI9", "faculty": "Science"}, "There is no class called 4BI9 here.", "4BI1"),
        ({"class_code": "1EN1", "faculty": "Science"}, "There is no class called 1EN1 here.", "There are"),
    ],
    ids=str,
)
def test_what_there_is_not_is_told_with_what_there_is(scope: dict[str, Any], sentence: str, hint: str) -> None:
    with pytest.raises(RequestError) as error:
        paper_of(**scope)
    assert sentence in error.value.sentence
    assert error.value.hint is not None
    assert hint in error.value.hint


def test_a_school_without_lists_is_told_what_nobody_knows(tmp_path: Path) -> None:
    rows = [
        {
            "scn": scn(number), "forename": f"P{number}", "surname": "Sample", "stage": "S4", "period": "1",
            "subject": "Mathematics", "level": "N5", "class": "4MA1", "target": "3", "grade": "3",
            "effort": "1", "behaviour": "1", "homework": "1",
        }
        for number in range(12)
    ]  # fmt: skip
    report = run(tmp_path, {"S4.csv": csv_text(rows)})
    paper = gaps_paper(report, study(report.cohort, report.policy, report.findings), Scope())
    assert [section.name for section in paper.sections] == ["At a glance"]
    text, table = paper.sections[0].parts
    assert isinstance(text, TextPart)
    assert isinstance(table, TablePart)
    assert text.sentences[-1] == (
        "No list and no export tells of: SIMD quintile, Gender, Free meal entitlement, Additional support needs, "
        "English as an additional language, Care experience, Young carers. Give a pupil list with --pupils."
    )
    assert (table.rows, table.empty) == ((), "No two groups can be compared.")


def test_the_same_scope_has_the_same_run_id_and_another_scope_another() -> None:
    ids = [published(*scope.items()).run_id for scope in PUBLISHED]
    assert len(set(ids)) == len(PUBLISHED)
    assert ids[0] == paper_of().run_id
