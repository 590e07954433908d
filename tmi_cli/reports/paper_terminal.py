"""A paper at a terminal: what its first sections say, at any width; the rest stands in the workbook."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.text import Text

from tmi_cli.reports.paper import Head, Paper, Section, TablePart, TextPart, Value, shown
from tmi_cli.reports.terminal import MOST_ROWS, console_for, has_unicode, make_table, print_parts, say, stack
from tmi_cli.reports.workbook.style import MARKS

_FEW_COLUMNS = 6
_WIDE = 100
_FEW_ROWS = 12


def show(papers: Sequence[Paper], *, folder: Path | None, colour: bool = True) -> None:
    """Print papers on stdout: one in full, of several the glance of each."""
    console = console_for(colour=colour)
    for paper in papers:
        render(paper, console, sections=paper.sections if len(papers) == 1 else paper.sections[:1])
    if folder is not None:
        print_parts(console, [Text.assemble(say("Files  ", "bold"), say(folder))])


def render(paper: Paper, console: Console, *, sections: Sequence[Section]) -> None:
    """Print some sections of a paper on a console of rich, at its width."""
    about = [say(f"{label}: {text}", "dim") for label, text in paper.about if label in ("Session", "Period")]
    parts: list[RenderableType] = [stack(say(paper.title, "bold"), *about)]
    for section in sections:
        for part in section.parts:
            if isinstance(part, TablePart):
                parts.append(_table(part, width=console.width, unicode=has_unicode(console)))
                if part.note:
                    parts.append(say(part.note, "dim"))
            elif isinstance(part, TextPart):
                mark = "- " if part.bullets else ""
                parts.append(stack(*(say(mark + sentence) for sentence in part.sentences)))
    print_parts(console, parts)


def _table(table: TablePart, *, width: int, unicode: bool) -> RenderableType:
    if not table.rows:
        return stack(say(table.title, "bold"), say(table.empty))
    heads = _heads_that_fit(table, width)
    at = {head.key: number for number, head in enumerate(table.heads)}
    numbers = [number for number, head in enumerate(heads) if _is_number(head)]
    headers = (_folded(head, [len(_words(v, head)) for v in table.column(head.key)]) for head in heads)
    made = make_table("", *headers, numbers=numbers, unicode=unicode)
    rows = table.rows if len(table.rows) <= MOST_ROWS else table.rows[:_FEW_ROWS]
    for number, row in enumerate(rows, 1):
        last = table.total and number == len(table.rows)
        if last:
            made.add_section()
        made.add_row(*(_cell(row[at[head.key]], head, bold=last, unicode=unicode) for head in heads))
    left = {"rows": len(table.rows) - len(rows), "columns": len(_told(table)) - len(heads)}
    more = " and ".join(f"{number} more {what}" for what, number in left.items() if number)
    if more:
        made.caption = f"{'…' if unicode else '...'} {more}: see the workbook"
        made.caption_justify = "left"
    return Group(say(table.title, "bold"), made)


def _told(table: TablePart) -> list[Head]:
    """The columns that paper holds and a person does not fill in."""
    return [head for head in table.heads if head.kind != "entry" and head.on_paper]


def _heads_that_fit(table: TablePart, width: int) -> list[Head]:
    """The columns that a terminal has room for: of many the first ones, those for a person to fill in never."""
    room, fit = width, list[Head]()
    for head in _told(table):
        need = (_width(head, table) if _is_number(head) else min(_width(head, table), 24)) + 3
        if fit and (room < need or (len(fit) >= _FEW_COLUMNS and width < _WIDE and not _is_number(head))):
            break
        fit.append(head)
        room -= need
    return fit


def _width(head: Head, table: TablePart) -> int:
    """The letters that the widest value needs, or the widest line of the header."""
    values = [len(_words(value, head)) for value in table.column(head.key)]
    return max(0, *map(len, _folded(head, values).split("\n")), *values)


def _folded(head: Head, values: Sequence[int]) -> str:
    """The header on as many lines as keep a column of numbers narrow; ``values`` are their lengths."""
    if not _is_number(head):
        return head.header
    longest = max([8, *map(len, head.header.split()), *values])
    return "\n".join(textwrap.wrap(head.header, longest))


def _is_number(head: Head) -> bool:
    return head.kind in ("count", "percent", "points", "number")


def _words(value: Value, head: Head) -> str:
    if head.kind == "state" and isinstance(value, str) and value in MARKS:
        return MARKS[value].text
    return shown(value, head.kind)


def _cell(value: Value, head: Head, *, bold: bool, unicode: bool) -> Text:
    if head.kind == "state" and isinstance(value, str) and value in MARKS:
        return say(MARKS[value].text if unicode else MARKS[value].text.partition(" ")[2])
    return say(shown(value, head.kind), "bold" if bold or head.kind == "strong" else "")
