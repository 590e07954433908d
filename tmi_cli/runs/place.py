"""What the path of a folder alone tells: too long for Excel, synchronised, on a server. Nothing is looked up."""

from __future__ import annotations

import re
from pathlib import PureWindowsPath

from tmi_cli.runs.verdict import Verdict

LONGEST_IN_EXCEL = 218
"""Excel opens no workbook whose path is longer (characters)."""

ROOM = 100
"""For what tmi writes below the folder: session, run, kind of owner, and an owner's name (characters)."""

_SYNCHRONISED = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "sharepoint")


def length(path: str) -> Verdict:
    """Whether what is written in a folder can be opened by Excel."""
    left = LONGEST_IN_EXCEL - len(path)
    if left >= ROOM:
        return Verdict("path length", "ok", f"The path of the out folder is {len(path)} characters long.")
    return Verdict(
        "path length",
        "warning",
        f"The path of the out folder is {len(path)} characters long; Excel opens none over {LONGEST_IN_EXCEL}.",
        f"Choose a folder with a path of at most {LONGEST_IN_EXCEL - ROOM} characters.",
    )


def synchronised(path: str) -> Verdict:
    """Whether a program copies a folder to the cloud while it is written."""
    parts = re.split(r"[\\/]+", path.casefold())
    found = next((name for name in _SYNCHRONISED if any(part.startswith(name) for part in parts)), None)
    if found is None:
        return Verdict(
            "synchronised folder", "ok", "The out folder is in no folder that is known to be synchronised."
        )
    return Verdict(
        "synchronised folder",
        "warning",
        f"The out folder is in a synchronised folder ({found}): copies of pupils' data are kept elsewhere, a file "
        "may be held while tmi writes, and tmi purge does not reach the copies.",
        "Choose a folder on this machine or on the school's server, or ask who is in charge of data protection.",
    )


def network(path: str) -> Verdict:
    """Whether a folder is on a server, and named so that a scheduled task finds it."""
    drive = PureWindowsPath(path).drive
    if drive.startswith("\\\\") or path.startswith("//"):
        sentence = "The out folder is on a server, named in full: scheduled tasks find it."
        return Verdict("network folder", "ok", sentence)
    if re.fullmatch(r"[D-Zd-z]:", drive):
        return Verdict(
            "network folder",
            "warning",
            f"The out folder is on drive {drive.upper()}, which may be a mapped one: a scheduled task that runs "
            "while nobody is logged on does not see mapped drives.",
            "If it is mapped, write the path in full: \\\\server\\share\\folder.",
        )
    return Verdict("network folder", "ok", "The out folder is on no mapped drive.")
