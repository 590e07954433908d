"""The key of ``--pseudonymise``: a file of its own, made by one command and by nothing else."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from tmi_cli.errors import OutputError, RequestError
from tmi_cli.runs.folder import write_new

_BYTES = 32
_KEY = re.compile(f"[0-9a-f]{{{2 * _BYTES}}}")
_MAKE = "tmi key FILE makes one; keep it where only those may read it who may know the pupils."


def read_key(path: Path | None, *, out: Path) -> bytes:
    """Return the 32 bytes of a key file.

    ``out`` is the folder for what is written, which must not hold the key. RequestError where there is no file,
    it cannot be read, or it holds no whole key: a new one is never made in its place.
    """
    if path is None:
        raise RequestError(
            "--pseudonymise needs a key file.", hint=f"Give --key-file, or [privacy] key_file. {_MAKE}"
        )
    _refuse_beside(path, out)
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise RequestError("There is no key file.", where=str(path), hint=_MAKE) from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise RequestError(
            f"The key file cannot be read ({why}).", where=str(path), hint="Give the file that tmi key made."
        ) from None
    if _KEY.fullmatch(text) is None:
        raise RequestError(
            "The key file does not hold a whole key.",
            where=str(path),
            hint="Take it from the backup: with another key every pupil would get another pseudonym.",
        )
    return bytes.fromhex(text)


def make_key(path: Path, *, out: Path) -> None:
    """Write a new random key into a new file that only its owner may read.

    RequestError where the file is there already or would lie in ``out``; OutputError where it cannot be written.
    """
    _refuse_beside(path, out)
    try:
        write_new(path, f"{secrets.token_hex(_BYTES)}\n".encode("ascii"))
    except FileExistsError:
        raise RequestError(
            "This file is there already, and a key is never overwritten.",
            where=str(path),
            hint="Use the key that it holds, or give another name: pseudonyms made with it cannot be made again.",
        ) from None
    except OSError as error:
        raise OutputError(
            f"The key could not be written ({error.strerror}).", where=str(path), hint="Choose another folder."
        ) from None


def _refuse_beside(path: Path, out: Path) -> None:
    if path.resolve().is_relative_to(out.resolve()):
        raise RequestError(
            "The key file lies in the folder for what is written.",
            where=str(path),
            hint="Keep it elsewhere: whoever has a list and its key can tell who the pupils are.",
        )
