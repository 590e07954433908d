"""Questions of quality: each is asked at its bound, not one below, and only by ``tmi check``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.analysis.little_school import check, flag, problems, row
from tests.small_school import Row
from tmi_cli.records import KINDS

QUESTIONS = {"concern-without-comment", "class-all-the-same", "copied-forward", "unlike-elsewhere"}


class Asked(NamedTuple):
    """One question as it must be told."""

    code: str
    cell: str
    message: str
    field: str | None
    value: str | None
    period: int
    stage: str = "S4"


class Case(NamedTuple):
    """Rows of one file, and every question that they raise."""

    rows: Sequence[Row]
    asked: Sequence[Asked] = ()


def a_class(count: int, **cells: str) -> list[Row]:
    return [row(number, **cells) for number in range(count)]


def alike(count: int, **cells: str) -> list[Row]:
    return a_class(count, **{"effort": "1", "behaviour": "2", "homework": "1", **cells})


def three_subjects(efforts: Sequence[str], *, elsewhere: str = "2", field: str = "effort") -> list[Row]:
    """Pupils with the efforts given in French, and others in two subjects more."""
    return [
        row(number, subject=subject, **{"class": code, field: value})
        for subject, code, values in (
            ("French", "4FR1", efforts),
            ("Mathematics", "4MA1", [elsewhere] * len(efforts)),
            ("Physics", "4PH1", [elsewhere] * len(efforts)),
        )
        for number, value in enumerate(values)
    ]


def concern(cell: str, field: str, value: str, period: int = 1) -> Asked:
    message = f"{field.capitalize()} is “{value}” and no comment says why; should there be one?"
    return Asked("concern-without-comment", cell, message, field, value, period)


def unlike(field: str, cell: str, here: str, there: str) -> Asked:
    message = f"The mean {field} in 4FR1 (French) is {here}, elsewhere {there} for the same pupils; why?"
    return Asked("unlike-elsewhere", cell, message, field, None, 1)


SAME = "All 8 pupils of 4MA1 (Mathematics) have the same ratings; was each of them meant?"
COPIED = "All 8 pupils of 4MA1 (Mathematics) are as in the period before; were they entered anew?"

CASES = {
    "a-3-and-an-empty-comment": Case([row(0, effort="3", comment="")], [concern("L2", "effort", "3")]),
    "a-4-and-a-comment-of-spaces": Case([row(0, behaviour="4", comment="  ")], [concern("M2", "behaviour", "4")]),
    "two-concerns-in-one-row-are-one-question": Case(
        [row(0, homework="3", behaviour="3", comment="")], [concern("M2", "behaviour", "3")]
    ),
    "a-concern-of-an-earlier-period": Case(
        [row(0, effort="3", comment=""), row(0, period="2")], [concern("L2", "effort", "3")]
    ),
    "a-2-and-an-empty-comment": Case([row(0, effort="2", comment="")]),
    "a-3-and-a-comment": Case([row(0, effort="3", comment="Late.")]),
    "a-3-where-there-is-no-comment-column": Case(
        [{field: cell for field, cell in row(0, effort="3").items() if field != "comment"}]
    ),
    "eight-alike": Case(alike(8), [Asked("class-all-the-same", "L2", SAME, "effort", "1", 1)]),
    "eight-alike-without-homework": Case(
        alike(8, homework=""), [Asked("class-all-the-same", "L2", SAME, "effort", "1", 1)]
    ),
    "eight-alike-in-the-second-period-only": Case(
        [*a_class(8), *alike(8, period="2")], [Asked("class-all-the-same", "L10", SAME, "effort", "1", 2)]
    ),
    "seven-alike": Case(alike(7)),
    "seven-alike-and-a-row-without-values": Case(
        [*alike(7), row(7, target="", grade="", effort="", behaviour="", homework="")]
    ),
    "eight-alike-but-for-one-homework": Case([*alike(7), row(7, effort="1", behaviour="2", homework="2")]),
    "eight-alike-in-two-classes": Case([*alike(8)[:4], *alike(8, **{"class": "4MA2"})[4:]]),
    "eight-alike-without-a-class": Case(alike(8, **{"class": ""})),
    "eight-as-before": Case(
        [*a_class(8), *a_class(8, period="2")], [Asked("copied-forward", "A10", COPIED, None, None, 2)]
    ),
    "eight-as-before-but-for-the-comment-and-the-target": Case(
        [*a_class(8), *a_class(8, period="2", comment="Again.", target="2")],
        [Asked("copied-forward", "A10", COPIED, None, None, 2)],
    ),
    "eight-as-before-but-for-one-homework": Case(
        [*a_class(8), *a_class(7, period="2"), row(7, period="2", homework="3")]
    ),
    "eight-as-before-but-for-one-grade": Case(
        [*a_class(8), *a_class(7, period="2"), row(7, period="2", grade="2")]
    ),
    "seven-as-before-and-a-new-pupil": Case([*a_class(7), *a_class(8, period="2")]),
    "eight-as-two-periods-before": Case(
        [*a_class(8), *a_class(8, period="2", grade="4"), *a_class(8, period="3")]
    ),
    "eight-as-before-in-another-class": Case([*a_class(8), *a_class(8, period="2", **{"class": "4MA2"})]),
    "a-whole-place-worse-than-elsewhere": Case(three_subjects("33333333"), [unlike("effort", "L2", "3.0", "2.0")]),
    "a-whole-place-better-than-elsewhere": Case(
        three_subjects("11111111"), [unlike("effort", "L2", "1.0", "2.0")]
    ),
    "behaviour-a-whole-place-off": Case(
        three_subjects("33333333", field="behaviour"), [unlike("behaviour", "M2", "3.0", "2.0")]
    ),
    "an-eighth-less-than-a-place-off": Case(three_subjects("33333332")),
    "seven-pupils-a-whole-place-off": Case(three_subjects("3333333")),
    "homework-a-whole-place-off": Case(three_subjects("33333333", field="homework")),
    "pupils-with-no-other-subject": Case(a_class(8, effort="4")),
}


def told(rows: Sequence[Row], folder: Path) -> list[Asked]:
    return [
        Asked(p.code, str(p.origin and p.origin.cell), p.message, p.field, p.value, p.period or 0, p.stage or "")
        for p in problems(check(folder, {"S4.csv": rows}))
        if p.code in QUESTIONS
    ]


@pytest.mark.parametrize("name", CASES)
def test_check_asks_what_is_due_and_nothing_else(name: str, tmp_path: Path) -> None:
    assert told(CASES[name].rows, tmp_path) == list(CASES[name].asked)


def test_every_question_is_asked_by_one_case_at_least() -> None:
    assert {asked.code for case in CASES.values() for asked in case.asked} == QUESTIONS
    assert {code for code, kind in KINDS.items() if kind.question} == QUESTIONS


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.asked])
def test_flag_asks_nothing(name: str, tmp_path: Path) -> None:
    report = flag(tmp_path, {"S4.csv": CASES[name].rows})
    assert QUESTIONS.isdisjoint(problem.code for problem in report.problems)


def test_a_mean_of_thirds_that_is_a_whole_place_off_is_asked_about(tmp_path: Path) -> None:
    """The means are 33/10 and 69/30, a whole place apart; a sum of rounded thirds must not lose the bound."""
    here = [1, 3, 4, 4, 4, 1, 4, 4, 4, 4]
    there = ["123", "221", "212", "314", "134", "441", "212", "431", "413", "223"]
    rows = [
        row(number, subject="French", effort=str(code), **{"class": "4FR1"}) for number, code in enumerate(here)
    ]
    for place, (subject, code) in enumerate({"Physics": "4PH1", "Biology": "4BI1", "Music": "4MU1"}.items()):
        rows += [
            row(number, subject=subject, effort=codes[place], **{"class": code})
            for number, codes in enumerate(there)
        ]
    assert unlike("effort", "L2", "3.3", "2.3") in told(rows, tmp_path)
