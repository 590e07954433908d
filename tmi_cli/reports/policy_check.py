"""``tmi policy check``: what is wrong or odd in a policy, as text and as JSON ``tmi.policy-check/1``."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from tmi_cli.policy import Policy
from tmi_cli.policy.finding import GRAVITIES, Finding, Gravity
from tmi_cli.runs import printable
from tmi_cli.version import __version__

SCHEMA = "tmi.policy-check/1"

_WIDTH = 100
_NAMES = {"error": "Errors", "warning": "Warnings", "info": "Notes"}


@dataclass(frozen=True, slots=True)
class PolicyCheck:
    """A policy, what was found in it, the gravest first, and the files it was held against."""

    policy: Policy
    findings: Sequence[Finding]
    files: Sequence[str] = ()

    def count(self, severity: Gravity) -> int:
        """How many findings are of a gravity."""
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def summary(self) -> str:
        """The counts as a sentence."""
        counts = zip(map(self.count, GRAVITIES), ("error", "warning", "note"), strict=True)
        return ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts) + "."


def to_json(check: PolicyCheck) -> str:
    """The check as one JSON object on one line (docs/json.md)."""
    plain = {
        "schema": SCHEMA,
        "version": __version__,
        "policy": {"name": check.policy.name, "title": check.policy.title, "sha256": check.policy.sha256},
        "files": list(check.files),
        "counts": {severity: check.count(severity) for severity in GRAVITIES},
        "findings": [finding.model_dump() for finding in check.findings],
    }
    return json.dumps(plain, ensure_ascii=False) + "\n"


def to_text(check: PolicyCheck) -> str:
    """The check as a page: findings by gravity, each with its place and what to do."""
    lines = [f"{check.policy.title} (--policy {check.policy.name})", check.summary]
    for severity in GRAVITIES:
        found = [finding for finding in check.findings if finding.severity == severity]
        lines += ["", _NAMES[severity]] if found else []
        for finding in found:
            lines.append(f"  {finding.code}: {printable(finding.where)}")
            for sentence in (finding.message, finding.hint):
                told = printable(sentence)
                lines += textwrap.wrap(told, _WIDTH, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines) + "\n"
