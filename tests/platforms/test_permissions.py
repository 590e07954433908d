"""What is written about pupils is read by its owner only, whatever the system gives by default (DP-10)."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.command import FLAGGED, write_csv
from tmi_cli.runs.lock import LOCK

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has lists of rights instead of modes")


def modes(out: Path) -> tuple[Counter[str], Counter[str]]:
    """The modes of all folders and of all files of a run's ``out``; the lock, which holds nothing, apart."""
    found: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for path in (out, *out.rglob("*")):
        if path.name != LOCK:
            found[path.is_file()][f"{stat.S_IMODE(path.stat().st_mode):04o}"] += 1
    return found


@pytest.mark.parametrize("umask", ["000", "022", "077"])
@pytest.mark.parametrize(
    ("options", "of_folders", "of_files"), [([], "0700", "0600"), (["--group-readable"], "0750", "0640")]
)
def test_files_and_folders_are_for_whom_they_are_meant(
    umask: str, options: list[str], of_folders: str, of_files: str, tmp_path: Path
) -> None:
    export = write_csv(tmp_path / "S4 TP1.csv", FLAGGED)
    command = [sys.executable, "-m", "tmi_cli", "flag", str(export), "--out", "a/b", "-q", *options]
    subprocess.run(
        ["/bin/sh", "-c", f'umask {umask}; exec "$@"', "sh", *command],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    folders, files = modes(tmp_path / "a")
    assert set(files) == {of_files}
    assert files.total() >= 4
    assert set(folders) == {of_folders}
    assert folders.total() >= 3
