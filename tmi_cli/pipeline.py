"""The whole story in one function each: exports in, a report out. The one module that knows every stage."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tmi_cli.analysis import DOUBTS, completeness_of, doubts_about, questions_about
from tmi_cli.cohort import Cohort, make_cohort
from tmi_cli.errors import ExportError, RequestError
from tmi_cli.escalation import escalate, near_misses
from tmi_cli.exports import Password, read_export, search_exports
from tmi_cli.flags import find_flags
from tmi_cli.layouts import SheetReading, Vocabulary, read_table
from tmi_cli.layouts.families import TRACKING
from tmi_cli.origin import Origin
from tmi_cli.policy import Policy, School, SubjectMap, find_school_file, load_policy, load_school
from tmi_cli.policy.toml_file import closest
from tmi_cli.rag import read_store
from tmi_cli.records import Problem
from tmi_cli.reports.check_report import CheckReport, check_items, comments_to_review
from tmi_cli.reports.inspect_report import InspectReport
from tmi_cli.reports.report import Report

if TYPE_CHECKING:
    from tmi_cli.analysis.study import Study

_SESSION = re.compile(r"20(\d\d)-(\d\d)")
_SEVERITIES = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for, as plain values.

    ``exports`` are files or folders; ``lists`` likewise (groups, pupils, attendance), and lists found among
    the exports are recognised too. ``policy`` is a name or a path (default: the school's, else ``standard``);
    ``school`` a ``tmi.toml`` (default: the nearest one above the working folder); ``session`` as ``2025-26``
    (default: the school's, else that of ``today``); ``period`` the one to report (default: the latest of each
    stage); ``out`` the folder for what is written (default: the school's, else ``out``). ``accept`` names the
    doubts about the files that were looked into. ``strict`` lets one unreadable file stop the run.
    ``password`` is asked for each locked workbook.
    """

    exports: Sequence[Path]
    session: str | None = None
    today: date | None = None
    policy: str | None = None
    school: Path | None = None
    period: int | None = None
    groups: Sequence[Path] = field(default=())
    lists: Sequence[Path] = field(default=())
    out: Path | None = None
    accept: Sequence[str] = field(default=())
    strict: bool = False
    password: Password | None = None


class _Read(NamedTuple):
    """Everything that was read: settings, sheets, what could not be read, what was passed over."""

    school: School
    session: str
    policy: Policy
    readings: list[SheetReading]
    problems: list[Problem]
    passed_over: list[tuple[str, str]]


Tell = Callable[[str], None]


def _silent(_: str) -> None:
    return


def session_of(today: date) -> str:
    """The session (``2025-26``) that a day belongs to: August to June; July still counts to the last one."""
    first = today.year if today.month >= 8 else today.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def flag(options: Options, *, tell: Tell = _silent) -> Report:
    """Read the exports of a session, judge them by a policy, and return the findings.

    A wrong policy or school file is told before any export is read; ``tell`` is told what is being done.
    Raises ``TmiError`` with a sentence, a place and a hint where the request, an export, the policy or the
    school file is wrong, or where these do not seem to be the right exports (see ``Options.accept``).
    """
    _refuse_unknown_doubts(options.accept)
    read = _read(options, tell)
    tell("Judging …")
    kept = read_store(Path(read.school.store))
    cohort = make_cohort(read.readings, read.policy, period=options.period)
    _refuse_nothing(options, read.readings, cohort)
    doubts = doubts_about(cohort, read.readings)
    _refuse_doubts(doubts, options.accept)
    findings = find_flags(cohort, read.policy)
    cases = escalate(findings.flags, cohort, policy=read.policy, school=read.school)
    entries = list(cohort.reported_entries())
    problems = [p for p in (*_problems(read, cohort), *doubts) if _is_reported(p, cohort)]
    return Report(
        session=read.session,
        school=read.school.name,
        out=options.out or Path(read.school.out or "out"),
        policy=read.policy,
        periods=_periods(cohort),
        period=max(cohort.reported.values()),
        sources=[reading.summary() for reading in read.readings],
        pupils_judged=len({pupil.key for pupil, _ in entries}),
        courses_judged=len(entries),
        findings=findings,
        cases=cases,
        near_misses=near_misses(cases, cohort, read.policy),
        problems=sorted(problems, key=_order),
        entries=entries,
        cohort=cohort,
        passed_over=read.passed_over,
        store=Path(read.school.store),
        rag=[entry for entry in kept if entry.session == read.session],
    )


def study(options: Options, *, tell: Tell = _silent) -> tuple[Report, Study]:
    """The report of ``flag``, and the study of all its periods from which papers are made.

    Raises as ``flag`` does.
    """
    # Imported here: figures need pandas, which takes longer to import than flagging needs to begin.
    from tmi_cli.analysis.study import study as study_of

    report = flag(options, tell=tell)
    tell("Counting …")
    return report, study_of(report.cohort, report.policy, report.findings)


def check(options: Options, *, tell: Tell = _silent) -> CheckReport:
    """Read the exports and return everything that is wrong or odd in them, in all periods, and what is missing.

    Doubts about the files are told as problems and stop nothing. Raises as ``flag`` does otherwise.
    """
    read = _read(options, tell)
    tell("Checking …")
    cohort = make_cohort(read.readings, read.policy, period=options.period)
    _refuse_nothing(options, read.readings, cohort)
    problems = [
        *_problems(read, cohort),
        *doubts_about(cohort, read.readings),
        *questions_about(cohort, read.policy),
    ]
    return CheckReport(
        session=read.session,
        school=read.school.name,
        out=options.out or Path(read.school.out or "out"),
        policy=read.policy,
        periods=_periods(cohort),
        period=max(cohort.reported.values()),
        sources=[reading.summary() for reading in read.readings],
        passed_over=read.passed_over,
        items=check_items(sorted(problems, key=_order), cohort),
        completeness=completeness_of(cohort),
        reviews=comments_to_review(cohort, read.policy),
    )


def inspect(options: Options, *, tell: Tell = _silent) -> InspectReport:
    """Read the exports and return how each file and sheet was understood; nothing is judged."""
    read = _read(options, tell)
    return InspectReport(
        session=read.session,
        policy=read.policy,
        readings=read.readings,
        problems=[*read.problems, *(p for r in read.readings for p in r.problems)],
        passed_over=read.passed_over,
    )


def _read(options: Options, tell: Tell) -> _Read:
    school = load_school(options.school or find_school_file(Path.cwd()))
    session = _session(options, school)
    policy = load_policy(options.policy or school.policy or "standard")
    subjects = SubjectMap(school.faculties)
    words = Vocabulary(policy.groups, school.headers)
    found = search_exports(options.exports)
    groups = search_exports(options.groups).files if options.groups else []
    lists = search_exports(options.lists).files if options.lists else []
    wanted = list(dict.fromkeys((*found.files, *groups, *lists)))
    readings, problems = [], []
    for number, (path, name) in enumerate(wanted, 1):
        tell(f"Reading {number} of {len(wanted)} files …")
        try:
            tables = read_export(path, name, password=options.password)
        except ExportError as error:
            if options.strict or len(wanted) == 1:
                raise
            problems.append(Problem.of("file-unread", Origin(name), sentence=error.sentence, todo=error.hint))
            continue
        for table in tables:
            reading = read_table(table, policy=policy, subjects=subjects, words=words, period=options.period)
            if reading.layout != "left-out" and any(path == listed for listed, _ in groups):
                reading.layout = "groups"
            readings.append(reading)
    passed = [(item.name, item.reason) for item in found.passed_over if item.worth_telling]
    return _Read(school, session, policy, readings, problems, passed)


def _problems(read: _Read, cohort: Cohort) -> list[Problem]:
    return [*read.problems, *(p for reading in read.readings for p in reading.problems), *cohort.problems]


def _periods(cohort: Cohort) -> dict[str, int]:
    return {stage: p for stage, p in sorted(cohort.reported.items(), key=str) if stage}


def _order(problem: Problem) -> tuple[object, ...]:
    place = problem.origin or Origin("")
    cell = (-1 if place.row is None else place.row, -1 if place.column is None else place.column)
    return (_SEVERITIES[problem.severity], problem.code, place.file, place.sheet or "", cell, problem.message)


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


def _refuse_doubts(doubts: Sequence[Problem], accept: Sequence[str]) -> None:
    """Stop before any list is written where these do not seem to be the right exports."""
    left = [doubt for doubt in doubts if doubt.code not in accept]
    if left:
        more = f" ({len(left) - 1} more such doubts: tmi check tells them all.)" if len(left) > 1 else ""
        raise ExportError(left[0].message + more, where=left[0].origin, hint=left[0].hint)


def _refuse_unknown_doubts(accept: Sequence[str]) -> None:
    for code in accept:
        if code not in DOUBTS:
            meant = closest(code, DOUBTS)
            hint = f"Did you mean {meant}? " if meant else ""
            raise RequestError(f"There is no doubt called {code}.", hint=f"{hint}There are {', '.join(DOUBTS)}.")


def _refuse_nothing(options: Options, readings: Sequence[SheetReading], cohort: Cohort) -> None:
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
            hint="Pass --period 2, name the file like 'Tracking TP2.xlsx', or add a Tracking Point column; "
            "tmi inspect shows what each header was taken for, and maps those it does not know.",
        )
    first = next((reading for reading in readings if reading.reason), None)
    why = f": {first.reason}" if first else ""
    raise ExportError(
        f"No sheet could be read as a tracking export{why}.",
        where=str(first.table.file.name) if first else None,
        hint="A tracking sheet has a header that names the pupil (SCN or Surname), the subject and the ratings; "
        "tmi inspect shows what was understood, and maps headers it does not know.",
    )
