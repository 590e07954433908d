"""What a code means, in plain words: for ``tmi explain`` and the generated docs/problems.md."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from tmi_cli.errors import RequestError
from tmi_cli.policy import Rule, load_policy
from tmi_cli.policy.toml_file import closest
from tmi_cli.records import KINDS, ProblemKind
from tmi_cli.reports.policy_words import rule_words

_WIDTH = 78

_SEVERITIES = {
    "error": "an error: what it is about could not be used",
    "warning": "a warning: it was used, and should be looked at",
    "info": "for information",
}


def explain(code: str) -> str:
    """A problem's or a rule's code in plain words, with an example and what to do; 78 columns wide.

    RequestError, with the code that was most likely meant, where there is none of this name.
    """
    rules = _rules()
    if code in KINDS:
        parts = _problem_parts(KINDS[code])
    elif code in rules:
        parts = _rule_parts(rules[code])
    else:
        meant = closest(code, [*KINDS, *rules])
        raise RequestError(
            f"There is no problem and no rule called {code}.",
            hint=f"Did you mean {meant}?" if meant else "tmi explain without a code lists them all.",
        )
    lines = [code, "=" * len(code)]
    for heading, text in parts.items():
        lines += ["", *textwrap.wrap(f"{heading}: {text}" if heading else text, _WIDTH)]
    return "\n".join(lines) + "\n"


def code_list() -> str:
    """Every code with its title, problems then rules: what ``tmi explain`` alone shows."""
    told = titles()
    width = max(map(len, told))
    lines = ["Problems:", *(f"  {code:<{width}}  {title}." for code, title in told.items() if code in KINDS)]
    lines += ["", "Rules:", *(f"  {code:<{width}}  {title}." for code, title in told.items() if code not in KINDS)]
    return "\n".join(lines) + "\n"


def titles() -> dict[str, str]:
    """Every code with its title: problems, then rules."""
    found = {code: kind.title for code, kind in KINDS.items()}
    return {**found, **{name: rule.title for name, rule in _rules().items() if name not in found}}


def problems_page() -> str:
    """``docs/problems.md``: every kind of problem."""
    lines = [
        "# Problems",
        "",
        "Generated from `tmi_cli/records/problem_kinds.py` by `make docs`. `tmi explain CODE` tells the same.",
        "A problem never stops a run by itself: what it is about is not used, and is counted as not judged.",
        "",
    ]
    for code, kind in KINDS.items():
        lines += [f"## `{code}`", ""]
        for heading, text in _problem_parts(kind).items():
            lines += [f"*{heading}:* {text}" if heading else text, ""]
    return "\n".join(lines).rstrip() + "\n"


def _rules() -> Mapping[str, Rule]:
    return load_policy("standard").rules


def _problem_parts(kind: ProblemKind) -> dict[str, str]:
    return {
        "": f"{kind.title}. {kind.meaning}",
        "Example": kind.example,
        "What to do": kind.hint.format_map(_Words()),
        "How grave": _SEVERITIES[kind.severity] + ".",
        **({"Told by": "tmi check only."} if kind.question else {}),
    }


def _rule_parts(rule: Rule) -> dict[str, str]:
    return {
        "": rule_words(rule),
        "Example": rule.example,
        "What to do": "A person decides: the flag says which cell it rests on, and the ladder who looks first.",
    }


class _Words(dict[str, str]):
    """Fills a sentence's facts with their names, where there is no case to take them from."""

    def __missing__(self, name: str) -> str:
        return {"field": "value", "before": "The earlier one"}.get(name, f"({name.replace('_', ' ')})")
