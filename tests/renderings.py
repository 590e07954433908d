"""One small school in every family of layout and every kind of file, as schools' own spreadsheets look.

A school is rows of text by field: who (``scn forename surname stage reg``), what (``subject level class teacher
period``) and the values. A BGE row has the level ``BGE`` and its CfE level and progress code in ``cfe`` and
``progress``. Everything that has no say in the result (spellings, order, banners, footers) is drawn by a ``Pen``.

What a family cannot hold, and a school drawn for it must not contain:

* across, wide with one sheet for all periods: a missing row. A row or a pupil's line has a cell for every period,
  and an empty one of a known course is an entry that cannot be judged; a missing row is "not seen".
* wide with a sheet per period: a missing row of one course; but a pupil may be missing from a sheet.
* wide: two classes in one subject. There is one block of columns for a subject (and level).
* all but long and per-class: a changed class. Only the class column would tell it.
* BGE in two columns: S4-S6. ``3`` beside ``B`` in a senior row is National 3.
* every family: a blank entry says which course it is of only by the course's last known level.
"""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from random import Random
from typing import NamedTuple, TypeVar

import xlsxwriter

from tests.exports.hostile import biff, biff_number, ods, ods_cell, ods_table, spreadsheetml

Row = dict[str, str]
Cell = str | int | float
Column = tuple[str, Callable[[Row], Cell]]
Taken = dict[tuple[str, str, str], Row]
"""What stands in one line of a sheet that holds several entries a line: by subject, level and period."""
PlaceCell = Callable[[Row, Taken], Cell]
PlaceColumn = tuple[str, PlaceCell]
T = TypeVar("T")

WITH_PERIOD = ("{word}{n}", "{word} {n}", "TP{n} {word}", "Tracking Point {n} {word}", "{word} TP{n}")

WORDS: dict[str, tuple[str, ...]] = {
    "scn": ("SCN", "Candidate Number", "Candidate No", "Cand No", "Scottish Candidate Number", "SQA Number",
            "QS Number", "Candidate ID"),
    "forename": ("Forename", "First Name", "Known As"),
    "surname": ("Surname", "Last Name"),
    "stage": ("Stage", "Year", "Year Group", "School Stage"),
    "reg": ("Reg", "Reg Class", "Registration", "Registration Class", "Tutor"),
    "subject": ("Subject", "Course", "Class Course", "Qualification"),
    "class": ("Class", "Class Code", "Class Group", "Set", "Teaching Set"),
    "teacher": ("Teacher", "Teacher Name"),
    "period": ("Tracking Point", "Tracking Period", "TP", "Report", "Period"),
    "level": ("Level", "Course Level"),
    "progress": ("Progress Code", "Progress", "Code"),
    "target": ("Target", "TG", "Tgt Grade", "Target Grade"),
    "new_target": ("New Target", "NTG"),
    "grade": ("Working Grade", "WG", "Working", "Current Grade"),
    "effort": ("Effort", "Eff"),
    "behaviour": ("Behaviour", "Beh"),
    "homework": ("Homework", "Home Learning", "HW", "Hwk"),
    "comment": ("Comment", "Next Steps", "Teacher Comment", "Notes", "Remarks"),
}  # fmt: skip
"""The words met over each field."""

LETTERS = {"effort": "E", "behaviour": "B", "homework": "H"}
"""Ratings under or behind a subject or period."""

_SURNAMES = [word.casefold() for word in WORDS["surname"]]

PUPIL = ("scn", "forename", "surname", "stage", "reg")
GRADES = ("target", "new_target", "grade")
RATINGS = ("effort", "behaviour", "homework")
VALUES = ("cfe", "progress", *GRADES, *RATINGS)
BGE_STAGES = ("S1", "S2", "S3")

_LEVELS = {
    "N4": ("N4", "National 4", "Nat 4", "74"),
    "N5": ("N5", "NAT5", "National 5", "Nat 5", "75"),
    "H": ("H", "HIGH", "Higher", "76"),
    "AH": ("AH", "ADVH", "Adv. H", "Advanced Higher", "77"),
    "SCQF5": ("NPA Level 5", "Skills for Work 5", "Level 5 Award"),
}
_CFE = {"1": "First", "2": "Second", "3": "Third", "4": "Fourth"}
_GRADES = {"1": "A1", "2": "A2", "3": "B3", "4": "B4", "5": "C5", "6": "C6", "7": "D"}
_SUBJECTS = {
    "Mathematics": ("Maths", "Mathematics", "MATHS", "maths"),
    "Art and Design": ("Art and Design", "Art & Design", "ART & DESIGN"),
    "Beekeeping": ("Beekeeping", "BEEKEEPING", "beekeeping"),
}
_BLANKS = ("", "", "", "-", "--", "N/A", "TBC", "x", " ")


@dataclass(frozen=True)
class Sheet:
    """A table with its header rows; ``title`` tells what the name of its sheet or file has to tell."""

    title: str
    header: list[list[Cell]]
    body: list[list[Cell]]
    banner: Sequence[str] = ()
    merged: Sequence[tuple[int, int]] = ()
    title_over: int = 0


# ---- Cells ---------------------------------------------------------------------------------------------


def one_cell(row: Row) -> str:
    """The level of a row as a long file has it in one column: ``3B``, ``N5`` or ``NPA Level 5``."""
    if row["level"] == "BGE":
        return row["cfe"] + row["progress"]
    return _LEVELS[row["level"]][0] if row["level"] else ""


class Pen:
    """Writes each value in one of the ways it is met."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def header(self, *words: str) -> str:
        """Words of a header, in odd case and spacing."""
        return self.spaced(self.cased(" ".join(words)))

    def cased(self, text: str) -> str:
        return self.random.choice((str, str, str.upper, str.lower, str.title))(text)

    def spaced(self, text: str) -> str:
        text = self.random.choice((" ", " ", " ", "  ", "\n")).join(text.split(" "))
        return self.random.choice(("{}", "{}", " {} ", "{} ")).format(text)

    def word(self, name: str, *, short: bool = False) -> str:
        words = WORDS[name]
        if short and name in LETTERS:
            words = (*words, LETTERS[name], LETTERS[name])
        return self.random.choice(words)

    def blank(self) -> str:
        return self.random.choice(_BLANKS)

    def pupil(self, row: Row, name: str) -> Cell:
        text = row[name]
        ways: tuple[Cell, ...] = (text,)
        if name == "scn":
            ways = (text, text, int(text), float(text), f"{text[:3]} {text[3:]}", f"SCN {text}")
        elif name == "stage":
            ways = (text, text, text.lower(), int(text[1:]), f"Year {text[1:]}")
        return self.random.choice(ways)

    def value(self, row: Row, name: str) -> Cell:
        text = row[name]
        if not text:
            return self.blank()
        ways: list[Cell] = [text, text, f" {text}", f"{text}\xa0"]
        if text.isdigit():
            ways += [int(text), float(text), f"{text}.0", f"0{text}"]
        if name in GRADES and text in _GRADES and row["level"] in ("N5", "H", "AH"):
            ways += [_GRADES[text], _GRADES[text].lower(), f"{text} ({_GRADES[text]})"]
        return self.random.choice(ways)

    def level(self, row: Row) -> Cell:
        """The level of a row, a BGE level without its progress code."""
        if row["level"] == "BGE":
            cfe = row["cfe"]
            if cfe in _CFE:
                return self.random.choice((cfe, int(cfe), f"L{cfe}", _CFE[cfe], f"Level {cfe}"))
            return cfe or self.blank()
        return self.senior(row["level"]) or self.blank()

    def senior(self, level: str) -> str:
        return self.random.choice(_LEVELS[level]) if level else ""

    def level_and_progress(self, row: Row) -> Cell:
        if row["level"] != "BGE":
            return self.level(row)
        cfe, progress = row["cfe"], row["progress"]
        if cfe in _CFE and progress:
            return self.random.choice((f"{cfe}{progress}", f"{cfe} {progress}", f"L{cfe} {progress}",
                                       f"{_CFE[cfe]} {progress}", f"{cfe}{progress.lower()}"))  # fmt: skip
        return cfe + progress or self.blank()

    def subject(self, row: Row) -> str:
        return self.random.choice(_SUBJECTS.get(row["subject"], (row["subject"],)))

    def period(self, row: Row) -> Cell:
        number = row["period"]
        return self.random.choice(
            (number, int(number), f"TP{number}", f"Tracking Point {number}", f"Report {number}")
        )

    def comment(self) -> str:
        return self.random.choice(
            ("", "", "Well done; more, please.", 'Says "no".\nAsk again, soon', "3\t4", "=1+1")
        )

    def shuffled(self, items: Iterable[Column]) -> list[Column]:
        columns = list(items)
        self.random.shuffle(columns)
        return columns


# ---- Families ------------------------------------------------------------------------------------------


def _is_bge(row: Row) -> bool:
    return row["stage"] in BGE_STAGES


def _pupil_columns(pen: Pen, *, without: Sequence[str] = ()) -> list[Column]:
    return [(pen.header(pen.word(name)), partial(pen.pupil, name=name)) for name in PUPIL if name not in without]


def _value_columns(pen: Pen, heading: Callable[[str], str], names: Iterable[str]) -> list[Column]:
    return [(heading(name), partial(pen.value, name=name)) for name in names]


def _level_columns(pen: Pen, heading: Callable[[str], str], *, two: bool) -> list[Column]:
    if not two:
        return [(heading("level"), pen.level_and_progress)]
    return [(heading("level"), pen.level), (heading("progress"), partial(pen.value, name="progress"))]


def _comments(pen: Pen) -> list[Column]:
    columns: list[Column] = [(pen.header(pen.word("comment")), lambda _: pen.comment())]
    columns += [("Locker", lambda _: pen.random.randint(1, 99)), ("Concern Level", lambda _: "")]
    return columns[: pen.random.randint(0, 3)]


def _as_it_stands(pen: Pen, name: str) -> Column:
    return pen.header(pen.word(name)), lambda row: row[name]


def _of_pupil(cell: Callable[[Row], Cell]) -> PlaceCell:
    return lambda one, _: cell(one)


def _in_block(pen: Pen, key: tuple[str, str], period: str, cell: Callable[[Row], Cell]) -> PlaceCell:
    def of(_: Row, taken: Taken) -> Cell:
        there = taken.get((*key, period))
        return pen.blank() if there is None else cell(there)

    return of


def _folded(header: str) -> str:
    return " ".join(header.split()).casefold()


def _grid(
    pen: Pen,
    title: str,
    columns: Iterable[PlaceColumn],
    lines: Iterable[tuple[Row, Taken]],
    banner: Sequence[str] = (),
) -> Sheet:
    """A sheet of one header row, its columns and lines in any order."""
    mixed = list(columns)
    pen.random.shuffle(mixed)
    body = [[cell(one, taken) for _, cell in mixed] for one, taken in lines]
    pen.random.shuffle(body)
    headers = [header for header, _ in mixed]
    # A title that names a subject over a column of values cannot be told from a band over it.
    surname = next(place for place, header in enumerate(headers) if _folded(header) in _SURNAMES)
    return Sheet(title, [[*headers]], body, banner, title_over=surname)


def _tabular(
    pen: Pen, title: str, columns: Iterable[Column], rows: Iterable[Row], banner: Sequence[str] = ()
) -> Sheet:
    placed = [(header, _of_pupil(cell)) for header, cell in columns]
    return _grid(pen, title, placed, ((row, {}) for row in rows), banner)


def _plain(pen: Pen) -> Callable[[str], str]:
    return lambda name: pen.header(pen.word(name))


def long(rows: Sequence[Row], pen: Pen, *, two: bool | None = None) -> list[Sheet]:
    """A row per pupil, course and period; all in one sheet, or a sheet per period."""
    two = pen.random.random() < 0.5 and all(map(_is_bge, rows)) if two is None else two
    by_period = pen.random.random() < 0.5
    sheets = []
    for title, part in _by(rows, lambda row: f"TP{row['period']}" if by_period else "Tracking"):
        columns = [*_pupil_columns(pen), *_level_columns(pen, _plain(pen), two=two), *_comments(pen)]
        columns += _value_columns(pen, _plain(pen), (*GRADES, *RATINGS))
        columns += [(pen.header(pen.word("subject")), pen.subject)]
        columns += [_as_it_stands(pen, "class"), _as_it_stands(pen, "teacher")]
        if not by_period:
            columns.append((pen.header(pen.word("period")), pen.period))
        sheets.append(_tabular(pen, title, columns, part))
    return sheets


def across(rows: Sequence[Row], pen: Pen) -> list[Sheet]:
    """A row per pupil and course, the periods' values beside each other."""
    courses = [(part[0], {("", "", row["period"]): row for row in part}) for _, part in _by(rows, _course)]
    # A level that changes, and every BGE level, stands in each period; else the level may stand once.
    once = not _moves(rows) and not any(map(_is_bge, rows)) and pen.random.random() < 0.5
    about = [*_pupil_columns(pen), *_comments(pen), (pen.header(pen.word("subject")), pen.subject)]
    about += [_as_it_stands(pen, "class"), _as_it_stands(pen, "teacher")]
    if once:
        about.append((pen.header(pen.word("level")), pen.level_and_progress))
    columns: list[PlaceColumn] = [(header, _of_pupil(cell)) for header, cell in about]
    two = _two(rows, pen)
    for period in sorted({row["period"] for row in rows}):
        under = _under_period(pen, period)
        block = _value_columns(pen, under, (*GRADES, *RATINGS))
        block += [] if once else _level_columns(pen, under, two=two)
        columns += [(header, _in_block(pen, ("", ""), period, cell)) for header, cell in block]
    return [_grid(pen, "Tracking", columns, courses)]


def _moves(rows: Iterable[Row]) -> bool:
    """Whether a course changes its level."""
    return any(len({row["level"] for row in part}) > 1 for _, part in _by(rows, _course))


def _under_period(pen: Pen, period: str) -> Callable[[str], str]:
    way = pen.random.choice(WITH_PERIOD)
    return lambda name: pen.header(way.format(word=pen.word(name, short=True), n=period))


class _Block(NamedTuple):
    """What stands under or behind one subject heading of a wide sheet, and whose rows."""

    heading: str
    columns: list[Column]
    key: tuple[str, str]


def _blocks(rows: Sequence[Row], pen: Pen, *, two: bool) -> tuple[Callable[[Row], tuple[str, str]], list[_Block]]:
    """The blocks of a wide sheet, and in which one a row stands: its level is in the heading or in a column."""
    in_heading = pen.random.random() < 0.5

    def key(row: Row) -> tuple[str, str]:
        told = in_heading and row["level"] != "BGE"
        return row["subject"], row["level"] if told else ""

    blocks = []
    for (subject, level), part in _by(rows, key):
        heading = pen.subject(part[0])
        if level:
            heading = pen.random.choice(("{0} {1}", "{1} {0}")).format(_in_heading(pen, level), heading)
        bge = any(row["level"] == "BGE" for row in part)
        names = [*(GRADES if any(row["level"] != "BGE" for row in part) else ()), *RATINGS]
        short: Callable[[str], str] = lambda name: pen.word(name, short=True)  # noqa: E731
        columns = _value_columns(pen, short, names)
        if bge or any(row["level"] != level for row in part):
            columns = [*_level_columns(pen, short, two=two), *columns]
        blocks.append(_Block(heading, pen.shuffled(columns), (subject, level)))
    pen.random.shuffle(blocks)
    return key, blocks


def _in_heading(pen: Pen, level: str) -> str:
    # A number alone ("75 Maths") is met in Level columns only.
    return pen.random.choice([word for word in _LEVELS[level] if not word.isdigit()])


def _wide_parts(rows: Sequence[Row], pen: Pen) -> tuple[bool, list[tuple[str, list[Row]]]]:
    """The sheets of a wide book: per period, per stage or both; without a period in the title it has a column."""
    by_period = pen.random.random() < 0.6
    by_stage = pen.random.random() < 0.6

    def title(row: Row) -> str:
        told = ([row["stage"]] if by_stage else []) + ([f"TP{row['period']}"] if by_period else [])
        return " ".join(told) or "Tracking"

    return not by_period, _by(rows, title)


def _lines(
    rows: Sequence[Row], key: Callable[[Row], tuple[str, str]], *, by_period: bool
) -> list[tuple[Row, Taken]]:
    """The pupils of a wide sheet: any row of each, and all of them by block and period."""
    found = []
    for _, part in _by(rows, lambda row: (row["scn"], row["period"] if by_period else "")):
        found.append((part[0], {(*key(row), row["period"] if not by_period else ""): row for row in part}))
    return found


def wide_two_row(rows: Sequence[Row], pen: Pen) -> list[Sheet]:
    """A row per pupil, subjects merged over their values."""
    with_column, parts = _wide_parts(rows, pen)
    sheets = []
    for title, part in parts:
        key, blocks = _blocks(part, pen, two=_two(part, pen))
        upper: list[Cell] = []
        lower: list[Cell] = []
        merged = []
        cells: list[PlaceCell] = []
        pupils = pen.shuffled([*_pupil_columns(pen), *([_period_column(pen)] if with_column else [])])
        at_left = pen.random.randint(1, len(pupils))
        above = pen.random.random() < 0.5
        groups: list[_Block | Column] = [*pupils[:at_left], *_mixed(pen, blocks, pupils[at_left:])]
        for group in groups:
            if isinstance(group, _Block):
                merged.append((len(upper), len(upper) + len(group.columns) - 1))
                upper += [pen.spaced(group.heading), *[""] * (len(group.columns) - 1)]
                lower += [pen.header(header) for header, _ in group.columns]
                cells += [_in_block(pen, group.key, "", cell) for _, cell in group.columns]
            else:
                header, cell = group
                # Beside a merged subject only a header in the upper row says where the subject ends.
                up = above or len(upper) >= at_left
                upper.append(header if up else "")
                lower.append("" if up else header)
                cells.append(_of_pupil(cell))
        body = [[cell(one, taken) for cell in cells] for one, taken in _lines(part, key, by_period=True)]
        pen.random.shuffle(body)
        sheets.append(Sheet(title, [upper, lower], body, merged=merged))
    return sheets


def _two(rows: Sequence[Row], pen: Pen) -> bool:
    return pen.random.random() < 0.5 and all(map(_is_bge, rows))


def _mixed(pen: Pen, blocks: Sequence[_Block], columns: Sequence[Column]) -> list[_Block | Column]:
    groups: list[_Block | Column] = [*blocks, *columns]
    pen.random.shuffle(groups)
    return groups


def _period_column(pen: Pen) -> Column:
    return pen.header(pen.word("period")), pen.period


def is_whole(rows: Sequence[Row]) -> bool:
    """Whether no course is missing from a period of its stage once it has begun."""
    last = {stage: max(row["period"] for row in part) for stage, part in _by(rows, lambda row: row["stage"])}
    for _, part in _by(rows, _course):
        here = {int(row["period"]) for row in part}
        if here != set(range(min(here), int(last[part[0]["stage"]]) + 1)):
            return False
    return True


def wide_flat(rows: Sequence[Row], pen: Pen) -> list[Sheet]:
    """A row per pupil, the subject in front of each header; the period in the title, a column or the header."""
    if is_whole(rows) and pen.random.random() < 0.5:
        periods: list[str] = sorted({row["period"] for row in rows})
        with_column, parts = False, _by(rows, lambda row: row["stage"])
    else:
        periods = [""]
        with_column, parts = _wide_parts(rows, pen)
    sheets = []
    for title, part in parts:
        key, blocks = _blocks(part, pen, two=_two(part, pen))
        columns: list[PlaceColumn] = []
        pupils = [*_pupil_columns(pen), *([_period_column(pen)] if with_column else [])]
        columns += [(header, _of_pupil(cell)) for header, cell in pupils]
        for block in blocks:
            for period in periods:
                way = pen.random.choice(WITH_PERIOD)
                columns += [
                    (
                        _behind(pen, block.heading, way.format(word=word, n=period) if period else word),
                        _in_block(pen, block.key, period, cell),
                    )
                    for word, cell in block.columns
                ]
        sheets.append(_grid(pen, title, columns, _lines(part, key, by_period=periods == [""])))
    return sheets


def _behind(pen: Pen, subject: str, words: str) -> str:
    return pen.header(subject, words)


def per_class(rows: Sequence[Row], pen: Pen) -> list[Sheet]:
    """A sheet per class and period; what all of its rows share is told above the table or by its name."""
    sheets = []
    parts = _by(rows, lambda row: (row["subject"], row["class"], row["period"]))
    for number, (_, part) in enumerate(parts):
        first = part[0]
        levels, stages = {row["level"] for row in part}, {row["stage"] for row in part}
        known = first["subject"] != "Beekeeping"
        subject = pen.subject(first)
        told = {"subject": subject if known else f"Subject: {subject}"}
        with_level = "BGE" in levels or len(levels) > 1
        if not with_level and first["level"]:
            told["subject"] = f"{_in_heading(pen, first['level'])} {subject}"
            told["subject"] = told["subject"] if known else f"Subject: {told['subject']}"
        with_stage = len(stages) > 1 or pen.random.random() < 0.5
        if not with_stage:
            told["stage"] = first["stage"]
        told["period"] = pen.random.choice(("TP{}", "Tracking Point {}", "Report {}")).format(first["period"])
        told["class"] = f"Class {first['class']}"
        title = f"{told.get('stage', '')} {told['subject']} {told['period']} - {told['class']}".strip()
        title = title.replace(":", "")
        banner: list[str] = []
        if len(title) > 31 or pen.random.random() < 0.5:
            # A name that tells nothing: "Part H" would tell of a Higher.
            title = f"Part x{chr(ord('a') + number % 26)}{'x' * (number // 26)}"
            banner = [*told.values(), f"Teacher: {first['teacher']}"]
            pen.random.shuffle(banner)
            if pen.random.random() < 0.5:
                banner = [", ".join(banner)]
        columns = _pupil_columns(pen, without=() if with_stage else ("stage",))
        columns += _value_columns(pen, _plain(pen), (*GRADES, *RATINGS))
        if with_level:
            columns += _level_columns(pen, _plain(pen), two=_two(part, pen))
        sheets.append(_tabular(pen, title, [*columns, *_comments(pen)], part, banner=banner))
    return sheets


def _bge(rows: Sequence[Row], pen: Pen, *, two: bool) -> list[Sheet]:
    """S1-S3 in a file of their own, the level in one column or in two; the senior phase in a long one."""
    bge = [row for row in rows if _is_bge(row)]
    senior = [row for row in rows if not _is_bge(row)]
    return [
        *(replace(sheet, title=f"BGE {sheet.title}") for sheet in long(bge, pen, two=two)),
        *(replace(sheet, title=f"Senior {sheet.title}") for sheet in long(senior, pen, two=False)),
    ]


class Family(NamedTuple):
    """How a family is rendered, whether it tells classes, and what may be missing: a row, a pupil, or nothing."""

    render: Callable[[Sequence[Row], Pen], list[Sheet]]
    classes: bool
    gaps: str


FAMILIES = {
    "long": Family(long, True, "row"),
    "across": Family(across, True, "none"),
    "wide-two-row": Family(wide_two_row, False, "pupil"),
    "wide-flat": Family(wide_flat, False, "pupil"),
    "per-class": Family(per_class, True, "row"),
    "BGE one column": Family(lambda rows, pen: _bge(rows, pen, two=False), True, "row"),
    "BGE two columns": Family(lambda rows, pen: _bge(rows, pen, two=True), True, "row"),
}


def _course(row: Row) -> tuple[str, str, str]:
    return row["scn"], row["subject"], row["class"]


def _by(rows: Iterable[Row], key: Callable[[Row], T]) -> list[tuple[T, list[Row]]]:
    found: dict[T, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return list(found.items())


# ---- Around the table ----------------------------------------------------------------------------------


class Grid(NamedTuple):
    """A sheet as it lies in a file; ``merged`` cells are (row, first column, last column)."""

    title: str
    rows: list[list[Cell]]
    merged: list[tuple[int, int, int]]


def dressed(sheet: Sheet, pen: Pen) -> Grid:
    """The sheet with banners above its header, blank rows, the header again on each page, and footers."""
    random = pen.random
    rows: list[list[Cell]] = []
    merged: list[tuple[int, int, int]] = []

    def put_header() -> None:
        merged.extend((len(rows), first, last) for first, last in sheet.merged)
        rows.extend(sheet.header)

    above = [
        *sheet.banner,
        *random.sample(("Tracking of a made-up school", "Session 2025-26", ""), random.randint(0, 3)),
    ]
    random.shuffle(above)
    rows.extend([*[""] * sheet.title_over, text] if text else [] for text in above)
    put_header()
    for line in sheet.body:
        if random.random() < 0.1:
            rows.append([])
        if random.random() < 0.1:
            put_header()
        rows.append(line)
    rows.extend([] for _ in range(random.randint(0, 2)))
    for footer in random.sample(("Total", "Page 1 of 1", "Printed on 1 May 2026"), random.randint(0, 3)):
        rows.append([footer])
    width = len(sheet.header[0])
    return Grid(sheet.title, [[*row, *[""] * (width - len(row))] for row in rows], merged)


# ---- Kinds of file -------------------------------------------------------------------------------------

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
SEPARATORS = (",", ";", "\t")


def as_text(grids: Sequence[Grid], pen: Pen) -> dict[str, bytes]:
    """Delimited text, a file a sheet; its name tells what the sheet's would."""
    files = {}
    encoding, separator = pen.random.choice(ENCODINGS), pen.random.choice(SEPARATORS)
    suffix = pen.random.choice((".csv", ".txt", ".tsv", ".xls"))
    padded = pen.random.random() < 0.5
    for grid in grids:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=separator, lineterminator=pen.random.choice(("\r\n", "\n")))
        for row in grid.rows:
            # A line beside the table often ends with its text.
            writer.writerow(row if padded or sum(cell != "" for cell in row) > 1 else _without_tail(row))
        try:
            files[f"{grid.title}{suffix}"] = out.getvalue().encode(encoding)
        except UnicodeEncodeError:
            files[f"{grid.title}{suffix}"] = out.getvalue().encode("utf-8")
    return files


def _without_tail(row: list[Cell]) -> list[Cell]:
    while row and row[-1] == "":
        row = row[:-1]
    return row


def as_xlsx(grids: Sequence[Grid], pen: Pen) -> dict[str, bytes]:
    return _as_books(grids, pen, ".xlsx", _xlsx)


def as_ods(grids: Sequence[Grid], pen: Pen) -> dict[str, bytes]:
    return _as_books(grids, pen, ".ods", _ods)


def as_spreadsheetml(grids: Sequence[Grid], pen: Pen) -> dict[str, bytes]:
    return _as_books(grids, pen, ".xls", _spreadsheetml)


def _as_books(
    grids: Sequence[Grid], pen: Pen, suffix: str, write: Callable[[Sequence[Grid]], bytes]
) -> dict[str, bytes]:
    """All sheets in one workbook, or a workbook each whose name tells what the sheet's would."""
    if pen.random.random() < 0.5:
        lists = Grid("Lists", [["Locker", "Key"], [17, "lent"]], [])
        return {f"Export{suffix}": write([lists, *grids] if pen.random.random() < 0.3 else grids)}
    return {f"{grid.title}{suffix}": write([grid._replace(title="Sheet")]) for grid in grids}


def _xlsx(grids: Sequence[Grid]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for grid in grids:
        sheet = book.add_worksheet(grid.title)
        for number, row in enumerate(grid.rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell) if cell else None
                else:
                    sheet.write_number(number, column, cell)
        for number, first, last in grid.merged:
            if last > first:
                sheet.merge_range(number, first, number, last, grid.rows[number][first])
    book.close()
    return out.getvalue()


def _ods(grids: Sequence[Grid]) -> bytes:
    return ods("".join(ods_table("".join(map(_ods_row, grid.rows)), escape(grid.title)) for grid in grids))


def _ods_row(row: Sequence[Cell]) -> str:
    cells = []
    for cell in row:
        if isinstance(cell, str):
            cells.append(ods_cell(escape(cell)) if cell else "<table:table-cell/>")
        else:
            cells.append(f'<table:table-cell office:value-type="float" office:value="{cell}"/>')
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _spreadsheetml(grids: Sequence[Grid]) -> bytes:
    sheets = []
    for grid in grids:
        spans = {(number, first): last - first for number, first, last in grid.merged}
        rows = []
        for number, row in enumerate(grid.rows):
            cells, column = [], 0
            while column < len(row):
                across = spans.get((number, column), 0)
                cells.append(_spreadsheetml_cell(row[column], f' ss:MergeAcross="{across}"' if across else ""))
                column += 1 + across
            rows.append(f"<Row>{''.join(cells)}</Row>")
        sheets.append(f'<Worksheet ss:Name="{escape(grid.title)}"><Table>{"".join(rows)}</Table></Worksheet>')
    return spreadsheetml(*sheets)


def _spreadsheetml_cell(cell: Cell, about: str) -> str:
    if cell == "":
        return f"<Cell{about}/>"
    kind = "String" if isinstance(cell, str) else "Number"
    text = escape(str(cell)).replace("\n", "&#10;").replace("\t", "&#9;")
    return f'<Cell{about}><Data ss:Type="{kind}">{text}</Data></Cell>'


def as_html(grids: Sequence[Grid], pen: Pen) -> dict[str, bytes]:
    """A web page named ``.xls``, one a sheet."""
    files = {}
    for grid in grids:
        spans = {(number, first): last - first + 1 for number, first, last in grid.merged}
        rows = []
        for number, row in enumerate(grid.rows):
            cells, column = [], 0
            while column < len(row):
                across = spans.get((number, column), 1)
                text = escape(str(row[column])).replace("\n", "<br>") or pen.random.choice(("", "&nbsp;"))
                cells.append(f'<td colspan="{across}">{text}</td>' if across > 1 else f"<td>{text}</td>")
                column += across
            rows.append(f"<tr>{''.join(cells)}</tr>\n")
        page = f'<html><head><meta charset="utf-8"></head><body><table>{"".join(rows)}</table></body></html>'
        files[f"{grid.title}.xls"] = page.encode()
    return files


def as_xls(grids: Sequence[Grid], _: Pen) -> dict[str, bytes]:
    """A real ``.xls``, one a sheet."""
    return {f"{grid.title}.xls": biff(*_biff_cells(grid.rows)) for grid in grids}


def _biff_cells(rows: Sequence[Sequence[Cell]]) -> list[tuple[int, bytes]]:
    records = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if not isinstance(cell, str):
                records.append(biff_number(number, column, cell))
            elif cell:
                records.append(_biff_label(number, column, cell))
    return records


def _biff_label(row: int, column: int, text: str) -> tuple[int, bytes]:
    return 0x204, struct.pack("<4HB", row, column, 0, len(text), 1) + text.encode("utf-16-le")


KINDS: dict[str, Callable[[Sequence[Grid], Pen], dict[str, bytes]]] = {
    "text": as_text,
    "xlsx": as_xlsx,
    "html": as_html,
    "spreadsheetml": as_spreadsheetml,
    "ods": as_ods,
    "xls": as_xls,
}
"""Every kind of file that can be written here: file names and bytes of some sheets."""


def rendering(rows: Sequence[Row], family: str, kind: str, seed: int) -> dict[str, bytes]:
    """A school in a family of layout and a kind of file; the ``seed`` decides all that must not matter."""
    pen = Pen(Random(seed))
    sheets = FAMILIES[family].render(rows, pen)
    return KINDS[kind]([dressed(sheet, pen) for sheet in sheets], pen)
