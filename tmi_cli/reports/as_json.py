"""The report as JSON: ``tmi.flag/1``, the machine format, unsanitised."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tmi_cli.escalation import Case
from tmi_cli.flags import Evidence, Flag, Praised
from tmi_cli.flags.find import NotSeen, RuleCount
from tmi_cli.flags.praised import by_pupil
from tmi_cli.origin import Origin
from tmi_cli.policy import Rule
from tmi_cli.rag import LastWords, RagEntry, course_of
from tmi_cli.records import Problem, Pupil
from tmi_cli.reports.report import Report
from tmi_cli.version import __version__

SCHEMA = "tmi.flag/1"


def to_json(report: Report) -> str:
    """The report as one JSON object on one line, keys in a fixed order, ending in a line break."""
    return json.dumps(as_plain(report), ensure_ascii=False) + "\n"


def as_plain(report: Report) -> dict[str, Any]:
    """The report as plain values (docs/json.md says what each key holds)."""
    findings = report.findings
    said = LastWords(report.rag)
    return {
        "schema": SCHEMA,
        "version": __version__,
        "session": report.session,
        "period": report.period,
        "periods": dict(report.periods),
        "pseudonymised": report.pseudonymised,
        "policy": {
            "name": report.policy.name,
            "title": report.policy.title,
            "sha256": report.policy.sha256,
            "assumptions": list(report.policy.assumptions),
        },
        "sources": [dict(source) for source in report.sources],
        "passed_over": [{"file": name, "reason": reason} for name, reason in report.passed_over],
        "counts": {
            "pupils": report.pupils_judged,
            "courses": report.courses_judged,
            "flagged_pupils": len(report.cases),
            "flags": len(findings.flags),
        },
        "rules": [{**_count(count), **_rule(report.policy.rules[count.rule])} for count in findings.counts],
        "pupils": [_case(case, said) for case in report.cases],
        "near_misses": [
            {
                "pupil": pupil_plain(miss.pupil),
                "faculties": list(miss.faculties),
                "subjects": list(miss.subjects),
                "to": miss.to,
            }
            for miss in report.near_misses
        ],
        "not_seen": _no_flag_now(findings.not_seen),
        "resolved": _no_flag_now(findings.resolved),
        "praise": [
            {"pupil": pupil_plain(pupil), "courses": [_praised(item) for item in courses]}
            for pupil, courses in by_pupil(report.praise)
        ],
        "praise_rules": [
            {
                **_count(count),
                **_rule(report.policy.rules[count.rule]),
                "praised": [
                    {"pupil": pupil_plain(flag.pupil), **_flag(flag, said)}
                    for flag in findings.praise
                    if flag.rule == count.rule
                ],
            }
            for count in findings.praise_counts
        ],
        "problems": [problem_plain(problem) for problem in report.problems],
    }


def _praised(item: Praised) -> dict[str, Any]:
    entry = item.entry
    return {
        "subject": entry.course.subject,
        "faculty": entry.faculty,
        "level": entry.course.level,
        "class": entry.course.class_code,
        "teacher": ", ".join(entry.teachers) or None,
        "reasons": [{"kind": reason.kind, "says": reason.says} for reason in item.reasons],
    }


def _count(count: RuleCount) -> dict[str, Any]:
    return {
        "rule": count.rule,
        "flagged": count.flagged,
        "clear": count.clear,
        "cannot_judge": count.cannot_judge,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    """What a rule says of itself, in plain words."""
    return {"title": rule.title, "why": rule.why, "source": rule.source, "assumed": rule.assumed}


def _case(case: Case, said: LastWords) -> dict[str, Any]:
    owner = case.owner
    return {
        "pupil": pupil_plain(case.pupil),
        "faculties": list(case.faculties),
        "subjects": list(case.subjects),
        "owner": {
            "role": owner.role,
            "name": owner.name,
            "why": owner.why,
            "unit": owner.unit,
            "assumed": case.assumed,
        },
        "flags": [_flag(flag, said) for flag in case.flags],
    }


def pupil_plain(pupil: Pupil) -> dict[str, Any]:
    """A pupil as every JSON shows one."""
    return {
        "scn": pupil.scn,
        "forename": pupil.forename,
        "surname": pupil.surname,
        "stage": pupil.stage,
        "registration": pupil.registration,
        "house": pupil.house,
        "groups": sorted(pupil.groups),
    }


def _flag(flag: Flag, said: LastWords) -> dict[str, Any]:
    told = {
        "rule": flag.rule,
        "subject": flag.subject,
        "faculty": flag.faculty,
        "level": flag.level,
        "class": flag.class_code if flag.class_has_column else None,
        "class_around": None if flag.class_has_column else flag.class_code,
        "teacher": flag.teacher,
        "state": flag.state,
        "since": flag.since,
        "period": flag.period,
        "reason": flag.reason,
        "evidence": [_evidence(item) for item in flag.evidence],
    }
    if said:
        course = course_of(flag.subject, flag.level, flag.class_code)
        told["rag"] = [_words(entry) for entry in said.of(flag.pupil.key, course, period=flag.period)]
    return told


def _words(entry: RagEntry) -> dict[str, Any]:
    return {
        "period": entry.period,
        "by": entry.by,
        "unit": entry.unit,
        "rag": entry.rag or None,
        "comment": entry.comment or None,
        "note": entry.note or None,
        "action": entry.action or None,
        "by_whom": entry.by_whom or None,
        "review_date": entry.review_date or None,
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "field": item.field,
        "value": item.value,
        "code": item.code,
        "period": item.period,
        **_place(item.origin),
    }


def _place(origin: Origin | None) -> dict[str, Any]:
    if origin is None:
        return {"file": None, "sheet": None, "cell": None}
    return {"file": origin.file, "sheet": origin.sheet, "cell": origin.cell}


def _no_flag_now(items: Iterable[NotSeen]) -> list[dict[str, Any]]:
    """What was flagged and is not now, told once where a pupil has two classes in the subject."""
    once = {
        (i.pupil.key, i.rule, i.subject, i.level, i.last_period): {
            "pupil": pupil_plain(i.pupil),
            "rule": i.rule,
            "subject": i.subject,
            "level": i.level,
            "last_period": i.last_period,
        }
        for i in items
    }
    return list(once.values())


def problem_plain(problem: Problem) -> dict[str, Any]:
    """A problem as every JSON shows one."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "field": problem.field,
        "value": problem.value,
        **_place(problem.origin),
        "period": problem.period,
        "message": problem.message,
        "hint": problem.hint,
    }
