"""From the text of a cell to a code of the policy, a blank, or a problem: never a bare digit, never a guess."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tmi_cli.exports import Fault
from tmi_cli.layouts.codes import CodeReader, CodeReading, codes_in_words
from tmi_cli.policy import load_policy

BLANK = CodeReading()
BLANKS = ("", " ", "-", "--", "N/A", "n/a", "NA", "TBC", "tbc", "X", "x", "\xa0", None)


def code(text: str) -> CodeReading:
    return CodeReading(text, True)


def wrong(problem: str) -> CodeReading:
    return CodeReading(None, True, problem)


@pytest.mark.parametrize("cell", BLANKS)
def test_blanks_of_every_kind_are_blank_everywhere(cell: Any) -> None:
    reader = CodeReader(load_policy("standard"))
    assert reader.rating(cell) == BLANK
    assert reader.grade(cell, "H") == BLANK
    assert reader.target(cell, "N4") == BLANK
    assert reader.progress(cell, cell) == BLANK


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        (3.0, code("3")),
        (3, code("3")),
        ("3", code("3")),
        ("sometimes", code("3")),
        (0.0, wrong("rating-not-on-scale")),
        (5.0, wrong("rating-not-on-scale")),
        (999.0, wrong("rating-not-on-scale")),
        (1.5, wrong("rating-not-on-scale")),
        (True, wrong("rating-not-on-scale")),
        ("good", wrong("rating-not-on-scale")),
        (Fault("error", "#N/A"), wrong("error-cell")),
        (Fault("formula", "=A1"), wrong("formula-without-value")),
    ],
)
def test_rating_cell_reads_as(cell: Any, reading: CodeReading) -> None:
    assert CodeReader(load_policy("standard")).rating(cell) == reading


@pytest.mark.parametrize(
    ("cell", "level", "reading"),
    [
        (7.0, "H", code("7")),
        ("7 (D)", "H", code("7")),
        ("3 (D)", "H", wrong("grade-not-on-scale")),
        (8.0, "N4", code("8")),
        (7.0, "N4", wrong("grade-not-on-scale")),
        (7.0, "SCQF5", code("7")),
        ("0", "H", wrong("grade-not-on-scale")),
        (Fault("error", "#REF!"), "H", wrong("error-cell")),
    ],
)
def test_grade_cell_reads_on_the_scale_of_its_level(cell: Any, level: str, reading: CodeReading) -> None:
    assert CodeReader(load_policy("irvine-royal")).grade(cell, level) == reading


@pytest.mark.parametrize(
    ("cell", "level", "reading"),
    [
        (6.0, "H", code("6")),
        ("B3", "H", code("3")),
        (7.0, "H", wrong("target-not-allowed")),
        (8.0, "H", wrong("target-not-allowed")),
        ("later", "H", wrong("target-not-allowed")),
        (8.0, "N4", code("8")),
        (9.0, "N4", wrong("target-not-allowed")),
        (7.0, "SCQF5", code("7")),
        (Fault("formula", "=A1"), "H", wrong("formula-without-value")),
    ],
)
def test_target_cell_reads_as(cell: Any, level: str, reading: CodeReading) -> None:
    assert CodeReader(load_policy("irvine-royal")).target(cell, level) == reading


@pytest.mark.parametrize(
    ("level", "progress", "reading"),
    [
        ("3B", "", code("3B")),
        (3.0, "B", code("3B")),
        ("Third", "b", code("3B")),
        ("-", "-", BLANK),
        ("3Z", "", wrong("grade-not-on-scale")),
        ("3", "Z", wrong("grade-not-on-scale")),
        ("", "B", wrong("grade-not-on-scale")),
        (Fault("error", "#N/A"), "B", wrong("error-cell")),
        ("3", Fault("formula", "=A1"), wrong("formula-without-value")),
    ],
)
def test_general_education_cells_read_as(level: Any, progress: Any, reading: CodeReading) -> None:
    assert CodeReader(load_policy("standard")).progress(level, progress) == reading


@pytest.mark.parametrize("first", [True, 1.0])
def test_what_a_cell_means_does_not_depend_on_the_cells_read_before_it(first: Any) -> None:
    """A boolean is no rating, and Python takes True and 1.0 for equal."""
    reader = CodeReader(load_policy("standard"))
    reader.rating(first)
    assert reader.rating(True) == wrong("rating-not-on-scale")
    assert reader.rating(1.0) == code("1")


def test_two_scales_with_one_title_stay_two(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(
        'extends = "standard"\n[scales.graded]\ntitle = "our grades"\n[scales.on-track]\ntitle = "our grades"\n',
        encoding="utf-8",
    )
    reader = CodeReader(load_policy(str(path)))
    assert reader.grade("7", "H") == code("7")
    assert reader.grade("7", "N4") == wrong("grade-not-on-scale")


def test_the_codes_of_a_scale_in_words() -> None:
    policy = load_policy("standard")
    nationals, progress = policy.scale_of("N4"), policy.scale_of("BGE")
    assert nationals is not None
    assert progress is not None
    assert codes_in_words(nationals) == "8 (on track to pass), 9 (off track)"
    assert codes_in_words(nationals, targets=True) == "8 (on track to pass)"
    assert codes_in_words(progress) == "4D (best) to EA"
