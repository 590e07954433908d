"""Cases as data: a table of entries, a policy, and what becomes of every entry of the reported period.

A case file is TOML with one ``[[case]]`` each of:

``name``      the claim
``rule``      the rule looked at (a file under ``rules/`` is named after it)
``policy``    a shipped policy (``standard`` where none is named), ``changes`` TOML laid over it
``entries``   a table; ``pupil`` is a forename, the other columns are those of ``small_school.HEADERS``
``expect``    a table: who (``pupil`` and, where there are several, ``subject``, ``level``, ``class``), the
              outcome (flagged, clear, cannot judge, does not apply), what it says, and of a flag its state,
              the first period of its run, and the cells cited (``effort 3 P1``; ``D=7`` where a cell D is
              read as 7)
``resolved``, ``not_seen``  what was flagged and is not now, as ``pupil subject level class P<last period>``
``problems``  every problem told, as ``code field value``; not compared where it is left out
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.small_school import csv_text, run, table, with_numbers
from tmi_cli.exports import read_export
from tmi_cli.flags.find import CannotJudge, Flag, NotSeen
from tmi_cli.reports.report import Report

Case = dict[str, Any]
Outcome = dict[str, str]

_Course = tuple[str, str | None, str | None, str | None]
"""A pupil's key, subject, level and class."""

_WHO = ("pupil", "subject", "level", "class")
_TOLD = ("outcome", "says", "state", "since", "evidence")
_KEYS = {
    "name",
    "rule",
    "policy",
    "changes",
    "period",
    "entries",
    "expect",
    "resolved",
    "not_seen",
    "problems",
}


def load_cases(path: Path) -> list[Case]:
    """The cases of a file; a file under ``rules/`` is about the rule it is named after."""
    cases: list[Case] = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    for case in cases:
        case.setdefault("rule", path.stem)
        unknown = set(case) - _KEYS
        if unknown:
            raise ValueError(f"{path.name}: {case.get('name')} has {unknown}")
    return cases


def expected(case: Case) -> list[Outcome]:
    """The outcomes that are due."""
    rows = table(case["expect"])
    return sorted(({**row, **{key: row.get(key, "") for key in _TOLD}} for row in rows), key=_order)


def report_of(case: Case, folder: Path) -> Report:
    """Run the case through the whole pipeline."""
    return run(
        folder,
        {"Export.csv": csv_text(with_numbers(table(case["entries"])))},
        policy=case.get("policy", "standard"),
        changes=case.get("changes", ""),
        period=case.get("period"),
    )


def outcomes(case: Case, report: Report) -> list[Outcome]:
    """What became of every entry of the reported period (of every pupil, for attendance)."""
    who = [column for column in table(case["expect"])[0] if column in _WHO]
    found = list(_all_outcomes(case["rule"], report))
    return sorted(({column: o[column] for column in (*who, *_TOLD)} for o in found), key=_order)


def _order(outcome: Outcome) -> tuple[str, ...]:
    return tuple(outcome.get(key, "") for key in (*_WHO, *_TOLD))


def _all_outcomes(rule_name: str, report: Report) -> Iterator[Outcome]:
    rule, findings = report.policy.rules[rule_name], report.findings
    assert rule.on
    about_pupils = rule.kind == "attendance-below"
    entries: list[tuple[_Course, str]] = (
        [((key, None, None, None), "both") for key in dict.fromkeys(p.key for p, _ in report.entries)]
        if about_pupils
        else [((p.key, *e.course), e.phase) for p, e in report.entries]
    )
    names = {p.key: p.forename for p, _ in report.entries}
    flags: dict[_Course, Flag] = {
        (f.pupil.key, f.subject, f.level, f.class_code): f for f in _flags(report) if f.rule == rule_name
    }
    unjudged: dict[_Course, CannotJudge] = {
        (c.pupil.key, c.subject, c.level, c.class_code): c
        for c in (*findings.cannot_judge, *findings.praise_unjudged)
        if c.rule == rule_name
    }
    for key, phase in entries:
        pupil, subject, level, class_code = key
        outcome = {
            "pupil": names[pupil],
            "subject": subject or "",
            "level": level or "",
            "class": class_code or "",
            **dict.fromkeys(_TOLD, ""),
        }
        flag, cannot = flags.pop(key, None), unjudged.pop(key, None)
        if flag:
            evidence = (
                f"{e.field} {e.value}"
                + (f"={e.code}" if e.code != e.value else "")
                + (f" P{e.period}" if e.period else "")
                for e in flag.evidence
            )
            outcome |= {
                "outcome": "flagged",
                "says": flag.reason,
                "state": flag.state,
                "since": str(flag.since),
                "evidence": "; ".join(evidence),
            }
        elif cannot:
            outcome |= {"outcome": "cannot judge", "says": cannot.why}
        elif about_pupils or rule.applies_to(phase):
            outcome |= {"outcome": "clear"}
        else:
            outcome |= {"outcome": "does not apply"}
        yield outcome
    assert not flags, "a flag on something that is no entry of the reported period"
    assert not unjudged, "a judgement of something that is no entry of the reported period"


def _flags(report: Report) -> tuple[Flag, ...]:
    """What any rule flagged, those that praise among them."""
    return (*report.findings.flags, *report.findings.praise)


def ended(items: Sequence[NotSeen], rule: str) -> list[str]:
    """Flags that are none now, in the words of a case file."""
    return sorted(
        " ".join(
            part
            for part in (i.pupil.forename, i.subject, i.level, i.class_code, f"P{i.last_period}")
            if part is not None
        )
        for i in items
        if i.rule == rule
    )


def problems(report: Report) -> list[str]:
    """Every problem, in the words of a case file."""
    return sorted(
        " ".join(part for part in (p.code, p.field, p.value) if part is not None) for p in report.problems
    )


def result(case: Case, folder: Path) -> dict[str, Any]:
    """All that a case gives, in the words of a case file."""
    report = report_of(case, folder)
    _evidence_is_in_its_cell(report, folder)
    counts = (*report.findings.counts, *report.findings.praise_counts)
    count = next(c for c in counts if c.rule == case["rule"])
    found: dict[str, Any] = {
        "outcomes": outcomes(case, report),
        "counts": (count.flagged, count.clear, count.cannot_judge),
    }
    if "resolved" in case:
        found["resolved"] = ended(report.findings.resolved, case["rule"])
    if "not_seen" in case:
        found["not_seen"] = ended(report.findings.not_seen, case["rule"])
    if "problems" in case:
        found["problems"] = problems(report)
    return found


def due(case: Case) -> dict[str, Any]:
    """All that a case should give."""
    lists: dict[str, Any] = {
        name: sorted(case[name]) for name in ("resolved", "not_seen", "problems") if name in case
    }
    counted = Counter(outcome["outcome"] for outcome in expected(case))
    counts = (counted["flagged"], counted["clear"], counted["cannot judge"])
    return {"outcomes": expected(case), "counts": counts, **lists}


def _evidence_is_in_its_cell(report: Report, folder: Path) -> None:
    (export,) = read_export(folder / "exports" / "Export.csv", "Export.csv")
    for flag in _flags(report):
        assert flag.evidence
        for e in flag.evidence:
            assert e.origin.file == "Export.csv"
            assert export.rows[e.origin.row or 0][e.origin.column or 0].strip() == e.value
