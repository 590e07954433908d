"""The workbooks of a run: one for the whole school, one for each faculty, house and stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from tmi_cli.rag import LastWords
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook.escalation import escalation
from tmi_cli.reports.workbook.lines import FlagLine, flag_lines, gone_lines, unjudged_line
from tmi_cli.reports.workbook.owners import Owner, owner_workbooks
from tmi_cli.reports.workbook.tables import Lists

__all__ = ["Owned", "Workbooks", "make_workbooks", "workbooks"]


def workbooks(report: Report, *, run_id: str) -> dict[str, bytes]:
    """Every workbook of a run, by its path within the run's folder; see ``Workbooks``."""
    return make_workbooks(report, run_id=run_id).files


class Workbooks(NamedTuple):
    """Workbooks by their path within the run's folder (``faculties/Mathematics.xlsx``), and whose each is.

    ``owned`` is path -> owner, the owner's flags; ``escalation.xlsx`` is nobody's alone.
    """

    files: dict[str, bytes]
    owned: dict[str, Owned]


class Owned(NamedTuple):
    """Whose a workbook is, and the lines of its list of flags."""

    owner: Owner
    flags: Sequence[FlagLine]


def make_workbooks(report: Report, *, run_id: str) -> Workbooks:
    """Every workbook of a run, and whose each is.

    ``escalation.xlsx`` holds everything. A faculty's holds its own flags, of every flagged pupil; there is one
    for each faculty with an entry, though nobody be flagged. A house's or stage's holds the pupils whose
    overview lies with it; there is one where there is such a pupil. Praise goes to all of a faculty's pupils, and
    in a house's or stage's workbook to the pupils that it holds. The same report and ``run_id`` give
    the same bytes. Raises nothing that a report can cause.
    """
    titles = {
        rule.name: rule.title + (" (assumed)" if rule.assumed else "") for rule in report.policy.rules.values()
    }
    everything = Lists()
    by_role: dict[str, list[FlagLine]] = {role: [] for role in report.policy.roles}
    lists: dict[Owner, Lists] = defaultdict(Lists)
    theirs: dict[str, Lists] = {}
    for _, entry in report.entries:
        if entry.faculty:
            lists[Owner("faculty", entry.faculty)]
    faculties = {entry.unit for entry in report.rag if entry.by == "faculty"}
    said = {faculty: LastWords(report.rag, faculty=faculty) for faculty in sorted(faculties)}
    for case in report.cases:
        lines = flag_lines(case, titles, said)
        everything.flags += lines
        by_role[case.owner.role] += lines
        if case.owner.unit_kind == "house":
            theirs[case.pupil.key] = lists[Owner("house", case.owner.unit)]
        elif case.owner.unit_kind == "stage":
            theirs[case.pupil.key] = lists[Owner("stage", case.owner.unit)]
        if case.pupil.key in theirs:
            theirs[case.pupil.key].flags += lines
    findings = report.findings
    everything.gone = [
        *gone_lines(findings.resolved, "resolved", titles),
        *gone_lines(findings.not_seen, "not seen", titles),
    ]
    everything.praise = list(report.praise)
    everything.unjudged = [unjudged_line(item, titles) for item in findings.cannot_judge]
    _share_out(everything, lists, theirs)
    files = {"escalation.xlsx": escalation(report, everything, by_role=by_role, titles=titles, run_id=run_id)}
    owned = {}
    for path, owner, data in owner_workbooks(report, lists, run_id=run_id):
        files[path] = data
        owned[path] = Owned(owner, lists[owner].flags)
    return Workbooks(files, owned)


def _share_out(everything: Lists, lists: dict[Owner, Lists], theirs: dict[str, Lists]) -> None:
    """Give each faculty its lines, and each house and stage what else is known of its pupils."""
    for flag in everything.flags:
        if flag.faculty:
            lists[Owner("faculty", flag.faculty)].flags.append(flag)
    for gone in everything.gone:
        if gone.faculty:
            lists[Owner("faculty", gone.faculty)].gone.append(gone)
        if gone.who.key in theirs:
            theirs[gone.who.key].gone.append(gone)
    for unjudged in everything.unjudged:
        if unjudged.faculty:
            lists[Owner("faculty", unjudged.faculty)].unjudged.append(unjudged)
        if unjudged.who.key in theirs:
            theirs[unjudged.who.key].unjudged.append(unjudged)
    for praised in everything.praise:
        if praised.entry.faculty:
            lists[Owner("faculty", praised.entry.faculty)].praise.append(praised)
        if praised.pupil.key in theirs:
            theirs[praised.pupil.key].praise.append(praised)
