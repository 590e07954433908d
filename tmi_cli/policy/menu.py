"""The menu of interventions: the stages and strategies that a policy names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import Field

from tmi_cli.records import Record

_NUMBER = re.compile(r"(?:stage\s*)?([1-9])(?:\.0+)?", re.IGNORECASE)
_NUMBER_FIRST = re.compile(r"stage\s*[1-9]\s*[-:,.]?\s*(.+)", re.IGNORECASE)


class Menu(Record):
    """Stages and strategies. What is on no menu is kept as it was told."""

    stages: tuple[str, ...] = Field(default=(), description="The stages of intervention; the first is stage 1.")
    strategies: tuple[str, ...] = Field(default=(), description="What may be done for a pupil.")
    source: str = Field(default="", description="Who names them.")
    assumed: bool = Field(default=False, description="Whether the school's own policy does not name them.")

    def strategy_named(self, text: str) -> str | None:
        """The strategy that a text names, spelt as on the menu, or None where it is not on it."""
        return _same(text, self.strategies)

    def stage_named(self, text: str) -> str | None:
        """The stage that a text names (``2``, ``Stage 2``, ``principal teacher``), or None where it is none."""
        number = _NUMBER.fullmatch(text.strip())
        if number:
            at = int(number.group(1)) - 1
            return self.stages[at] if at < len(self.stages) else None
        named = _NUMBER_FIRST.fullmatch(text.strip())
        return _same(text, self.stages) or (_same(named.group(1), self.stages) if named else None)


def _same(text: str, names: Iterable[str]) -> str | None:
    folded = _fold(text)
    return next((name for name in names if _fold(name) == folded), None)


def _fold(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
