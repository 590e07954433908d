"""However odd a table is, it is read or refused with a sentence, and every row of it is accounted for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from tests.laws.judging import examples, judged
from tests.small_school import HEADERS, scn
from tmi_cli.cohort import make_cohort
from tmi_cli.errors import TmiError
from tmi_cli.exports import Fault, SourceFile, Table
from tmi_cli.flags import find_flags
from tmi_cli.layouts import SheetReading, read_table
from tmi_cli.layouts.words import COURSE_WORDS, MARK_WORDS, PUPIL_WORDS, VALUE_WORDS
from tmi_cli.policy import SubjectMap, load_policy
from tmi_cli.reports.as_json import to_json

_WORDS = sorted(
    {
        word
        for words in (PUPIL_WORDS, MARK_WORDS, COURSE_WORDS, VALUE_WORDS)
        for ws in words.values()
        for word in ws
    }
)
_HEADER_CELLS = st.one_of(
    st.sampled_from(sorted(HEADERS.values())),
    st.sampled_from(sorted(HEADERS.values())),
    st.sampled_from(_WORDS),
    st.sampled_from(("Maths", "N5 Physics WG", "TP1 Effort", "Eff2", "E", "B", "H", "English TP2 TG", "WG 1", "")),
    st.text(max_size=12),
)
_TEXT_CELLS = st.one_of(
    st.sampled_from(
        ("", "", "1", "2", "3", "4", "7", "9", "3B", "H", "N5", "N5/H", "S4", "S2", "French", "Maths", "Sample",
         "Ailsa", "Ailsa, Sample", "4A1", "Tracking Point 2", "TP1", "2", scn(1), scn(2), "1.23E+08", "12345678",
         "Total", "Printed on 1 May", "Page 1 of 2", "x", "-", "TRUE", "93%", "0.5", "=A1", "O’Neill", "³")
    ),
    st.text(max_size=12),
)  # fmt: skip
_ODD_CELLS = st.one_of(
    _TEXT_CELLS,
    st.none(),
    st.booleans(),
    st.integers(-1, 12),
    st.integers(0, 2**70),
    st.floats(),
    st.sampled_from((1.0, 2.0, 3.0, 7.0, 150000075.0, 0.93)),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.sampled_from((Fault("error", "#N/A"), Fault("formula", "=A1+B1"))),
)


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[Any]) -> list[list[Any]]:
    """A table of any cells, mostly with something like a header somewhere near its top."""
    width = draw(st.integers(1, 9))
    header = st.lists(_HEADER_CELLS, min_size=width, max_size=width)
    line = st.lists(cells, min_size=width, max_size=width)
    banner = draw(st.lists(line, max_size=3))
    return [*banner, *draw(st.lists(header, max_size=2)), *draw(st.lists(line, max_size=10))]


_NAMES = st.sampled_from(("Export.xlsx", "S4 N5 Maths TP2.xlsx", "TP1/S2 French.xlsx", "TP3 Higher.csv", "x"))


def _file(name: str) -> SourceFile:
    return SourceFile(path=Path(name), name=name, kind="xlsx", sha256="", size=0)


def _account(readings: Iterable[SheetReading]) -> None:
    for reading in readings:
        assert reading.rows == reading.read + len(reading.rejected) + reading.ignored_count
        assert reading.read >= 0
        account = reading.summary()
        assert account["rows"] == account["read"] + account["rejected"] + account["ignored"]
        if reading.layout == "left-out":
            assert reading.reason
            continue
        assert reading.shape is not None
        below = reading.shape.header_rows[-1]
        told = [passed.row for passed in (*reading.rejected, *reading.ignored)]
        assert len(told) == len(set(told))
        assert all(below < row <= below + reading.rows for row in told)
        assert all(passed.reason for passed in (*reading.rejected, *reading.ignored))
        used = {entry.row for entry in reading.entries} | {row.row for row in reading.list_rows}
        ignored = {passed.row for passed in reading.ignored}
        assert not used & ignored


_POLICY = load_policy("irvine-royal")
_SUBJECTS = SubjectMap()


@examples(300)
@given(st.lists(st.tuples(_NAMES, st.sampled_from((None, "TP2", "S4", "Maths")), tables(_ODD_CELLS)), max_size=3))
def test_any_table_is_read_and_every_row_is_accounted_for(
    sheets: Sequence[tuple[str, str | None, list[list[Any]]]],
) -> None:
    readings = [
        read_table(Table(_file(name), sheet, rows), policy=_POLICY, subjects=_SUBJECTS)
        for name, sheet, rows in sheets
    ]
    _account(readings)
    cohort = make_cohort(readings, _POLICY)
    _account(readings)
    find_flags(cohort, _POLICY)


def _refusal(exports: Mapping[str, str | bytes], *, period: int | None = None) -> TmiError | None:
    """Judge some exports, and return the error they were refused with, if they were."""
    try:
        report = judged(exports, policy="balerno", period=period)
    except TmiError as error:
        return error
    for source in report.sources:
        assert source["rows"] == source["read"] + source["rejected"] + source["ignored"]
    assert to_json(report)
    return None


@examples(150)
@given(st.lists(tables(_TEXT_CELLS), min_size=1, max_size=2), st.sampled_from((None, 1, 2)))
def test_any_csv_is_judged_or_refused_with_a_sentence(files: list[list[list[str]]], period: int | None) -> None:
    exports = {f"{number}.csv": _plain_csv(rows) for number, rows in enumerate(files)}
    refusal = _refusal(exports, period=period)
    assert refusal is None or (refusal.sentence and refusal.hint)


def _plain_csv(rows: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


@examples(150)
@given(st.binary(min_size=1, max_size=400))
@example(b"SCN,Subject,Effort\r\n\x00,\x00")
@example(b"\xff\xfeS")
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1cut short")
@example(b"PK\x03\x04cut short")
def test_any_bytes_are_read_or_refused_with_a_sentence(content: bytes) -> None:
    refusal = _refusal({"Export TP1.csv": content})
    assert refusal is None or (refusal.sentence and refusal.hint)


def test_a_quote_that_is_never_closed_is_read_or_refused_with_a_sentence() -> None:
    refusal = _refusal({"Export TP1.csv": 'SCN,Subject,Effort\r\n"' + "never closed " * 90_000})
    assert refusal is None or (refusal.sentence and refusal.hint)
