"""What several papers share: what they are about, how a share is told, who a pupil is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from tmi_cli.records import Pupil
from tmi_cli.reports.paper import Head, share
from tmi_cli.reports.report import Report
from tmi_cli.version import __version__

PUPIL_HEADS = (
    Head("Surname", "surname", "strong", 10, 18),
    Head("First name", "forename", "text", 9, 15),
    Head("Stage", "stage"),
    Head("Registration", "registration", "text", 8, 12),
)
"""The columns that name a pupil; ``pupil_cells`` fills them."""


def pupil_cells(pupil: Pupil) -> tuple[str, str, str, str]:
    """Surname, first name, stage and registration as they are shown."""
    return pupil.surname, pupil.forename, pupil.stage or "", pupil.registration or ""


def about(report: Report) -> tuple[tuple[str, str], ...]:
    """What a paper is about: school, session, period, policy and what that assumes."""
    stages, numbers = list(report.periods), set(report.periods.values())
    told = ", ".join(f"{stage}: period {period}" for stage, period in report.periods.items())
    if len(stages) > 1 and len(numbers) == 1:
        told = f"Period {min(numbers)} of {stages[0]}-{stages[-1]}"
    facts = [
        ("School", report.school or "Not named (name it in tmi.toml)"),
        ("Session", report.session),
        ("Period", told or f"Period {report.period}"),
        ("Policy", f"{report.policy.title} (--policy {report.policy.name})"),
    ]
    facts += [("Assumed", assumption) for assumption in report.policy.assumptions]
    return tuple(facts)


def run_id(report: Report, *what: str) -> str:
    """Twelve hexadecimal digits that stand for the same inputs, policy, version and kind of paper."""
    return hashlib.sha256(repr((__version__, report.run_id, *what)).encode()).hexdigest()[:12]


def percent(count: int, of: int) -> float | None:
    """A share in percent, None where nothing was judged."""
    # Not rounded to what is shown: 54.545 would become 54.5, and that 54.
    return round(100 * count / of, 4) if of else None


def told(count: int, of: int, what: str) -> str:
    """A share as a sentence says it: ``12 of 48 judged (25 %)``."""
    found = percent(count, of)
    return f"{count:,} of {of:,} {what}" + (f" ({share(found)})" if found is not None else "")


def plural(count: int, one: str, several: str | None = None) -> str:
    """A number and its noun: ``1 pupil``, ``2 pupils``."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them: ``a, b and c``."""
    known = list(words)
    return ", ".join(known[:-1]) + " and " + known[-1] if len(known) > 1 else "".join(known)
