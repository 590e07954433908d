"""The whole story in one function: exports in, a report of findings out. The one module that knows every stage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tmi_cli.cohort import Cohort, make_cohort
from tmi_cli.errors import ExportError, RequestError
from tmi_cli.escalation import escalate, near_misses
from tmi_cli.exports import find_exports, read_export
from tmi_cli.flags import find_flags
from tmi_cli.layouts import SheetReading, read_table
from tmi_cli.layouts.families import TRACKING
from tmi_cli.policy import Policy, School, SubjectMap, find_school_file, load_policy, load_school
from tmi_cli.reports.report import Report

_SESSION = re.compile(r"20\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for, as plain values.

    ``exports`` and ``groups`` are files or folders; ``policy`` a name or a path; ``school`` a ``tmi.toml``
    (default: the nearest one above the first export, or above the working folder); ``session`` as
    ``2025-26``; ``period`` the one to report (default: the latest of each stage).
    """

    exports: Sequence[Path]
    session: str
    policy: str | None = None
    school: Path | None = None
    period: int | None = None
    groups: Sequence[Path] = field(default=())


def flag(options: Options) -> Report:
    """Read the exports of a session, judge them by a policy, and return the findings.

    A wrong policy or school file is told before any export is read. Raises ``TmiError`` with a sentence, a
    place and a hint where the request, an export, the policy or the school file is wrong.
    """
    if not _SESSION.fullmatch(options.session):
        raise RequestError(f"{options.session} is not a session.", hint="Write a session like 2025-26.")
    school = load_school(options.school or find_school_file(Path.cwd()))
    policy = load_policy(options.policy or school.policy or "standard")
    subjects = SubjectMap(school.faculties)
    readings = _read(options, policy, subjects)
    cohort = make_cohort(readings, policy, period=options.period)
    _check_periods(options, readings, cohort)
    return _report(options, policy=policy, school=school, readings=readings, cohort=cohort)


def _read(options: Options, policy: Policy, subjects: SubjectMap) -> list[SheetReading]:
    files = find_exports(options.exports)
    known = {path for path, _ in files}
    lists = find_exports(options.groups) if options.groups else []
    readings = []
    for path, name in (*files, *(item for item in lists if item[0] not in known)):
        for table in read_export(path, name):
            reading = read_table(table, policy=policy, subjects=subjects, period=options.period)
            if reading.layout != "left-out" and any(path == listed for listed, _ in lists):
                reading.layout = "groups"
            readings.append(reading)
    return readings


def _check_periods(options: Options, readings: Sequence[SheetReading], cohort: Cohort) -> None:
    if any(reading.layout in TRACKING for reading in readings):
        if cohort.reported:
            return
        if options.period is not None:
            known = sorted({period for reading in readings for period in reading.periods})
            raise RequestError(
                f"No export has entries for period {options.period}.",
                hint=f"The exports hold period {', '.join(map(str, known))}.",
            )
        raise ExportError("The exports hold no entry at all.", hint="Check that the values were exported too.")
    unknown = [p for reading in readings for p in reading.problems if p.code == "period-unknown"]
    if unknown:
        raise ExportError(
            "Nothing tells which tracking period this is: no column, sheet name or file name.",
            where=unknown[0].origin,
            hint="Pass --period 2, name the file like 'Tracking TP2.xlsx', or add a Tracking Point column.",
        )
    first = readings[0] if readings else None
    raise ExportError(
        "No sheet could be read as a tracking export" + (f": {first.reason}." if first and first.reason else "."),
        where=str(first.table.file.name) if first else None,
        hint="A tracking sheet has a header with the pupil (SCN or Surname), the subject and the ratings.",
    )


def _report(
    options: Options,
    *,
    policy: Policy,
    school: School,
    readings: Sequence[SheetReading],
    cohort: Cohort,
) -> Report:
    findings = find_flags(cohort, policy)
    cases = escalate(findings.flags, cohort, policy=policy, school=school)
    entries = list(cohort.reported_entries())
    problems = [
        problem
        for problem in (*(p for reading in readings for p in reading.problems), *cohort.problems)
        if problem.stage is None or problem.period is None or problem.period == cohort.reported.get(problem.stage)
    ]
    return Report(
        session=options.session,
        school=school.name,
        policy=policy,
        periods={stage: p for stage, p in sorted(cohort.reported.items(), key=str) if stage},
        period=max(cohort.reported.values()),
        sources=[reading.summary() for reading in readings],
        pupils_judged=len({pupil.key for pupil, _ in entries}),
        courses_judged=len(entries),
        findings=findings,
        cases=cases,
        near_misses=near_misses(cases, cohort, policy),
        problems=sorted(problems, key=lambda p: (_SEVERITIES[p.severity], p.code, str(p.origin))),
        entries=entries,
    )


_SEVERITIES = {"error": 0, "warning": 1, "info": 2}
