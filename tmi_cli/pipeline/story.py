"""The whole story in one function each: exports in, a report out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tmi_cli.analysis import completeness_of, questions_about
from tmi_cli.cohort import make_cohort
from tmi_cli.interventions import collect
from tmi_cli.pipeline.judging import judge
from tmi_cli.pipeline.known import Known, accepted, known_of
from tmi_cli.pipeline.options import Options, Tell, silent
from tmi_cli.pipeline.pseudonyms import pseudonymised_read
from tmi_cli.pipeline.reading import (
    Read,
    is_reported,
    order,
    periods_of,
    problems_of,
    read_all,
    settings_of,
)
from tmi_cli.pipeline.refusals import refuse_nothing, refuse_unknown_doubts
from tmi_cli.policy import School, SubjectMap
from tmi_cli.reports.check_report import CheckReport, check_items, comments_to_review
from tmi_cli.reports.inspect_report import InspectReport
from tmi_cli.reports.report import Report

if TYPE_CHECKING:
    from tmi_cli.analysis.study import Study
    from tmi_cli.policy.finding import Finding
    from tmi_cli.reports.policy_check import PolicyCheck


class Together(NamedTuple):
    """What the exports tell, from one reading of them; ``checked`` is None where nobody asked for it."""

    report: Report
    checked: CheckReport | None
    study: Study


def flag(options: Options, *, tell: Tell = silent) -> Report:
    """Read the exports of a session, judge them by a policy, and return the findings.

    A wrong policy or school file is told before any export is read; ``tell`` is told what is being done.
    Raises ``TmiError`` with a sentence, a place and a hint where the request, an export, the policy or the
    school file is wrong, or where these do not seem to be the right exports (see ``Options.accept``).
    """
    return _flag(options, tell)[0]


def recorded(options: Options, *, tell: Tell = silent) -> tuple[Report, School]:
    """The report of ``flag`` with the interventions that are kept and those of ``options.interventions``.

    Returned with the school, whose store they are kept in. Raises as ``flag`` does, and where a sheet of
    interventions or the store cannot be understood.
    """
    report, read = _flag(options, tell)
    if report.pseudonymised:
        return report, read.school
    found = collect(
        report.cohort,
        school=read.school,
        policy=read.policy,
        session=read.session,
        files=options.interventions,
        password=options.password,
    )
    return replace(report, interventions=found), read.school


def _flag(options: Options, tell: Tell) -> tuple[Report, Read]:
    refuse_unknown_doubts(options.accept)
    read = read_all(options, tell)
    tell("Judging …")
    known = accepted(options, read)
    return _report(options, known), known.read


def simulate(
    options: Options, scenarios: Sequence[Mapping[str, str]], *, tell: Tell = silent
) -> tuple[Report, list[Report]]:
    """The report of ``flag``, and what it would be in each of some scenarios: with settings of the policy changed.

    ``policy.change`` says what a setting is. The exports are read once; once more for a scenario that changes a
    scale, because codes and targets are read through it. Raises as ``flag`` does, and RequestError for a setting
    that cannot be, before any export is read.
    """
    # Imported here, as below: tmi flag needs none of it.
    from tmi_cli.policy.change import changed

    refuse_unknown_doubts(options.accept)
    _, policy = settings_of(options)
    policies = [changed(policy, settings) for settings in scenarios]
    if options.password is not None:
        options = replace(options, password=cache(options.password))
    read = read_all(options, tell)
    tell("Judging …")
    known = accepted(options, read)
    trials = []
    for number, tried in enumerate(policies, 1):
        tell(f"Trying {number} of {len(policies)} scenarios …")
        if tried.scales == policy.scales:
            trials.append(_report(options, known._replace(read=known.read._replace(policy=tried))))
        else:
            trials.append(flag(replace(options, policy=tried), tell=tell))
    return _report(options, known), trials


def study(options: Options, *, tell: Tell = silent, acted: bool = False) -> tuple[Report, Study]:
    """The report of ``flag`` (where ``acted``, of ``recorded``), and the study of all its periods, for papers.

    Raises as these do.
    """
    # Imported here: figures need pandas, which takes longer to import than flagging needs to begin.
    from tmi_cli.analysis.study import study as study_of

    report = recorded(options, tell=tell)[0] if acted else flag(options, tell=tell)
    tell("Counting …")
    return report, study_of(report.cohort, report.policy, report.findings)


def together(options: Options, *, checking: bool, tell: Tell = silent) -> Together:
    """The reports of ``flag``, ``study`` and, where ``checking``, ``check`` from one reading.

    Raises as ``flag`` does.
    """
    from tmi_cli.analysis.study import study as study_of

    refuse_unknown_doubts(options.accept)
    read = read_all(options, tell)
    tell("Judging …")
    known = accepted(options, read)
    report = _report(options, known)
    tell("Counting …")
    studied = study_of(report.cohort, report.policy, report.findings)
    return Together(report, _check(options, known) if checking else None, studied)


def check(options: Options, *, tell: Tell = silent) -> CheckReport:
    """Read the exports and return everything that is wrong or odd in them, in all periods, and what is missing.

    Doubts about the files are told as problems and stop nothing. Raises as ``flag`` does otherwise.
    """
    read = read_all(options, tell)
    tell("Checking …")
    return _check(options, known_of(options, read))


def check_policy(options: Options, *, tell: Tell = silent) -> PolicyCheck:
    """What is wrong or odd in a policy and the school file; with exports, also what of them the policy lacks.

    Doubts about the files stop nothing. Raises as ``flag`` does otherwise.
    """
    from tmi_cli.analysis.policy_data import data_findings, units_of
    from tmi_cli.policy.lint import in_order, lint_policy
    from tmi_cli.policy.lint_school import lint_school
    from tmi_cli.reports.policy_check import PolicyCheck

    school, policy = settings_of(options)
    units: Mapping[str, Sequence[str]] = {"faculty": tuple(school.faculties)} if school.faculties else {}
    found: list[Finding] = []
    files: list[str] = []
    if options.exports:
        read = read_all(options, tell)
        tell("Checking …")
        cohort = make_cohort(read.readings, policy, period=options.period)
        refuse_nothing(options, read.readings, cohort)
        units = {kind: sorted({*names, *units.get(kind, ())}) for kind, names in units_of(cohort).items()}
        found += data_findings(cohort, policy, sorted(problems_of(read, cohort), key=order))
        files = sorted({reading.table.file.name for reading in read.readings})
    # Exports of some subjects say nothing of how many faculties there are; the school's own map does.
    faculties = len(units["faculty"]) if school.faculties else None
    may_be = SubjectMap(school.faculties).faculties
    found += [
        *lint_policy(policy, faculties=faculties),
        *lint_school(school, policy, units=units, also=may_be),
    ]
    return PolicyCheck(policy, in_order(found), files)


def inspect(options: Options, *, tell: Tell = silent) -> InspectReport:
    """Read the exports and return how each file and sheet was understood; nothing is judged.

    It alone keeps the cells of the sheets, to show their first values masked.
    """
    read = read_all(options, tell, keep_rows=True)
    if read.key is not None:
        read = pseudonymised_read(read, read.key)
    return InspectReport(
        session=read.session,
        policy=read.policy,
        readings=read.readings,
        problems=[*read.problems, *(p for r in read.readings for p in r.problems)],
        passed_over=read.passed_over,
        pseudonymised=read.key is not None,
    )


def _check(options: Options, known: Known) -> CheckReport:
    read, cohort, doubts = known
    problems = [*problems_of(read, cohort), *doubts, *questions_about(cohort, read.policy)]
    return CheckReport(
        session=read.session,
        school=read.school.name,
        out=read.school.out_folder(options.out),
        policy=read.policy,
        periods=periods_of(cohort),
        period=max(cohort.reported.values()),
        sources=[reading.summary() for reading in read.readings],
        passed_over=read.passed_over,
        unread=read.unread,
        items=check_items(sorted(problems, key=order), cohort),
        completeness=completeness_of(cohort),
        reviews=comments_to_review(cohort, read.policy),
        settings=read.school,
        pseudonymised=read.key is not None,
    )


def _report(options: Options, known: Known) -> Report:
    read, cohort, doubts = known
    judged = judge(cohort, read.policy, read.school)
    problems = [p for p in (*problems_of(read, cohort), *doubts) if is_reported(p, cohort)]
    return Report(
        session=read.session,
        school=read.school.name,
        out=read.school.out_folder(options.out),
        policy=read.policy,
        periods=periods_of(cohort),
        period=max(cohort.reported.values()),
        sources=[reading.summary() for reading in read.readings],
        pupils_judged=len({pupil.key for pupil, _ in judged.entries}),
        courses_judged=len(judged.entries),
        problems=sorted(problems, key=order),
        passed_over=read.passed_over,
        unread=read.unread,
        settings=read.school,
        store=Path(read.school.store),
        rag=[entry for entry in read.kept if entry.session == read.session],
        pseudonymised=read.key is not None,
        **judged._asdict(),
    )
