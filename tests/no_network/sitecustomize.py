"""No network for this Python: every attempt fails, and is written to the file that the variable names.

Python imports a module of this name by itself, so every process that a test starts does so too.
"""

from __future__ import annotations

import os
import sys
from typing import Any

FILE = "TMI_TESTS_NETWORK_ATTEMPTS"
"""The variable: a file that gets a line for each attempt."""

_LOOK_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
_REACH = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"}


class NetworkError(OSError):
    """What an attempt ends with."""


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if not event.startswith("socket.") or not (
        event in _LOOK_UP or (event in _REACH and not _is_local(*args[:2]))
    ):
        return
    file = os.environ.get(FILE)
    if not file:
        return
    told = f"{os.getpid()} {event} {args[0] if event in _LOOK_UP else args[1]!r}\n"
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(handle, told.encode("utf-8", "backslashreplace"))
    os.close(handle)
    raise NetworkError("the tests have no network")


def _is_local(socket: Any, address: Any) -> bool:
    """Whether only this machine is reached by a way that programs use among themselves."""
    if sys.platform == "win32":
        # A pair of sockets, which every event loop needs, is made of two that are connected so.
        return isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1")
    return bool(socket.family == sys.modules["_socket"].AF_UNIX)


def shut() -> None:
    """Shut this process off, once: a hook sees the calls of libraries in C too, and cannot be taken away again."""
    if not hasattr(sys, FILE):
        setattr(sys, FILE, True)
        sys.addaudithook(_refuse)


if os.environ.get(FILE):
    shut()
