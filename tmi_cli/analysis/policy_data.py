"""Whether a policy fits the data: codes and levels that it does not know, rules that can judge nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from tmi_cli.cohort import Cohort
from tmi_cli.flags import find_flags
from tmi_cli.policy import Policy
from tmi_cli.policy.finding import Finding
from tmi_cli.records import Problem

_CODES = {
    "rating-not-on-scale": ("error", "code-unknown"),
    "grade-not-on-scale": ("error", "code-unknown"),
    "target-not-allowed": ("warning", "target-not-allowed"),
    "subject-without-faculty": ("warning", "subject-without-faculty"),
}


def units_of(cohort: Cohort) -> dict[str, list[str]]:
    """The faculties, stages and houses that occur in the data, by kind of unit and by name."""
    entries = [
        e for subjects in cohort.history.values() for h in subjects.values() for es in h.values() for e in es
    ]
    found = {
        "faculty": {entry.faculty for entry in entries if entry.faculty},
        "stage": {pupil.stage for pupil in cohort.pupils.values() if pupil.stage},
        "house": {pupil.house for pupil in cohort.pupils.values() if pupil.house},
    }
    return {kind: sorted(names) for kind, names in found.items() if names}


def data_findings(cohort: Cohort, policy: Policy, problems: Iterable[Problem]) -> list[Finding]:
    """What of the data the policy does not know. ``problems`` are those of all periods; no pupil is named."""
    return [*_codes(problems), *_levels(cohort, policy), *_idle(cohort, policy)]


def _codes(problems: Iterable[Problem]) -> Iterator[Finding]:
    """Each code that no scale knows, with how often it stands where, told once."""
    alike: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.code in _CODES:
            alike[problem.code, problem.message].append(problem)
    for (kind, message), found in sorted(alike.items(), key=lambda item: (-len(item[1]), item[0])):
        severity, code = _CODES[kind]
        times = f"{len(found)} times" if len(found) > 1 else "once"
        yield _of(
            severity, code, f"{found[0].origin or 'the exports'}", f"{message} It stands there {times}.",
            "Add it to the scale where it is a code of the school, else correct it in SEEMiS."
            if code == "code-unknown" else found[0].hint,
        )  # fmt: skip


def _levels(cohort: Cohort, policy: Policy) -> Iterator[Finding]:
    """Levels of courses that stand on no scale."""
    levels = Counter(
        entry.course.level
        for subjects in cohort.history.values()
        for history in subjects.values()
        for entries in history.values()
        for entry in entries
        if entry.course.level is not None and policy.scale_of(entry.course.level) is None
    )
    for level, count in sorted(levels.items(), key=str):
        message = f"No scale is used for {level}, which {count:,} entries have: their grades cannot be judged."
        yield _of("error", "level-without-scale", "scales", message, f'Add "{level}" to used_for of a scale.')


def _idle(cohort: Cohort, policy: Policy) -> Iterator[Finding]:
    """Rules that could judge nothing at all in the reported period."""
    for count in find_flags(cohort, policy).counts:
        if not count.judged:
            told = f"{count.rule} could judge none of {count.cannot_judge:,} entries (pupils) of the period."
            hint = "Check that the exports hold what it needs: give all periods, and lists of attendance."
            if not count.cannot_judge:
                told, hint = f"{count.rule} applies to none of these courses.", "Give the exports of all stages."
            severity = "warning" if count.cannot_judge else "info"
            yield _of(severity, "rule-judged-nothing", f"rules › {count.rule}", told, hint)


def _of(severity: str, code: str, where: str, message: str, hint: str) -> Finding:
    return Finding.model_validate(
        {"severity": severity, "code": code, "where": where, "message": message, "hint": hint}
    )
