"""Replacing one file that is kept from run to run: the old one is whole until the new one is."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from tmi_cli.errors import OutputError
from tmi_cli.runs.folder import settle, write_new
from tmi_cli.runs.lock import ASIDE
from tmi_cli.runs.modes import GROUP_READS, make_folder
from tmi_cli.runs.patience import patiently


def replace_file(path: Path, data: bytes, *, group_readable: bool = False) -> None:
    """Write ``data`` to ``path``, in place of what may stand there.

    It is readable by its owner only, unless ``group_readable``.
    The bytes go to a new file beside it and reach the disk before they take its name, so whoever is stopped at
    any moment leaves the old file or the new one. OutputError, with the old file as it was, where it cannot be
    written (open in Excel, no room, no permission).
    """
    aside = path.parent / f"{ASIDE}{path.name}-{os.getpid()}"
    try:
        make_folder(path.parent)
        aside.unlink(missing_ok=True)
        write_new(aside, data)
        if group_readable:
            aside.chmod(GROUP_READS & 0o666)
        patiently(lambda: aside.replace(path))
        settle(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise OutputError(
            f"{path.name} could not be written ({error.strerror or type(error).__name__}).",
            where=str(path.parent),
            hint="Close it where it is open, make room, or ask for permission; the earlier one is untouched.",
        ) from None
    except BaseException:
        # Stopped by the user in mid-writing: the half-written file goes.
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
