"""Figures of a paper's tables, as the type that they must have."""

from __future__ import annotations

from tmi_cli.reports.paper import HIDDEN, Value


def whole(value: Value) -> int:
    """A whole number; any other value is a failure."""
    assert isinstance(value, int), value
    return value


def unless_hidden(value: Value) -> int | None:
    """A whole number, or None where nothing is shown."""
    return None if value in (HIDDEN, None) else whole(value)
