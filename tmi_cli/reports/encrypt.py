"""Locking the workbooks of a run with a password, in memory, and proving that they open again."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, NamedTuple

from tmi_cli.errors import OutputError, RequestError
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.unlock import unlock
from tmi_cli.runs.digest import sha256_of

LOCKED = ".xlsx"
_MAY_STAND = (LOCKED, ".eml")


class Locked(NamedTuple):
    """The files of a run as they are written, and the hash of what is inside each that is locked."""

    files: dict[str, bytes]
    plain_sha256: dict[str, str]


def may_stand(name: str) -> bool:
    """Whether a file may be in a run that is locked: what cannot be locked and tells of pupils may not."""
    return name.endswith(_MAY_STAND)


def lock_files(files: Mapping[str, bytes], password: str) -> Locked:
    """Lock every workbook, and leave out what cannot be locked.

    Each is opened again and compared before its plain bytes are let go. OutputError where one does not open to
    the very same bytes; RequestError where this installation cannot lock.
    """
    locker = locker_here()
    locked = {name: _lock(locker, name, data, password) for name, data in files.items() if name.endswith(LOCKED)}
    return Locked(locked, {name: sha256_of(files[name]) for name in locked})


def locker_here() -> Any:
    """The library that locks. RequestError where it is not here, or is too old to lock."""
    try:
        # The library carries no types.
        from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]
    except ImportError:
        OOXMLFile = None  # noqa: N806  the name of a class
    if not hasattr(OOXMLFile, "encrypt"):
        raise RequestError(
            "This installation of tmi cannot lock workbooks.",
            hint='Install it with its extra: pip install "tmi[encrypt]".',
        )
    return OOXMLFile


def _lock(locker: Any, name: str, data: bytes, password: str) -> bytes:
    made = io.BytesIO()
    try:
        locker(io.BytesIO(data)).encrypt(password, made)
        opened = unlock(made.getvalue(), password)
    except Refused:
        opened = b""
    except Exception as error:  # the library raises many kinds
        raise _failed(name) from error
    if opened != data:
        raise _failed(name)
    return made.getvalue()


def _failed(name: str) -> OutputError:
    return OutputError(
        "A workbook could not be locked so that it opens again; nothing was written.",
        where=name,
        hint="Run again without --encrypt, and tell whoever looks after tmi.",
    )
