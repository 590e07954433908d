"""Every example case gives exactly the result it is due: flags, owners, states, problems, accounts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance import CASES, case_names, differences, load, run
from tmi_cli.exports import read_export


@pytest.mark.parametrize("name", case_names())
def test_case_gives_what_is_due(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / name)
    assert differences(run(name), load(name, "expected.json")) == []


@pytest.mark.parametrize("name", case_names())
def test_every_cited_cell_holds_the_value(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece of evidence is looked up again in a fresh reading of the file it names."""
    monkeypatch.chdir(CASES / name)
    result = run(name)
    tables: dict[tuple[str, str | None], list[list[object]]] = {}
    for source in result["sources"]:
        path = Path("exports") / source["file"]
        if path.exists():
            for table in read_export(path, source["file"]):
                tables[source["file"], table.sheet] = table.rows
    cited = [e for case in result["pupils"] for flag in case["flags"] for e in flag["evidence"]]
    assert cited
    for evidence in cited:
        letters = evidence["cell"].rstrip("0123456789")
        row = int(evidence["cell"][len(letters) :]) - 1
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        cell = tables[evidence["file"], evidence["sheet"]][row][column - 1]
        stands = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
        assert stands.replace("\xa0", " ").strip() == evidence["value"]
