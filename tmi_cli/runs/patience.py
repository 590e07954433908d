"""Waiting a little for a file that another program has open just now."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

Result = TypeVar("Result")

WAITS = (0.1, 0.2, 0.4, 0.8, 1.5)
"""Seconds between the attempts: three seconds in all."""

_IN_USE = (5, 32)
"""What Windows calls it where a virus scanner, a synchroniser or Excel holds a file: access denied, sharing."""


def patiently(step: Callable[[], Result], *, waits: Sequence[float] = WAITS) -> Result:
    """Take a ``step``; where Windows says that the file is in use, try again after each of ``waits`` (seconds).

    Raises what the last attempt raised; any other error at once.
    """
    for wait in waits:
        try:
            return step()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _IN_USE:
                raise
            time.sleep(wait)
    return step()
