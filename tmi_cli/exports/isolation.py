"""Reading in another process, so that a crash, a hang or a lack of memory costs one file and not the run."""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tmi_cli.exports import wire
from tmi_cli.exports.limits import Limits
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.table import SourceFile, Table

# -P: a file named like a module, in the folder the exports lie in, must not be imported.
_COMMAND = (sys.executable, "-P", "-m", "tmi_cli.exports.worker")


class ReaderProcess:
    """One process that reads file after file; a new one is started for the first file and after each failure.

    ``command`` starts it. Its time is bounded everywhere, its memory where the system can (not on Windows).
    """

    def __init__(self, command: Sequence[str] = _COMMAND) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def read(self, file: SourceFile, data: bytes, *, limits: Limits, password: str | None = None) -> list[Table]:
        """Return the tables of a file. Refused for the reader's reason, or where the process did not answer."""
        request = {"kind": file.kind, "limits": asdict(limits), "password": password}
        with self._lock:
            answer = self._ask(wire.pack(request), data, seconds=limits.seconds)
        if "refused" in answer:
            raise Refused(str(answer["refused"]), **answer["values"])
        return [wire.as_table(file, plain) for plain in answer["tables"]]

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()

    def _ask(self, request: bytes, data: bytes, *, seconds: float) -> dict[str, Any]:
        process = self._process or self._start()
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        frame = None
        try:
            assert process.stdin is not None  # noqa: S101 - both are pipes
            assert process.stdout is not None  # noqa: S101 - as above
            wire.send(process.stdin, request, data)
            frame = wire.receive(process.stdout)
            if frame is not None:
                answer: dict[str, Any] = wire.unpack(frame)
                return answer
        except (OSError, ValueError, KeyError, TypeError):
            frame = None
        finally:
            timer.cancel()
            if frame is None:
                self.close()
        raise Refused("timeout", seconds=int(seconds)) if late.is_set() else Refused("crashed")

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(  # noqa: S603 - this very program, with no argument from outside
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(os.environ),
        )
        return self._process


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    """The environment in which the process finds this package, wherever it was imported from."""
    here = str(Path(__file__).resolve().parents[2])
    return {**own, "PYTHONPATH": os.pathsep.join(filter(None, (here, own.get("PYTHONPATH"))))}


READER = ReaderProcess()
"""The process of this run; it starts with the first file that needs it."""

atexit.register(READER.close)
