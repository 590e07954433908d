"""``tmi check`` at a terminal: problems by kind, who has something to mend, what is missing."""

from __future__ import annotations

from collections import Counter

from rich.console import Group, RenderableType

from tmi_cli.reports.check_report import CheckReport
from tmi_cli.reports.check_show import kinds_of
from tmi_cli.reports.terminal import MOST_ROWS, SEVERITY_STYLES, console_for, make_table, print_parts, say, stack


def show(report: CheckReport, *, colour: bool = True) -> None:
    """Print a check on stdout, without escape sequences where no colour is wanted."""
    console = console_for(colour=colour)
    errors, warnings, notes = (report.count(severity) for severity in ("error", "warning", "info"))
    heading = stack(
        say(f"{report.school or 'tmi check'} · {report.session}", "bold"),
        say(f"{errors} errors, {warnings} warnings, {notes} notes and questions"),
    )
    parts: list[RenderableType] = [heading]
    if report.items:
        parts += [_kinds(report, console.width), _teachers(report)]
    else:
        parts.append(say("Nothing is wrong in these exports.", "bold green"))
    parts.append(_completeness(report))
    if report.passed_over:
        told = [say(f"  {name} {reason}", "dim") for name, reason in report.passed_over[:MOST_ROWS]]
        parts.append(stack(say("Not read", "bold"), *told))
    print_parts(console, parts)


def _kinds(report: CheckReport, width: int) -> Group:
    table = make_table("Problems by kind", "Severity", "Kind", "Times", "First at", numbers=(2,))
    kinds = kinds_of(report)
    for severity, code, times, first in kinds[:MOST_ROWS]:
        origin = first.problem.origin or first.problem.value or ""
        table.add_row(say(severity, SEVERITY_STYLES[severity]), say(code), say(times), say(origin))
    told = say(f"tmi explain {kinds[0][1]} tells what the first means and what to do.", "dim")
    return Group(table, told)


def _teachers(report: CheckReport) -> RenderableType:
    mend = [item for item in report.items if item.problem.severity != "info"]
    counts = Counter((teacher, item.faculty) for item in mend for teacher in item.teachers or ("(nobody told)",))
    table = make_table("Who has something to mend", "Teacher", "Faculty", "Problems", numbers=(2,))
    for (teacher, faculty), times in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:10]:
        table.add_row(say(teacher), say(faculty), say(times))
    if not counts:
        return say("No teacher has anything to mend.", "green")
    return Group(table, say(f"{len(counts)} fix lists; all of them stand in check.xlsx.", "dim"))


def _completeness(report: CheckReport) -> RenderableType:
    table = make_table(
        "Completeness of the reported period", "Faculty", "Entered", "of", "Missing", numbers=(1, 2)
    )
    for unit in report.completeness:
        if unit.unit == "faculty":
            missing = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in unit.missing.items())
            table.add_row(say(unit.name), say(unit.entered), say(unit.due), say(missing))
    return table
