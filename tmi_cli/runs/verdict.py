"""What came of looking whether something is as it should be."""

from __future__ import annotations

from typing import Literal, NamedTuple

Status = Literal["ok", "warning", "failed"]


class Verdict(NamedTuple):
    """``name`` is what was looked at, ``sentence`` what was seen, ``todo`` what to do where it is not ok."""

    name: str
    status: Status
    sentence: str
    todo: str = ""
