"""The whole story in one function each: exports in, a report out. The one module that knows every stage."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tmi_cli.analysis import DOUBTS, completeness_of, doubts_about, questions_about
from tmi_cli.analysis.policy_data import data_findings, units_of
from tmi_cli.cohort import Cohort, make_cohort
from tmi_cli.errors import ExportError, RequestError
from tmi_cli.escalation import escalate, near_misses
from tmi_cli.exports import Password, read_export, search_exports
from tmi_cli.flags import find_flags, praise_of
from tmi_cli.interventions import collect
from tmi_cli.layouts import SheetReading, Vocabulary, read_table
from tmi_cli.layouts.families import TRACKING
from tmi_cli.origin import Origin
from tmi_cli.policy import Policy, School, SubjectMap, find_school_file, load_policy, load_school
from tmi_cli.policy.change import changed
from tmi_cli.policy.finding import Finding
from tmi_cli.policy.lint import in_order, lint_policy
from tmi_cli.policy.lint_school import lint_school
from tmi_cli.policy.toml_file import closest
from tmi_cli.rag import RagEntry, read_store
from tmi_cli.records import Problem
from tmi_cli.records.period import session_of
from tmi_cli.reports.check_report import CheckReport, check_items, comments_to_review
from tmi_cli.reports.inspect_report import InspectReport
from tmi_cli.reports.policy_check import PolicyCheck
from tmi_cli.reports.report import Report

if TYPE_CHECKING:
    from tmi_cli.analysis.study import Study

_SESSION = re.compile(r"20(\d\d)-(\d\d)")
_SEVERITIES = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for, as plain values.

    ``exports`` are files or folders; ``lists`` likewise (groups, pupils, attendance), and lists found among
    the exports are recognised too. ``policy`` is a name, a path or a ``Policy`` (default: the school's, else
    ``standard``); ``school`` a ``tmi.toml`` (default: the nearest one above the working folder); ``session`` as
    ``2025-26`` (default: the school's, else that of ``today``); ``period`` the one to report (default: the latest
    of each stage); ``out`` the folder for what is written (default: the school's, else ``out``). ``accept`` names
    the doubts about the files that were looked into. ``strict`` lets one unreadable file stop the run.
    ``password`` is asked for each locked workbook. ``interventions`` are sheets of what was done for pupils.
    """

    exports: Sequence[Path]
    session: str | None = None
    today: date | None = None
    policy: str | Policy | None = None
    school: Path | None = None
    period: int | None = None
    groups: Sequence[Path] = field(default=())
    lists: Sequence[Path] = field(default=())
    out: Path | None = None
    accept: Sequence[str] = field(default=())
    strict: bool = False
    password: Password | None = None
    interventions: Sequence[Path] = field(default=())


class _Read(NamedTuple):
    """Everything that was read: settings, sheets, what could not be read, what was passed over, what is kept."""

    school: School
    session: str
    policy: Policy
    readings: list[SheetReading]
    problems: list[Problem]
    passed_over: list[tuple[str, str]]
    kept: list[RagEntry]


class _Judged(NamedTuple):
    """The cohort, and the doubts about its files."""

    cohort: Cohort
    doubts: list[Problem]


Tell = Callable[[str], None]


def _silent(_: str) -> None:
    return


def flag(options: Options, *, tell: Tell = _silent) -> Report:
    """Read the exports of a session, judge them by a policy, and return the findings.

    A wrong policy or school file is told before any export is read; ``tell`` is told what is being done.
    Raises ``TmiError`` with a sentence, a place and a hint where the request, an export, the policy or the
    school file is wrong, or where these do not seem to be the right exports (see ``Options.accept``).
    """
    return _flag(options, tell)[0]


def recorded(options: Options, *, tell: Tell = _silent) -> tuple[Report, School]:
    """The report of ``flag`` with the interventions that are kept and those of ``options.interventions``.

    Returned with the school, whose store they are kept in. Raises as ``flag`` does, and where a sheet of
    interventions or the store cannot be understood.
    """
    report, read = _flag(options, tell)
    found = collect(
        report.cohort,
        school=read.school,
        policy=read.policy,
        session=read.session,
        files=options.interventions,
        password=options.password,
    )
    return replace(report, interventions=found), read.school


def _flag(options: Options, tell: Tell) -> tuple[Report, _Read]:
    _refuse_unknown_doubts(options.accept)
    read = _read(options, tell)
    tell("Judging …")
    return _report(options, read, _cohort(options, read)), read


def simulate(
    options: Options, scenarios: Sequence[Mapping[str, str]], *, tell: Tell = _silent
) -> tuple[Report, list[Report]]:
    """The report of ``flag``, and what it would be in each of some scenarios: with settings of the policy changed.

    ``policy.change`` says what a setting is. The exports are read once; once more for a scenario that changes a
    scale, because codes and targets are read through it. Raises as ``flag`` does, and RequestError for a setting
    that cannot be, before any export is read.
    """
    _refuse_unknown_doubts(options.accept)
    _, policy = _settings(options)
    policies = [changed(policy, settings) for settings in scenarios]
    if options.password is not None:
        options = replace(options, password=cache(options.password))
    read = _read(options, tell)
    tell("Judging …")
    cohort = _cohort(options, read)
    trials = []
    for number, tried in enumerate(policies, 1):
        tell(f"Trying {number} of {len(policies)} scenarios …")
        if tried.scales == policy.scales:
            trials.append(_report(options, read._replace(policy=tried), cohort))
        else:
            trials.append(flag(replace(options, policy=tried), tell=tell))
    return _report(options, read, cohort), trials


def study(options: Options, *, tell: Tell = _silent, acted: bool = False) -> tuple[Report, Study]:
    """The report of ``flag`` (where ``acted``, of ``recorded``), and the study of all its periods, for papers.

    Raises as these do.
    """
    # Imported here: figures need pandas, which takes longer to import than flagging needs to begin.
    from tmi_cli.analysis.study import study as study_of

    report = recorded(options, tell=tell)[0] if acted else flag(options, tell=tell)
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


def check_policy(options: Options, *, tell: Tell = _silent) -> PolicyCheck:
    """What is wrong or odd in a policy and the school file; with exports, also what of them the policy lacks.

    Doubts about the files stop nothing. Raises as ``flag`` does otherwise.
    """
    school, policy = _settings(options)
    units: Mapping[str, Sequence[str]] = {"faculty": tuple(school.faculties)} if school.faculties else {}
    found: list[Finding] = []
    files: list[str] = []
    if options.exports:
        read = _read(options, tell)
        tell("Checking …")
        cohort = make_cohort(read.readings, policy, period=options.period)
        _refuse_nothing(options, read.readings, cohort)
        units = {kind: sorted({*names, *units.get(kind, ())}) for kind, names in units_of(cohort).items()}
        found += data_findings(cohort, policy, sorted(_problems(read, cohort), key=_order))
        files = sorted({reading.table.file.name for reading in read.readings})
    # Exports of some subjects say nothing of how many faculties there are; the school's own map does.
    faculties = len(units["faculty"]) if school.faculties else None
    may_be = SubjectMap(school.faculties).faculties
    found += [
        *lint_policy(policy, faculties=faculties),
        *lint_school(school, policy, units=units, also=may_be),
    ]
    return PolicyCheck(policy, in_order(found), files)


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


def _cohort(options: Options, read: _Read) -> _Judged:
    """The cohort of what was read, and the doubts that were looked into. ExportError for the others."""
    cohort = make_cohort(read.readings, read.policy, period=options.period)
    _refuse_nothing(options, read.readings, cohort)
    doubts = doubts_about(cohort, read.readings)
    _refuse_doubts(doubts, options.accept)
    return _Judged(cohort, doubts)


def _report(options: Options, read: _Read, judged: _Judged) -> Report:
    cohort, doubts = judged
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
        praise=praise_of(cohort, read.policy, findings),
        settings=read.school,
        store=Path(read.school.store),
        rag=[entry for entry in read.kept if entry.session == read.session],
    )


def _settings(options: Options) -> tuple[School, Policy]:
    """The school file and the policy that are asked for."""
    school = load_school(options.school or find_school_file(Path.cwd()))
    if isinstance(options.policy, Policy):
        return school, options.policy
    return school, load_policy(options.policy or school.policy or "standard")


def _read(options: Options, tell: Tell) -> _Read:
    school, policy = _settings(options)
    session = _session(options, school)
    kept = list(read_store(Path(school.store)))
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
    return _Read(school, session, policy, readings, problems, passed, kept)


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
