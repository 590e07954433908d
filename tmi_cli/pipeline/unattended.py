"""``tmi run``: the whole work in one go, or a sentence that says what it waits for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from tmi_cli.analysis import DOUBTS
from tmi_cli.errors import ExportError
from tmi_cli.pipeline.inbox import look_into, made_before, refuse_changed
from tmi_cli.pipeline.options import Options, Tell, silent
from tmi_cli.pipeline.reading import settings_of
from tmi_cli.pipeline.story import Together, together
from tmi_cli.policy import School
from tmi_cli.records import Problem
from tmi_cli.reports.everything import Everything, make_everything, publish_everything
from tmi_cli.reports.report import Report
from tmi_cli.runs import Stamp
from tmi_cli.runs.last_run import NOTHING_NEW, Outcome

_OF_A_SHEET = ("file", "sheet", "layout", "rows", "read", "rejected", "ignored")


class Note(Protocol):
    """Writes down what happened, with plain facts and nobody's name."""

    def __call__(self, event: str, **facts: Any) -> None: ...


def _nowhere(event: str, **facts: Any) -> None:
    """Write it down nowhere."""


def _not_held(_: Path) -> AbstractContextManager[object]:
    return nullcontext()


@dataclass(frozen=True, slots=True)
class How:
    """How an unattended run goes about its work.

    ``again`` runs though nothing is new; ``dry_run`` makes everything and writes nothing; ``note`` writes down
    what happened; ``holding`` takes a folder and gives the context in which it may be changed.
    """

    again: bool = False
    dry_run: bool = False
    tell: Tell = silent
    note: Note = _nowhere
    holding: Callable[[Path], AbstractContextManager[object]] = _not_held


def run(options: Options, stamp: Stamp, how: How | None = None) -> Outcome:
    """Check, flag, and make what ``[run]`` asks for of the exports in the inbox (or of ``options.exports``).

    Nothing is made where the last complete run was made of the same exports, policy, settings and words. Raises
    as ``flag`` does, where a file changes while it is read, and where there are more errors than ``most_errors``
    allows: then nothing is written.
    """
    how = how or How()
    school, policy = settings_of(options)
    exports = options.exports or [Path(folder) for folder in school.inbox]
    groups = options.groups or [Path(path) for path in school.groups]
    inbox = look_into([*exports, *groups], policy=policy, school=school, words=stamp.command)
    if inbox is None:
        return Outcome("nothing-new", NOTHING_NEW, "There is no export in the inbox.")
    how.note("looked", files=len(inbox.files), fingerprint=inbox.fingerprint[:12])
    before = made_before(school.out_folder(options.out), inbox.fingerprint)
    if before is not None and not how.again:
        return Outcome("nothing-new", NOTHING_NEW, f"Nothing is new since the run {_named(before)}.")
    found = together(_asked(options, school, exports), checking=school.run.check, tell=how.tell)
    refuse_changed(inbox, found.report.sources)
    _note_all(found, how.note)
    _refuse_errors(found.report, most=school.run.most_errors)
    how.tell("Making workbooks …")
    made = make_everything(found.report, found.checked, found.study)
    names = made.names(locked=stamp.password is not None)
    folder = None
    if not how.dry_run:
        how.tell("Writing …")
        with how.holding(made.report.store) if made.units else nullcontext():
            folder = publish_everything(made, stamp, fingerprint=inbox.fingerprint)
        how.note("published", folder=_named(folder), files=len(names))
    return Outcome(
        "published",
        0,
        _said(made),
        folder=folder,
        run_id=made.report.run_id,
        counts=made.counts,
        files=names,
    )


def _asked(options: Options, school: School, exports: Any) -> Options:
    return replace(
        options,
        exports=exports,
        accept=(*options.accept, *school.run.accept),
        strict=options.strict or school.run.strict,
    )


def _note_all(found: Together, note: Note) -> None:
    report = found.report
    for name, reason in report.passed_over:
        note("passed-over", file=name, reason=reason)
    for source in report.sources:
        why = {"reason": source["reason"]} if source.get("reason") else {}
        note("read", **{name: source[name] for name in _OF_A_SHEET}, **why)
        for sentence in source.get("notes", ()):
            note("noticed", file=source["file"], sheet=source["sheet"], sentence=sentence)
    note("judged", pupils=report.pupils_judged, courses=report.courses_judged, errors=len(_errors(report)))


def _errors(report: Report) -> list[Problem]:
    """The errors in the data; doubts about the files were accepted, or nothing would have come this far."""
    return [p for p in report.problems if p.severity == "error" and p.code not in DOUBTS]


def _refuse_errors(report: Report, *, most: float) -> None:
    """Stop before anything is written where so much cannot be used that the lists would mislead."""
    errors = _errors(report)
    if len(errors) * 100 <= most * report.courses_judged:
        return
    files = dict.fromkeys(problem.origin.file for problem in errors if problem.origin)
    raise ExportError(
        f"Nothing was published: errors {len(errors)}, courses {report.courses_judged}, and most_errors allows "
        f"{most:g} for a hundred.",
        where=", ".join(list(files)[:3]) + (f" and {len(files) - 3} more files" if len(files) > 3 else ""),
        hint="tmi check tells each error with its cell: have them corrected and export again; or raise "
        "most_errors under [run] in tmi.toml.",
    )


def _said(made: Everything) -> str:
    report, counts = made.report, made.counts
    return (
        f"{report.title}: {len(report.cases)} of {report.pupils_judged} pupils flagged, flags "
        f"{len(report.findings.flags)} ({counts['new_flags']} new), problems {len(report.problems)} "
        f"({counts['errors']} errors)."
    )


def _named(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"
