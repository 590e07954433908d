"""Whatever became of a run's files is found and named."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.runs.manifests import FILES, write_run
from tmi_cli.errors import RequestError
from tmi_cli.runs.published import find_runs, half_runs, read_run
from tmi_cli.runs.verify import differences


def found(folder: Path) -> list[tuple[str, str]]:
    return [(each.what, each.file) for each in differences(read_run(folder))]


def test_a_run_that_nobody_touched_has_no_differences(tmp_path: Path) -> None:
    assert found(write_run(tmp_path)) == []


@pytest.fixture(scope="module")
def one_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("out"))


@given(name=st.sampled_from(sorted(FILES)), at=st.integers(0, 4), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_names_its_file_and_no_other(one_run: Path, name: str, at: int, bit: int) -> None:
    data = bytearray(FILES[name])
    data[at] ^= 1 << bit
    (one_run / name).write_bytes(data)
    assert found(one_run) == [("altered", name)]
    (one_run / name).write_bytes(FILES[name])
    assert found(one_run) == []


def test_missing_additional_and_linked_files_are_each_named(tmp_path: Path) -> None:
    folder = write_run(tmp_path)
    (folder / "flags.csv").unlink()
    (folder / "faculties" / "notes.txt").write_text("mine", encoding="utf-8")
    kept = shutil.move(folder / "escalation.xlsx", tmp_path / "elsewhere.xlsx")
    (folder / "escalation.xlsx").symlink_to(kept)
    (folder / "more").symlink_to(tmp_path, target_is_directory=True)
    assert found(folder) == [
        ("altered", "escalation.xlsx"),
        ("additional", "faculties/notes.txt"),
        ("missing", "flags.csv"),
        ("additional", "more"),
    ]


@pytest.mark.parametrize("wrong", [{"outputs": {"../x": {"sha256": "0" * 64, "bytes": 1}}}, {"run_id": "Ailsa"}])
def test_a_manifest_that_does_not_fit_its_schema_is_a_difference_and_shows_no_value(
    wrong: dict[str, object], tmp_path: Path
) -> None:
    folder = write_run(tmp_path, **wrong)
    (one,) = differences(read_run(folder))
    assert (one.what, one.file) == ("manifest", "manifest.json")
    assert next(iter(wrong)) in one.says
    assert "Ailsa" not in one.says


def test_a_manifest_that_is_no_json_is_a_difference(tmp_path: Path) -> None:
    folder = write_run(tmp_path)
    (folder / "manifest.json").write_bytes(b"{")
    assert found(folder) == [("manifest", "manifest.json")]


def test_keys_of_a_later_version_are_passed_over(tmp_path: Path) -> None:
    assert found(write_run(tmp_path, later={"key": 1})) == []


def test_runs_are_found_in_an_out_folder_in_the_order_of_their_time_and_half_ones_apart(tmp_path: Path) -> None:
    write_run(tmp_path, day=date(2026, 1, 2))
    write_run(tmp_path, day=date(2026, 1, 1), kind="check")
    write_run(tmp_path, day=date(2026, 1, 3)).rename(tmp_path / "2025-26-P1" / ".tmi-run-2026-01-03-160000-7")
    (tmp_path / "2025-26-P1" / "gaps-2026-01-03-100000").mkdir()
    names = [run.name for run in find_runs(tmp_path)]
    assert names == ["2025-26-P1/check-2026-01-01-160000", "2025-26-P1/2026-01-02-160000"]
    assert half_runs(tmp_path) == ["2025-26-P1/gaps-2026-01-03-100000"]
    with pytest.raises(RequestError, match="no run of tmi"):
        find_runs(tmp_path / "2025-26-P1" / "gaps-2026-01-03-100000")
