"""The whole story in one function: exports in, a report out. The one module that knows every stage."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tmi_cli.cohort import Cohort, make_cohort
from tmi_cli.errors import ExportError, RequestError
from tmi_cli.escalation import escalate, near_misses
from tmi_cli.exports import find_exports, read_export
from tmi_cli.flags import find_flags
from tmi_cli.layouts import SheetReading, read_table
from tmi_cli.layouts.families import TRACKING
from tmi_cli.policy import Policy, School, SubjectMap, find_school_file, load_policy, load_school
from tmi_cli.records import Problem
from tmi_cli.reports.report import Report

_SESSION = re.compile(r"20(\d\d)-(\d\d)")
_SEVERITIES = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for, as plain values.

    ``exports`` and ``groups`` are files or folders; ``policy`` a name or a path (default: the school's, else
    ``standard``); ``school`` a ``tmi.toml`` (default: the nearest one above the working folder); ``session``
    as ``2025-26`` (default: the school's, else that of ``today``); ``period`` the one to report (default: the
    latest of each stage); ``out`` the folder for what is written (default: the school's, else ``out``).
    """

    exports: Sequence[Path]
    session: str | None = None
    today: date | None = None
    policy: str | None = None
    school: Path | None = None
    period: int | None = None
    groups: Sequence[Path] = field(default=())
    out: Path | None = None


def session_of(today: date) -> str:
    """The session (``2025-26``) that a day belongs to: August to June; July still counts to the last one."""
    first = today.year if today.month >= 8 else today.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def flag(options: Options, *, tell: Callable[[str], None] = lambda _: None) -> Report:
    """Read the exports of a session, judge them by a policy, and return the findings.

    A wrong policy or school file is told before any export is read; ``tell`` is told what is being done.
    Raises ``TmiError`` with a sentence, a place and a hint where the request, an export, the policy or the
    school file is wrong.
    """
    school = load_school(options.school or find_school_file(Path.cwd()))
    session = _session(options, school)
    policy = load_policy(options.policy or school.policy or "standard")
    subjects = SubjectMap(school.faculties)
    readings = _read(options, policy, subjects, tell)
    tell("Judging …")
    cohort = make_cohort(readings, policy, period=options.period)
    _check_periods(options, readings, cohort)
    findings = find_flags(cohort, policy)
    cases = escalate(findings.flags, cohort, policy=policy, school=school)
    entries = list(cohort.reported_entries())
    problems = [
        problem
        for problem in (*(p for reading in readings for p in reading.problems), *cohort.problems)
        if _is_reported(problem, cohort)
    ]
    return Report(
        session=session,
        school=school.name,
        out=options.out or Path(school.out or "out"),
        policy=policy,
        periods={stage: p for stage, p in sorted(cohort.reported.items(), key=str) if stage},
        period=max(cohort.reported.values()),
        sources=[reading.summary() for reading in readings],
        pupils_judged=len({pupil.key for pupil, _ in entries}),
        courses_judged=len(entries),
        findings=findings,
        cases=cases,
        near_misses=near_misses(cases, cohort, policy),
        problems=sorted(problems, key=lambda p: (_SEVERITIES[p.severity], p.code, p.origin or (), p.message)),
        entries=entries,
    )


def _is_reported(problem: Problem, cohort: Cohort) -> bool:
    """Whether a problem is about the reported period, or about no period at all."""
    if problem.period is None:
        return True
    if problem.stage is None:
        return problem.period in cohort.reported.values()
    return problem.period == cohort.reported.get(problem.stage)


def _session(options: Options, school: School) -> str:
    session = options.session or school.session
    if session is None:
        if options.today is None:
            raise RequestError("No session was given.", hint="Give a session like 2025-26.")
        return session_of(options.today)
    years = _SESSION.fullmatch(session)
    if years is None or (int(years.group(1)) + 1) % 100 != int(years.group(2)):
        raise RequestError(f"{session} is not a session.", hint="Write a session like 2025-26.")
    return session


def _read(
    options: Options, policy: Policy, subjects: SubjectMap, tell: Callable[[str], None]
) -> list[SheetReading]:
    files = find_exports(options.exports)
    known = {path for path, _ in files}
    lists = find_exports(options.groups) if options.groups else []
    wanted = [*files, *(item for item in lists if item[0] not in known)]
    readings = []
    for number, (path, name) in enumerate(wanted, 1):
        tell(f"Reading {number} of {len(wanted)} files …")
        for table in read_export(path, name):
            reading = read_table(table, policy=policy, subjects=subjects, period=options.period)
            if reading.layout != "left-out" and any(path == listed for listed, _ in lists):
                reading.layout = "groups"
            readings.append(reading)
    return readings


def _check_periods(options: Options, readings: Sequence[SheetReading], cohort: Cohort) -> None:
    """Say what is wrong where nothing is there to report."""
    if cohort.reported:
        return
    if any(reading.layout in TRACKING for reading in readings):
        if options.period is not None:
            known = sorted({period for reading in readings for period in reading.periods})
            raise RequestError(
                f"No export has entries for period {options.period}.",
                hint=f"The exports hold period {', '.join(map(str, known))}.",
            )
        raise ExportError(
            "The exports hold no entry at all.",
            hint="Check that the ratings and grades were exported, not only the pupils.",
        )
    unknown = [p for reading in readings for p in reading.problems if p.code == "period-unknown"]
    if unknown:
        raise ExportError(
            "Nothing tells which tracking period this is: no column, sheet name or file name.",
            where=unknown[0].origin,
            hint="Pass --period 2, name the file like 'Tracking TP2.xlsx', or add a Tracking Point column.",
        )
    first = next((reading for reading in readings if reading.reason), None)
    why = f": {first.reason}" if first else ""
    raise ExportError(
        f"No sheet could be read as a tracking export{why}.",
        where=str(first.table.file.name) if first else None,
        hint="A tracking sheet has a header that names the pupil (SCN or Surname), the subject and the ratings.",
    )
