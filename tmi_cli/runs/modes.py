"""Who may read what is written."""

from __future__ import annotations

from pathlib import Path

OWNER_ONLY = 0o700
GROUP_READS = 0o750
OWNER_ONLY_FILE = 0o600


def make_folder(folder: Path, *, mode: int = OWNER_ONLY) -> None:
    """Make a folder, and those above it, unless they are there; all that are made get ``mode``.

    On Windows ``OWNER_ONLY`` gives nobody else any right (from Python 3.11.10 on), and ``GROUP_READS`` the rights
    of the folder above.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent, mode=mode)
    folder.mkdir(mode=mode, exist_ok=True)
    if mode != OWNER_ONLY:
        # What a process may not give at first (its umask) its owner may give afterwards.
        folder.chmod(mode)
