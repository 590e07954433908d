"""Nothing is written through a link to somewhere else (SEC-41)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.outputs.canaries import write_canaries
from tests.outputs.every_command import READS, tmi

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")


def test_a_link_in_the_store_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    write_canaries(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "store").mkdir()
    for name in ("rag-sent-2025-26-P2.json", "interventions.csv"):
        (tmp_path / "store" / name).symlink_to(elsewhere / name)
    assert tmi(tmp_path, "rag", "send", *READS).returncode == 0
    assert tmi(tmp_path, "interventions", "import", *READS, "--from", "done/Done.csv").returncode == 0
    assert list(elsewhere.iterdir()) == []
    assert not (tmp_path / "store" / "interventions.csv").is_symlink()


def test_a_run_goes_into_a_folder_of_its_own_and_through_no_link_in_it(tmp_path: Path) -> None:
    write_canaries(tmp_path)
    assert tmi(tmp_path, "flag", *READS).returncode == 0
    (folder,) = (path for path in tmp_path.glob("out/2025-26-P2/*") if path.is_dir())
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert not any(path.is_symlink() for path in folder.rglob("*"))
    assert all(path.resolve().is_relative_to(folder.resolve()) for path in written)
    assert len(written) > 10
