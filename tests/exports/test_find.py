"""A folder gives its exports, and an account of everything else in it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tmi_cli.errors import RequestError
from tmi_cli.exports import find_exports, search_exports


def test_nothing_in_a_folder_disappears(tmp_path: Path) -> None:
    for name in (
        "S4/TP1.xlsx",
        "S5.CSV",
        "~$S5.csv",
        ".~lock.S5.csv#",
        ".DS_Store",
        "letter.docx",
        "README",
        "S5.csv.tmp",
        "runs/2026/manifest.json",
        "runs/2026/Flags.xlsx",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "S6.xlsx").touch()
    found = search_exports([tmp_path])
    assert [name for _, name in found.files] == ["S4/TP1.xlsx", "S5.CSV"]
    assert found.passed_over == [
        (".DS_Store", "is hidden", False),
        (".~lock.S5.csv#", "is the mark of a program that has a file open", False),
        ("README", "is of no kind that is read (no ending)", True),
        ("S5.csv.tmp", "is a temporary file", True),
        ("S6.xlsx", "is empty (0 bytes): export it again", True),
        ("letter.docx", "is of no kind that is read (.docx)", True),
        ("runs/2026", "is a folder of results that tmi wrote", False),
        ("~$S5.csv", "is the mark of a program that has a file open", False),
    ]


def test_a_file_that_is_named_is_read_whatever_it_is(tmp_path: Path) -> None:
    path = tmp_path / "S6.export"
    path.touch()
    assert find_exports([path, tmp_path]) == [(path.resolve(), "S6.export")]
    assert search_exports([path, tmp_path]).passed_over == []


def test_a_folder_of_empty_files_says_so(tmp_path: Path) -> None:
    (tmp_path / "S4.csv").touch()
    with pytest.raises(RequestError) as raised:
        find_exports([tmp_path])
    assert raised.value.sentence == f"No export was found in {tmp_path}; empty (0 bytes): S4.csv."


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_linked_folder_is_told_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "S4.csv").write_bytes(b"x")
    (tmp_path / "again").symlink_to(tmp_path)
    found = search_exports([tmp_path])
    assert len(found.files) == 1
    assert found.passed_over[0][:2] == ("again", "is a link to a folder: give that folder itself")
