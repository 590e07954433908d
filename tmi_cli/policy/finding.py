"""One thing that is wrong or odd in a policy or a school file."""

from __future__ import annotations

from typing import Literal

from tmi_cli.records import Record

Gravity = Literal["error", "warning", "info"]

GRAVITIES: tuple[Gravity, ...] = ("error", "warning", "info")


class Finding(Record):
    """What ``tmi policy check`` tells: how grave, its code, the place, a sentence, and what to do.

    ``where`` is a place in the policy (``rules › below-target``), in ``tmi.toml``, or in the exports.
    """

    severity: Gravity
    code: str
    where: str
    message: str
    hint: str
