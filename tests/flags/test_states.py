"""What became of a flag: new, continuing, worse, better, resolved, not seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flags.case_files import Case, due, load_cases, result

CASES = load_cases(Path(__file__).with_name("states.toml"))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_flag_became(case: Case, tmp_path: Path) -> None:
    assert result(case, tmp_path) == due(case)
