"""``[headers]`` of the school file: what each entry makes of a column, wrong ones, and ``--ask``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.in_process import tmi_here
from tests.cli.command import CLEAR, FLAGGED, HEADER, changed, tmi, write_csv, write_xlsx
from tests.cli.mapping import UNUSED, flags_of


def with_headers(tmp_path: Path, headers: Mapping[str, str], *rows: Sequence[str]) -> dict[str, Any]:
    write_csv(tmp_path / "S4 TP1.csv", *rows)
    lines = "".join(f"{json.dumps(header)} = {json.dumps(field)}\n" for header, field in headers.items())
    (tmp_path / "tmi.toml").write_text(f"[headers]\n{lines}", encoding="utf-8")
    return flags_of(tmp_path, "S4 TP1.csv")


def test_a_mapping_wins_over_what_tmi_would_understand(tmp_path: Path) -> None:
    found = with_headers(tmp_path, {"Effort": "behaviour", "BEHAVIOUR": "effort"}, FLAGGED)
    (flag,) = found["pupils"][0]["flags"]
    assert [(e["field"], e["value"], e["cell"]) for e in flag["evidence"]] == [("behaviour", "3", "N2")]


def test_an_ignored_header_is_not_read_and_its_column_is_listed(tmp_path: Path) -> None:
    found = with_headers(tmp_path, {"Effort": "ignore"}, changed(FLAGGED, Behaviour="2"), CLEAR)
    assert found["counts"]["flags"] == 0
    (sheet,) = json.loads(tmi_here("inspect", "S4 TP1.csv", "--format", "json", cwd=tmp_path).stdout)["sheets"]
    assert "N" in [item["column"] for item in sheet["unused"]]
    assert "effort" not in [column["field"] for column in sheet["columns"]]


def test_what_is_ignored_on_purpose_is_no_longer_asked_about(tmp_path: Path) -> None:
    with_headers(tmp_path, {"Effort": "ignore"}, FLAGGED)
    shown = tmi_here("inspect", "S4 TP1.csv", cwd=tmp_path).stdout
    assert "is it effort?" not in shown
    assert UNUSED not in shown


def test_an_ignored_heading_over_a_band_takes_its_columns_along(tmp_path: Path) -> None:
    rows = [
        ["SCN", "Surname", "Forename", "Stage", "Maths", "", "", "Forecast", "", ""],
        ["", "", "", "", "WG", "Effort", "Beh", "WG", "Effort", "Beh"],
        ["165660463", "Sample", "Ailsa", "S4", "3", "1", "1", "9", "4", "4"],
    ]
    write_xlsx(tmp_path / "S4 N5 TP1.xlsx", rows)
    (tmp_path / "tmi.toml").write_text('[headers]\nForecast = "ignore"\n', encoding="utf-8")
    found = flags_of(tmp_path, "S4 N5 TP1.xlsx")
    assert (found["counts"]["courses"], found["counts"]["flags"]) == (1, 0)


@pytest.mark.parametrize(
    ("field", "meant"),
    [("effrt", "effort"), ("working grade", "working_grade"), ("Surname", "surname"), ("colour", None)],
)
def test_a_wrong_field_is_told_before_any_export_is_read(field: str, meant: str | None, tmp_path: Path) -> None:
    (tmp_path / "S4 TP1.xlsx").write_bytes(b"no workbook \0 at all")
    (tmp_path / "tmi.toml").write_text(f'[headers]\nGrit = "{field}"\n', encoding="utf-8")
    for command in ("inspect", "check", "flag"):
        result = tmi_here(command, "S4 TP1.xlsx", cwd=tmp_path)
        assert (result.returncode, result.stdout) == (2, "")
        sentence, where, hint = result.stderr.splitlines()
        assert sentence == f"Error: {field} is no field that a header can mean."
        assert where == "Where: tmi.toml › headers › Grit"
        assert ("Did you mean" in hint) == bool(meant)
        assert hint.startswith(f"To do: Did you mean {meant}? " if meant else "To do: Fields are scn, ")


def test_without_a_terminal_nobody_is_asked(tmp_path: Path) -> None:
    write_csv(tmp_path / "S4 TP1.csv", (*FLAGGED, "x"), header=(*HEADER, "Grit"))
    result = tmi("inspect", "S4 TP1.csv", "--ask", cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr.startswith("Error: --ask needs a terminal.\n")
    assert not (tmp_path / "tmi.toml").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_at_a_terminal_the_answers_become_the_mapping(tmp_path: Path) -> None:
    header = [{"Effort": "Grit", "Homework": "Hame wark"}.get(name, name) for name in HEADER]
    write_csv(tmp_path / "S4 TP1.csv", FLAGGED, header=header)
    ours, theirs = os.openpty()
    os.write(ours, b"effort\nnonsense\nhomework\n")
    result = subprocess.run(
        [sys.executable, "-m", "tmi_cli", "inspect", "S4 TP1.csv", "--ask"],
        cwd=tmp_path, stdin=theirs, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    os.close(theirs)
    os.close(ours)
    assert result.returncode == 0, result.stderr
    headers = tomllib.loads((tmp_path / "tmi.toml").read_text(encoding="utf-8"))["headers"]
    assert (headers["Grit"], headers["Hame wark"]) == ("effort", "homework")
    (flag,) = flags_of(tmp_path, "S4 TP1.csv")["pupils"][0]["flags"]
    assert flag["evidence"][0]["cell"] == "N2"
