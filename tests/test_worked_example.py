"""The worked example of docs/ does what it says: its commands are run, and what it quotes is said."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.command import tmi

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "worked-example.md").read_text(encoding="utf-8")
FILLED_IN = re.compile(r"^ +\| (\w+), (\w+) \|(.*?)\|(.*?)\|(.*?)\|$", re.MULTILINE)


def steps() -> list[tuple[list[str], list[str]]]:
    """Each command of the page, and the words that it quotes of what is said."""
    found: list[tuple[list[str], list[str]]] = []
    fence: str | None = None
    for line in map(str.strip, PAGE.splitlines()):
        if line.startswith("```"):
            fence = line if fence is None else None
        elif fence != "```":
            # What has a language is a file, and no session at a terminal.
            continue
        elif line.startswith("$ tmi "):
            found.append((shlex.split(line)[2:], []))
        elif line:
            found[-1][1].append(line)
    return found


def fill_in(form: Path, returned: Path) -> None:
    """Write what the page says into a form, by the headers of its columns."""
    said = {(row[0], row[1]): [cell.strip() for cell in row[2:]] for row in FILLED_IN.findall(PAGE)}
    book = load_workbook(form)
    sheet = book["RAG"]
    rows = list(sheet.iter_rows())
    top = next(number for number, row in enumerate(rows) if any(cell.value == "Key" for cell in row))
    columns = {cell.value: at for at, cell in enumerate(rows[top])}
    for row in rows[top + 1 :]:
        words = said.get((row[columns["Surname"]].value, row[columns["First name"]].value))
        for header, word in zip(("RAG", "Comment", "Note"), words or (), strict=False):
            row[columns[header]].value = word or None
    returned.mkdir()
    book.save(returned / form.name)


@pytest.fixture
def school(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "sample_data", tmp_path / "sample_data")
    settings = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert settings
    (tmp_path / "tmi.toml").write_text(settings.group(1), encoding="utf-8")
    return tmp_path


def test_every_command_of_the_worked_example_says_what_the_page_quotes(school: Path) -> None:
    assert len(steps()) == 8
    for command, quoted in steps():
        done = tmi(*command, cwd=school, env={"COLUMNS": "120"})
        assert done.returncode == 0, done.stderr
        said = done.stdout + done.stderr
        told = " ".join(said.split())
        missing = [words for words in quoted if words not in said and " ".join(words.split()) not in told]
        assert missing == [], (command, said)
        if command[:2] == ["rag", "send"]:
            form = next((school / "out").rglob("Mathematics RAG.xlsx"))
            fill_in(form, school / "returned")
