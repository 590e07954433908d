"""What the school file may say, and where the files and folders are that it names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tmi_cli.errors import PolicyError
from tmi_cli.policy import School, load_school
from tmi_cli.records.period import last_day_of, session_of


def school(folder: Path, text: str) -> School:
    path = folder / "tmi.toml"
    path.write_text(text, encoding="utf-8")
    return load_school(path)


def test_every_file_and_folder_is_taken_from_the_folder_of_the_school_file(tmp_path: Path) -> None:
    told = school(
        tmp_path,
        'policy = "ours.toml"\ninbox = "in"\ngroups = ["a.xlsx"]\n'
        '[privacy]\npassword_file = "p.txt"\nkey_file = "k"\n[logs]\nfolder = "l"\n',
    )
    assert (told.policy, told.out, told.store) == (
        *(str(tmp_path / name) for name in ("ours.toml", "out", "store")),
    )
    assert (told.inbox, told.groups) == ((str(tmp_path / "in"),), (str(tmp_path / "a.xlsx"),))
    assert (told.privacy.password_file, told.privacy.key_file) == (str(tmp_path / "p.txt"), str(tmp_path / "k"))
    assert told.logs.folder == str(tmp_path / "l")


def test_a_shipped_policy_is_no_file_of_the_folder(tmp_path: Path) -> None:
    assert school(tmp_path, 'policy = "balerno"').policy == "balerno"


def test_what_is_made_of_a_session_is_deleted_so_many_days_after_its_last_day(tmp_path: Path) -> None:
    told = school(tmp_path, "[privacy]\nkeep_days = 31\n")
    assert told.delete_by("2025-26") == date(2026, 8, 31)
    assert School().delete_by("2025-26") is None


@pytest.mark.parametrize("session", ["1999-00", "2025-26"])
def test_the_last_day_of_a_session_is_of_that_session_and_the_next_is_not(session: str) -> None:
    last = last_day_of(session)
    assert session_of(last) == session
    assert session_of(date.fromordinal(last.toordinal() + 1)) != session


@pytest.mark.parametrize(
    ("text", "sentence", "where"),
    [
        ("[privacy]\nencrypt = true\n", "encrypt needs a password_file, whose first line is the password.",
         "tmi.toml › line 2 › privacy › encrypt"),
        ("[run]\nrag = ['year']\n", "rag must be 'faculty', 'house' or 'stage'.",
         "tmi.toml › line 2 › run › rag › 0"),
        ("[run]\nmost_errors = -1\n", "most_errors must be 0 or more.", "tmi.toml › line 2 › run › most_errors"),
        ("[run]\nsnapshot = true\n", "snapshot is not a setting here.", "tmi.toml › line 2 › run › snapshot"),
        ("[logs]\nkeep = 0\n", "keep must be 1 or more.", "tmi.toml › line 2 › logs › keep"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, sentence: str, where: str) -> None:
    with pytest.raises(PolicyError) as caught:
        school(tmp_path, text)
    assert (caught.value.sentence, str(caught.value.where)) == (sentence, where)
    assert "docs/school-folder.md" in caught.value.hint or "Did you mean" in caught.value.hint
