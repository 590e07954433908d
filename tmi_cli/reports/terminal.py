"""The report at a terminal: what a person sees first, at any width, safe with any pupil's name."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tmi_cli.escalation import Case
from tmi_cli.flags import State
from tmi_cli.rag import newest_marks
from tmi_cli.reports.report import Report
from tmi_cli.runs import printable

TOP = 12
"""How many pupils the view shows; the workbooks hold them all."""

MOST_ROWS = 25
"""The longest table; what is beyond stands in the workbooks."""

_NAMED = 3
"""Up to how many faculties or subjects are named beside their number."""

_WIDE = 100
"""Columns from which there is room for what is most urgent."""

_URGENCY: tuple[State, ...] = ("worse", "new", "continuing", "better")
"""Which of a pupil's flags is shown where there is room for one."""

_SYMBOLS: dict[State, str] = {"new": "●", "worse": "▲", "continuing": "↻", "better": "▼"}
_ASCII_SYMBOLS: dict[State, str] = {"new": "*", "worse": "!", "continuing": "=", "better": "-"}
SEVERITY_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
_STYLES: dict[State, str] = {
    "new": "bold",
    "worse": "bold red",
    "continuing": "yellow",
    "better": "green",
}


def show(report: Report, *, folder: Path | None, colour: bool = True) -> None:
    """Print the report on stdout. ``folder`` is where its files are, None where none were written."""
    render(report, console_for(colour=colour), folder=folder)


def render(report: Report, console: Console, *, folder: Path | None) -> None:
    """Print the report on a console of rich, at its width."""
    print_parts(console, _View(report, unicode=has_unicode(console), width=console.width).parts(folder))


def console_for(*, colour: bool) -> Console:
    """A console on stdout that takes nothing for markup.

    Without ``colour``, or where the environment asks for none (``NO_COLOR``, ``FORCE_COLOR=0``,
    ``TERM=dumb``), no escape sequence is written, bold included.
    """
    return Console(
        file=sys.stdout,
        color_system="auto" if colour and _wants_colour() else None,
        markup=False,
        emoji=False,
        highlight=False,
    )


def print_parts(console: Console, parts: Iterable[RenderableType]) -> None:
    """Print some parts with a line between them."""
    for part in parts:
        console.print(Padding(part, (0, 0, 1, 0)))


def make_table(title: str, *columns: str, numbers: Sequence[int] = (), unicode: bool = True) -> Table:
    """An empty table; the columns counted in ``numbers`` (from 0) stand right and never wrap."""
    table = Table(
        title=say(title, "bold") if title else None,
        title_justify="left",
        box=box.SIMPLE_HEAD if unicode else box.ASCII,
        pad_edge=False,
        header_style="bold",
    )
    for index, column in enumerate(columns):
        number = index in numbers
        heading = stack(*(say(line) for line in column.split("\n")))
        table.add_column(heading, justify="right" if number else "left", no_wrap=number, overflow="fold")
    return table


def has_unicode(console: Console) -> bool:
    """Whether a console can show more than ASCII."""
    return (console.encoding or "").lower().startswith("utf")


def _wants_colour() -> bool:
    environ = os.environ
    return not (environ.get("NO_COLOR") or environ.get("FORCE_COLOR") == "0" or environ.get("TERM") == "dumb")


def say(text: object, style: str = "") -> Text:
    """A text for the terminal: never markup, no control characters."""
    return Text(printable(str(text)), style=style)


def stack(*lines: Text) -> Text:
    """Texts one below the other."""
    return Text("\n").join(lines)


class _View:
    def __init__(self, report: Report, *, unicode: bool, width: int) -> None:
        self._report = report
        self._unicode = unicode
        self._wide = width >= _WIDE

    def parts(self, folder: Path | None) -> list[RenderableType]:
        found: list[RenderableType] = [self._heading()]
        if self._report.cases:
            found += [self._roles(), self._faculties(), self._rules(), self._changes(), self._top()]
        else:
            found += [self._rules(), say("No pupil was flagged.", "bold green"), self._changes()]
        if self._report.problems:
            found.append(self._problems())
        return [*found, self._where(folder)]

    def _table(self, title: str, *columns: str, numbers: Sequence[int] = ()) -> Table:
        return make_table(title, *columns, numbers=numbers, unicode=self._unicode)

    def _heading(self) -> Text:
        report = self._report
        lines = [
            say(f"{report.school or 'tmi flag'} · {report.title}", "bold"),
            say(report.policy.title),
            Text.assemble(
                say(f"{report.pupils_judged} pupils, {report.courses_judged} courses: "),
                say(f"{len(report.cases)} pupils flagged", "bold"),
                say(f", {len(report.findings.flags)} flags"),
            ),
        ]
        if len(set(report.periods.values())) > 1:
            told = ", ".join(f"{stage} period {number}" for stage, number in report.periods.items())
            lines.append(say(f"Reported: {told}"))
        marks = newest_marks(report.rag, period=report.period)
        if marks is not None:
            newest, counts = marks
            told = ", ".join(f"{counts[rag]} {rag.lower()}" for rag in ("Red", "Amber", "Green"))
            lines.append(say(f"RAG: {told} (period {newest})"))
        if report.policy.assumptions:
            told = f"{len(report.policy.assumptions)} points of the policy are assumed"
            lines.append(say(f"{told}: tmi policy show {report.policy.name}", "dim"))
        return stack(*lines)

    def _roles(self) -> Table:
        report = self._report
        roles = list(reversed(report.policy.roles))
        counts = Counter((case.pupil.stage or "?", case.owner.role) for case in report.cases)
        stages = sorted({stage for stage, _ in counts} | set(report.periods))
        table = self._table("Who acts", "Stage", *roles, "Pupils", numbers=range(1, len(roles) + 2))
        for stage in stages:
            row = [counts[stage, role] for role in roles]
            table.add_row(*(say(cell) for cell in (stage, *row, sum(row))))
        totals = [sum(counts[stage, role] for stage in stages) for role in roles]
        table.add_section()
        table.add_row(*(say(cell, "bold") for cell in ("All", *totals, sum(totals))))
        return table

    def _faculties(self) -> Table:
        none = "(no faculty)"
        pupils: Counter[str] = Counter()
        flags: Counter[str] = Counter()
        for case in self._report.cases:
            pupils.update({flag.faculty or none for flag in case.flags})
            flags.update(flag.faculty or none for flag in case.flags)
        entries = Counter(entry.faculty or none for _, entry in self._report.entries)
        table = self._table("By faculty", "Faculty", "Pupils", "Flags", "Entries", numbers=(1, 2, 3))
        for name in sorted({*entries, *flags}, key=lambda name: (-pupils[name], name))[:MOST_ROWS]:
            table.add_row(*(say(c) for c in (name, pupils[name], flags[name], entries[name])))
        return table

    def _rules(self) -> Table:
        table = self._table("By rule", "Rule", "Flagged", "of judged", "Not judged", numbers=(1, 2, 3))
        for count in self._report.findings.counts:
            cells = (count.rule, count.flagged, count.judged, count.cannot_judge)
            table.add_row(*(say(cell) for cell in cells))
        return table

    def _changes(self) -> Text:
        findings = self._report.findings
        states = Counter(flag.state for flag in findings.flags)
        symbols = _SYMBOLS if self._unicode else _ASCII_SYMBOLS
        told = [say(f"{symbols[state]} {states[state]} {state}", _STYLES[state]) for state in _SYMBOLS]
        told.append(say(f"{'✓' if self._unicode else '+'} {len(findings.resolved)} resolved", "green"))
        told.append(say(f"{len(findings.not_seen)} not seen", "dim"))
        return stack(say("Since the period before", "bold"), Text.assemble("  ", Text("  ").join(told)))

    def _top(self) -> Group:
        cases = self._report.cases
        columns = ["Owner", "Pupil", "Flagged in"]
        if self._wide:
            columns = ["Owner", "Pupil", "Class", "Flagged in", "Most urgent"]
        table = self._table("Top of the list", *columns)
        for case in cases[:TOP]:
            table.add_row(*self._row(case))
        if len(cases) <= TOP:
            return Group(table)
        dots = "…" if self._unicode else "..."
        return Group(table, say(f"{dots} {len(cases) - TOP} more pupils: see escalation.xlsx", "dim"))

    def _row(self, case: Case) -> list[Text]:
        pupil = case.pupil
        place = " ".join(part for part in (pupil.stage, pupil.registration) if part)
        lines = [say(", ".join(filter(None, (pupil.surname, pupil.forename))), "bold")]
        if not self._wide:
            lines.append(say(place, "dim"))
        if pupil.groups:
            lines.append(say(", ".join(pupil.groups), "cyan"))
        states = Counter(flag.state for flag in case.flags)
        told = ", ".join(f"{states[state]} {state}" for state in _URGENCY if states[state])
        by_faculty = self._report.policy.ladder_of(pupil.stage).count == "faculties"
        counted = case.faculties if by_faculty and case.faculties else case.subjects
        flagged = [say(case.owner.why), say(told, "dim")]
        if len(counted) <= _NAMED:
            flagged.insert(1, say(", ".join(counted)))
        if not self._wide:
            return [say(case.owner.role), stack(*lines), stack(*flagged)]
        first = min(case.flags, key=lambda flag: _URGENCY.index(flag.state))
        urgent = stack(say(first.subject or "Attendance"), say(first.reason, _STYLES[first.state]))
        return [say(case.owner.role), stack(*lines), say(place), stack(*flagged), urgent]

    def _problems(self) -> Table:
        problems = self._report.problems
        kinds = Counter((problem.severity, problem.code) for problem in problems)
        table = self._table("Problems in the data", "Severity", "Kind", "Times", "First at", numbers=(2,))
        order = {"error": 0, "warning": 1, "info": 2}
        ranked = sorted(kinds.items(), key=lambda kind: (order[kind[0][0]], -kind[1], kind[0][1]))
        for (severity, code), times in ranked[:MOST_ROWS]:
            first = next(p for p in problems if (p.severity, p.code) == (severity, code))
            cells = (say(severity, SEVERITY_STYLES[severity]), say(code), say(times))
            table.add_row(*cells, say(first.origin or first.value or ""))
        return table

    def _where(self, folder: Path | None) -> Text:
        if folder is None:
            return say("No files were written (--no-files).", "dim")
        lines = [Text.assemble(say("Files  ", "bold"), say(folder))]
        for path in sorted(folder.glob("*")):
            what = f"/  {len(list(path.glob('*')))} workbooks" if path.is_dir() else ""
            lines.append(Text.assemble(say(f"  {path.name}"), say(what, "dim")))
        return stack(*lines)
