"""A policy with some of its thresholds set otherwise, to try them on data before they are adopted."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from tmi_cli.errors import RequestError
from tmi_cli.policy.model import Policy
from tmi_cli.policy.rules import Rule, RuleBase
from tmi_cli.policy.toml_file import closest, first_mistake

_TOLD_ONLY = {*RuleBase.model_fields, "kind"} - {"on", "phase"}
_OF_STEPS = ("at_least", "more_than_share")
_FILE = 'write a policy file that begins with extends = "..." and flag with both'


class Threshold(NamedTuple):
    """A setting that can be tried: as ``--set`` takes it, and the value the policy has."""

    name: str
    value: Any

    @property
    def told(self) -> str:
        """The value as ``--set`` takes it."""
        return told(self.value)


def told(value: Any) -> str:
    """A value as ``--set`` takes it: ``true``, ``7,8,9``, ``2``; ``none`` where there is none."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return "none" if value is None else str(value).removesuffix(".0")


def settings_of(texts: Iterable[str]) -> dict[str, str]:
    """Settings written as ``rule.parameter=value``, by name.

    RequestError for one without ``=`` and for a name that is set twice to different values.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals):
            raise RequestError(
                f"{text} is not a setting.", hint="Write rule.parameter=value: below-target.bands=2."
            )
        if found.setdefault(name, value) != value:
            raise RequestError(
                f"{name} is set twice, to {found[name]} and to {value}.",
                hint=f'To see them side by side: --scenario "{name}={found[name]}" --scenario "{name}={value}".',
            )
    return found


def thresholds(policy: Policy) -> list[Threshold]:
    """Every setting of a policy that can be tried, with its value: those of rules, of scales, of ladders."""
    found = [
        Threshold(f"{rule.name}.{name}", getattr(rule, name))
        for rule in policy.rules.values()
        for name in parameters_of(rule)
    ]
    found += [Threshold(f"scales.{name}.concern", scale.concern) for name, scale in policy.scales.items()]
    for role in policy.roles:
        step = next(step for ladder in policy.ladders for step in ladder.steps if step.role == role)
        name = "more_than_share" if step.at_least is None else "at_least"
        found.append(Threshold(f"ladder.{role}.{name}", getattr(step, name)))
    return found


def parameters_of(rule: Rule) -> list[str]:
    """The parameters of a rule that decide what it flags: ``on``, ``phase``, and those of its kind."""
    return [name for name in type(rule).model_fields if name not in _TOLD_ONLY]


def changed(policy: Policy, settings: Mapping[str, str]) -> Policy:
    """Return the policy with some settings otherwise; the policy itself where nothing differs.

    ``settings`` are ``below-target.bands``, ``scales.ratings.concern`` or ``ladder.PSL.at_least`` -> a value as
    TOML writes it; lists may be given as ``7,8,9``, ``Year Head`` as ``year-head``. Where several ladders have a
    role, all of its steps are set. A step has one condition: setting one takes the other away. RequestError for
    what is no setting and for a value that it cannot hold, with the setting most likely meant.
    """
    tables = policy.model_dump()
    found = policy
    for name, text in settings.items():
        for place in _places(policy, name):
            inside: Any = tables
            for part in place[:-1]:
                inside = inside[part]
            inside[place[-1]] = _value(text, inside.get(place[-1]))
            for other in set(_OF_STEPS) - {place[-1]} if place[-1] in _OF_STEPS else ():
                inside[other] = None
        found = _valid(tables, f"{name}={text}")
    if found == policy:
        return policy
    digest = hashlib.sha256(repr((policy.sha256, sorted(settings.items()))).encode()).hexdigest()
    return found.model_copy(update={"sha256": digest})


def value_of(policy: Policy, name: str) -> str:
    """The value that a policy has for a setting, as ``--set`` takes it. RequestError as ``changed``."""
    tables = policy.model_dump()
    values = []
    for place in _places(policy, name):
        here: Any = tables
        for part in place:
            here = here[part]
        values.append(told(here))
    return " or ".join(dict.fromkeys(values))


def rule_of(name: str) -> str | None:
    """The rule that a setting is about, None for one of a scale or of a ladder."""
    if name.startswith(("scales.", "ladder.", "ladders.")):
        return None
    return name.removeprefix("rules.").rpartition(".")[0]


def _valid(tables: Mapping[str, Any], setting: str) -> Policy:
    try:
        return Policy.model_validate(tables)
    except ValidationError as error:
        mistake = first_mistake(Policy, error, tables)
        raise RequestError(mistake.sentence, where=setting, hint=mistake.hint) from None


def _value(text: str, now: Any) -> Any:
    """A value as TOML writes it, in the manner of the one that is there now."""
    try:
        tables = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        tables = {}
    value = tables["value"] if len(tables) == 1 else text
    if isinstance(now, list | tuple):
        return [str(item) for item in (value if isinstance(value, list) else _split(text))]
    # Python takes true for 1, which nobody means who writes bands=true.
    return text if isinstance(value, bool) and not isinstance(now, bool) else value


def _split(text: str) -> list[str]:
    return [part.strip().strip("\"'") for part in text.split(",") if part.strip()]


def _places(policy: Policy, name: str) -> list[tuple[str | int, ...]]:
    """Where a setting stands in the tables of a policy; several places for a role on several ladders."""
    head, _, rest = name.partition(".")
    within, _, parameter = rest.rpartition(".")
    if head == "scales" and within:
        _known(within, policy.scales, what="scale", name=name)
        if parameter != "concern":
            why = f"{parameter} of a scale decides how codes are read, and cannot be tried here."
            known = parameter in ("order", "labels", "awards", "used_for", "title")
            raise RequestError(
                why if known else f"{parameter} is not a setting of a scale that can be tried.",
                where=name,
                hint=f"Scales have concern; for anything else {_FILE}.",
            )
        return [("scales", within, parameter)]
    if head in ("ladder", "ladders") and within:
        spoken = {_spoken(role): role for role in policy.roles}
        within = spoken.get(_spoken(within), within)
        _known(within, policy.roles, what="role", name=name)
        _known(parameter, _OF_STEPS, what="setting of a step", name=name)
        return [
            ("ladders", above, "steps", at, parameter)
            for above, ladder in enumerate(policy.ladders)
            for at, step in enumerate(ladder.steps)
            if step.role == within
        ]
    rule, _, parameter = name.removeprefix("rules.").rpartition(".")
    _known(rule, policy.rules, what="rule", name=name)
    _known(parameter, parameters_of(policy.rules[rule]), what=f"setting of {rule} that can be tried", name=name)
    return [("rules", rule, parameter)]


def _spoken(role: str) -> str:
    """A role as it may be written where a space ends a setting: ``Year Head`` as ``year-head``."""
    return "-".join(role.casefold().replace("-", " ").split())


def _known(word: str, words: Iterable[str], *, what: str, name: str) -> None:
    offered: Sequence[str] = list(words)
    if word in offered:
        return
    meant = closest(word, offered)
    hint = f"Did you mean {meant}? " if meant else ""
    raise RequestError(
        f"{word or name} is not a {what}.", where=name, hint=f"{hint}There are {', '.join(offered)}."
    )
