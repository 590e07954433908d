"""All that ``tmi run`` makes of one reading of the exports, as the files of one folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tmi_cli.analysis.study import Study
from tmi_cli.rag.tracked import Unit
from tmi_cli.reports.as_csv import to_csv
from tmi_cli.reports.as_json import to_json
from tmi_cli.reports.check_files import check_files
from tmi_cli.reports.check_report import CheckReport
from tmi_cli.reports.encrypt import may_stand
from tmi_cli.reports.files import counts_of, publish_run
from tmi_cli.reports.mail import drafts
from tmi_cli.reports.paper_files import dated, paper_files
from tmi_cli.reports.papers.snapshot import snapshots
from tmi_cli.reports.rag_files import form_files, forms_of, remember
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook import Owned, make_workbooks
from tmi_cli.runs import Stamp, csv_bytes, json_bytes


@dataclass(frozen=True, slots=True)
class Everything:
    """The files of a run by their path within its folder, before any is locked; whose the workbooks are.

    ``units`` are the RAG forms among them; ``counts`` what was found.
    """

    report: Report
    files: Mapping[str, bytes]
    owned: Mapping[str, Owned]
    units: Sequence[Unit] = ()
    counts: Mapping[str, Any] = field(default_factory=dict)

    def names(self, *, locked: bool) -> tuple[str, ...]:
        """The path of every file but the manifest, as ``publish`` will write them."""
        letters = (f"mail/{path.removesuffix('.xlsx')}.eml" for path in self.owned)
        names = [*self.files, *(letters if self.report.settings.run.mail else ())]
        return tuple(sorted(name for name in names if not locked or may_stand(name)))


def make_everything(report: Report, checked: CheckReport | None, study: Study) -> Everything:
    """Make the lists, and what ``[run]`` of the school file asks for beside them: check, snapshots, RAG forms.

    The files of the check are made where there is one. Where names are replaced there are no forms: they come
    back by the pupils' own names and numbers.
    """
    wanted = report.settings.run
    made = make_workbooks(report, run_id=report.run_id)
    files = {
        **made.files,
        "flags.csv": csv_bytes(to_csv(report)),
        "flags.json": json_bytes(to_json(report)),
    }
    if checked is not None:
        files |= _under("check", check_files(checked))
    if wanted.snapshots:
        files |= _under("snapshots", paper_files(dated(snapshots(report, study), report), "snapshot", html=False))
    units: list[Unit] = []
    for by in () if report.pseudonymised else wanted.rag:
        forms = forms_of(report, by=by, flagged_only=False)
        files |= _under("rag", form_files(report, forms, locked=True)[1])
        units += forms
    counts = {
        **counts_of(report),
        "new_flags": sum(flag.state == "new" for flag in report.findings.flags),
        "errors": sum(problem.severity == "error" for problem in report.problems),
        "forms": len(units),
    }
    return Everything(report, files, made.owned, units, counts)


def publish_everything(made: Everything, stamp: Stamp, *, fingerprint: str) -> Path:
    """Write the files with a draft of an e-mail for each owner into a new folder, and return it.

    What is sent as RAG forms is remembered first. OutputError where something cannot be written; then nothing
    half-written is left.
    """
    report = made.report

    def letters(written: Mapping[str, bytes]) -> Mapping[str, bytes]:
        return drafts(report, made.owned, written, locked=stamp.password is not None)

    if made.units:
        remember(report, made.units)
    return publish_run(
        report,
        made.files,
        stamp,
        kind="",
        run_id=report.run_id,
        counts=made.counts,
        fingerprint=fingerprint,
        more=letters if report.settings.run.mail else None,
    )


def _under(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{path}": data for path, data in files.items()}
