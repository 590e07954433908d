"""``tmi policy``, ``tmi sample``, help and version."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.cli.command import tmi
from tmi_cli.cli.main import main
from tmi_cli.reports.explain import explain


def every_command(group: click.Group, *words: str) -> Iterator[tuple[str, ...]]:
    """A group, its commands, and theirs, by the words that call them."""
    yield words
    context = click.Context(group)
    for name in group.list_commands(context):
        inner = group.get_command(context, name)
        if isinstance(inner, click.Group):
            yield from every_command(inner, *words, name)
        else:
            yield (*words, name)


@pytest.mark.parametrize("command", list(every_command(main)), ids=" ".join)
def test_help_fits_80_columns_and_shows_how_it_is_used(command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*command, "-h"], prog_name="tmi", env={"COLUMNS": "80"})
    assert result.exit_code == 0
    assert result.stdout.startswith(" ".join(["Usage: tmi", *command, "["]))
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_version_is_told(tmp_path: Path) -> None:
    result = tmi("--version", cwd=tmp_path)
    assert (result.returncode, result.stdout.split()[:2]) == (0, ["tmi", "0.1.0"])


def test_help_imports_click_and_nothing_that_reads_or_writes() -> None:
    """What makes the help instant: not a measurement, but what is loaded for it."""
    script = (
        "import sys\n"
        "from tmi_cli.cli.main import main\n"
        "main.main(['--help'], standalone_mode=False)\n"
        "slow = {'pandas', 'numpy', 'openpyxl', 'pydantic', 'rich', 'xlsxwriter', 'python_calamine'}\n"
        "sys.exit(', '.join(slow & set(sys.modules)) or None)\n"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert result.stderr == ""


def test_flag_needs_no_pandas(tmp_path: Path) -> None:
    script = "import sys, tmi_cli.pipeline\nsys.exit(','.join({'pandas', 'numpy'} & set(sys.modules)) or None)\n"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert result.stderr == ""


def test_every_shipped_policy_is_listed_and_shown(tmp_path: Path) -> None:
    listed = tmi("policy", "list", cwd=tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in listed] == [
        "balerno",
        "irvine-royal",
        "irvine-royal-later",
        "standard",
    ]
    for name in ("balerno", "irvine-royal", "irvine-royal-later", "standard"):
        page = tmi("policy", "show", name, cwd=tmp_path).stdout
        for heading in ("Scales", "Rules", "Who acts", "Assumed"):
            assert f"\n{heading}" in page
        assert max(map(len, page.splitlines())) <= 100


def test_what_a_sample_says_to_try_works_where_a_path_has_spaces(tmp_path: Path) -> None:
    said = tmi("sample", "made up", "--pupils", "20", "--periods", "1", cwd=tmp_path).stderr
    words = shlex.split(said.removeprefix("Try: tmi "))
    assert words[:2] == ["flag", str(Path("made up") / "long")]
    assert tmi(*words, "--no-files", cwd=tmp_path).returncode == 0


def test_a_sample_is_the_same_for_the_same_seed_and_can_be_flagged_in_every_layout(tmp_path: Path) -> None:
    asked = ["--pupils", "40", "--seed", "3", "--layout", "long", "--layout", "wide-flat"]
    first, second = tmp_path / "first", tmp_path / "second"
    assert tmi("sample", first, *asked, cwd=tmp_path).returncode == 0
    assert tmi("sample", second, *asked, cwd=tmp_path).returncode == 0
    made = {p.relative_to(first): p.read_bytes() for p in first.rglob("*.xlsx")}
    assert made == {p.relative_to(second): p.read_bytes() for p in second.rglob("*.xlsx")}
    flagged = []
    for layout in ("long", "wide-flat"):
        result = tmi(
            "flag", first / layout, "--session", "2025-26", "--no-files", "--format", "json", cwd=tmp_path
        )
        report = json.loads(result.stdout)
        flagged.append(
            sorted(
                (case["pupil"]["scn"], flag["subject"], flag["rule"], flag["state"], flag["since"])
                for case in report["pupils"]
                for flag in case["flags"]
            )
        )
    assert flagged[0] == flagged[1]
    assert flagged[0]


def test_python_offers_the_same_pipeline(tmp_path: Path) -> None:
    """Plain values in, frozen records out, as a notebook would use it."""
    import tmi_cli
    from tests.conformance import CASES

    report = tmi_cli.flag(
        tmi_cli.Options([CASES / "seven-faults" / "exports"], session="2025-26", policy="irvine-royal")
    )
    assert [case.pupil.surname for case in report.cases] == [
        "Balfron", "Duncrub", "Laggan", "O'Neill", "Quillan", "Sample",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="frozen"):
        report.cases[0].pupil.surname = "Other"


def test_every_code_is_explained_with_an_example_and_what_to_do(tmp_path: Path) -> None:
    listed = [line.split()[0] for line in tmi("explain", cwd=tmp_path).stdout.splitlines() if line[:2] == "  "]
    assert {"grade-not-on-scale", "falling"} <= set(listed)
    for code in listed:
        page = explain(code)
        assert page.startswith(f"{code}\n===")
        assert "\nExample: " in page
        assert "\nWhat to do: " in page
        assert "{" not in page


def test_an_unknown_code_is_answered_with_the_one_most_likely_meant(tmp_path: Path) -> None:
    result = tmi("explain", "grade-not-on-scal", cwd=tmp_path)
    assert result.returncode == 2
    assert "Did you mean grade-not-on-scale?" in result.stderr
