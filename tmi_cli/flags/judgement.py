"""One rule on one entry: three outcomes, never two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from tmi_cli.records import Entry

Outcome = Literal["flagged", "clear", "cannot judge"]


class Cited(NamedTuple):
    """A value that a judgement rests on: the entry and the field, and the code it was read as."""

    entry: Entry
    field: str
    code: str


class Judgement(NamedTuple):
    """What a rule says of an entry.

    ``why`` is the reason where it cannot judge. ``facts`` fill the rule's own sentence, ``cited`` are the
    values a flag rests on (no other), ``weight`` orders two flags of one rule: higher is worse.
    """

    rule: str
    entry: Entry
    outcome: Outcome
    why: str = ""
    facts: Mapping[str, Any] = MappingProxyType({})
    cited: Sequence[Cited] = ()
    weight: tuple[int, ...] = ()


def clear(rule: str, entry: Entry) -> Judgement:
    """The rule was judged and found nothing."""
    return Judgement(rule, entry, "clear")


def cannot_judge(rule: str, entry: Entry, why: str) -> Judgement:
    """The rule could not be judged, and why."""
    return Judgement(rule, entry, "cannot judge", why)


def why_blank(entry: Entry, name: str) -> str:
    """Why a field has no code: nothing stands there, it is unreadable, or two rows disagree."""
    words = name.replace("_", " ")
    if name in entry.conflicting:
        return f"rows disagree on {words}"
    if name in entry.unreadable:
        return f"{words} unreadable"
    return f"{words} blank"
