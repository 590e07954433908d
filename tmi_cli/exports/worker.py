"""The process that reads what may break its reader: it ends, or is ended, without taking the run along.

It is asked over its standard input and answers over its standard output, one file after another (see ``wire``).
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from tmi_cli.exports import wire
from tmi_cli.exports.limits import Limits
from tmi_cli.exports.readers import read_bytes
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.table import SourceFile
from tmi_cli.runs.bounds import bind


def main() -> None:
    """Answer requests until the asking process ends."""
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not get among the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        while (request := wire.receive(asked)) is not None:
            data = wire.receive(asked)
            if data is None:
                return
            wire.send(answers, wire.pack(answer(wire.unpack(request), data)))


def answer(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Return ``{"tables": [...]}`` of the file in ``data``, or ``{"refused": why, "values": {...}}``."""
    limits = Limits(**request["limits"])
    # The asking process ends this one in time; should it be gone, the system does.
    bind(memory=limits.memory, seconds=limits.seconds + 2)
    file = SourceFile(Path(), "", request["kind"], "", len(data))
    try:
        tables = read_bytes(file, data, limits=limits, password=request["password"])
        return {"tables": [wire.as_plain(table) for table in tables]}
    except Refused as refused:
        return {"refused": refused.why, "values": refused.values}
    except (MemoryError, RecursionError):
        return {"refused": "memory", "values": {}}
    except Exception:  # whatever a library raises on a damaged file, it is the file that is told
        return {"refused": "unreadable", "values": {}}


if __name__ == "__main__":
    main()
