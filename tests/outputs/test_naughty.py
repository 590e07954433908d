"""Text stays text in every format and through every command, whatever it says (SEC-01, SEC-02, SEC-40)."""

from __future__ import annotations

import csv
import email
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.outputs.canaries import write_canaries
from tests.outputs.every_command import OTHERS, PAPERS, READS, TOLD, Ran, tmi
from tests.outputs.naughty import FACULTIES, FILES, HOUSES, NAUGHTY
from tests.reports.little_paper import PAPER
from tests.reports.workbook_lint import complaints
from tests.small_school import scn
from tmi_cli.reports.html import to_html
from tmi_cli.reports.html.words import legal
from tmi_cli.reports.workbook.write import clean

FORM = re.compile(r"/rag(-[\d-]+)?/")
"""Forms of RAG have drop-downs, colours that follow them, and a protected sheet."""
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TEXTS = {scn(number): text.strip() for number, text in enumerate(NAUGHTY)}
"""What is to be read of each pupil, by SCN: spaces around a name are none of it."""
_NOT_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def test_every_command_takes_any_text(naughty: Ran) -> None:
    ended = {name: said.returncode for name, said in naughty.said.items()}
    assert {name for name, code in ended.items() if code} == {
        "check", "check --format json", "check --format csv", "policy check",
    }  # fmt: skip
    assert set(ended.values()) == {0, 1}
    assert "100 entries new" in naughty.said["rag collect"].stderr
    again = tmi(naughty.folder, "inspect", "exports", "--school", "mapped/tmi.toml")
    assert (again.returncode, again.stderr) == (0, "")


def told(ran: Ran) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(ran.said["flag --format json"].stdout)
    return plain


def test_json_has_every_text_as_it_was(naughty: Ran) -> None:
    plain = told(naughty)
    pupils = {case["pupil"]["scn"]: case for case in plain["pupils"]}
    assert {number: case["pupil"]["surname"] for number, case in pupils.items()} == TEXTS
    assert {number: case["pupil"]["forename"] for number, case in pupils.items()} == TEXTS
    assert {case["pupil"]["house"] for case in pupils.values()} == {house.strip() for house in HOUSES}
    teachers = {number: {flag["teacher"] for flag in case["flags"]} for number, case in pupils.items()}
    assert teachers == {number: {text} for number, text in TEXTS.items()}
    assert {source["file"] for source in plain["sources"]} >= set(FILES.values())
    assert {flag["faculty"] for case in pupils.values() for flag in case["flags"]} == {"Science", *FACULTIES}


def rows_of(data: bytes, sheet: str) -> list[dict[str, str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    head = next(number for number, row in enumerate(rows) if "SCN" in row)
    return [dict(zip(map(str, rows[head]), map(str, row), strict=True)) for row in rows[head + 1 :]]


def test_the_lists_have_every_text_as_it_was(naughty: Ran) -> None:
    books = [data for path, data in naughty.files(".xlsx") if path.endswith("escalation.xlsx")]
    lines = [line for book in books for line in rows_of(book, "PSL")]
    assert len(books) == 2
    assert {line["SCN"] for line in lines} == set(TEXTS)
    for line in lines:
        due = clean(TEXTS[line["SCN"]])
        assert [line[head] for head in ("Surname", "First name", "Teacher")] == [due] * 3
        assert {line["Source"].partition(" › ")[0]} == {clean(FILES["2"])}


def test_no_workbook_of_any_command_has_a_formula_or_a_way_out(naughty: Ran) -> None:
    wrong: dict[str, list[str]] = {}
    for path, data in naughty.files(".xlsx"):
        (run_id,) = _run_of(data)
        published = b"No pupil is named" in b"".join(_members(data))
        found = complaints(data, run_id=run_id, published=published)
        found = [what for what in found if not (FORM.search(path) and re.search("RAG: (XL-05|XL-10)", what))]
        found += ["a way out" for member in _members(data) if b'TargetMode="External"' in member]
        if found:
            wrong[path] = found
    assert wrong == {}


def _members(data: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            yield archive.read(name)


def _run_of(data: bytes) -> set[str]:
    """The run that the print footers name."""
    texts = (member.decode("utf-8") for member in _members(data))
    return {found for text in texts for found in re.findall(r"&amp;N – run (\w+)", text)}


def test_no_cell_of_any_csv_is_taken_for_a_formula(naughty: Ran) -> None:
    files = [*naughty.files(".csv")]
    files += [(path.name, path.read_bytes()) for path in (naughty.folder / "store").glob("*.csv")]
    assert len(files) > 14
    for path, data in files:
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
            for cell in row:
                assert not cell.startswith(TRIGGERS) or re.fullmatch(r"-?\d+(\.\d+)?", cell), (path, cell)


def test_the_csv_of_flags_has_every_text_with_a_mark_where_it_needs_one(naughty: Ran) -> None:
    rows = csv.DictReader(io.StringIO(naughty.said["flag --format csv"].stdout, newline=""))
    seen = {row["scn"]: (row["surname"], row["teacher"]) for row in rows}
    due = {number: f"'{text}" if text.startswith(TRIGGERS) else text for number, text in TEXTS.items()}
    assert seen == {number: (text, text) for number, text in due.items()}


def test_no_draft_of_a_letter_has_a_header_made_of_data(naughty: Ran) -> None:
    letters = list(naughty.files(".eml"))
    assert len(letters) > len(HOUSES)
    for path, data in letters:
        message = email.message_from_bytes(data)
        due = {"Subject", "X-Unsent", "MIME-Version", "Content-Type"}
        assert set(message.keys()) == due, path
        assert message.defects == [], path


class _Tags(HTMLParser):
    """The tags of a page with the names of their attributes, where its links lead, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {str(value) for name, value in attrs if name in ("href", "src", "xlink:href")}

    def handle_data(self, data: str) -> None:
        self.words += data


@cache
def _ours() -> _Tags:
    return _Tags(to_html([PAPER]))


def test_no_tag_of_any_page_is_made_of_data(naughty: Ran) -> None:
    pages = list(naughty.files(".html"))
    assert len(pages) == 4
    for path, data in pages:
        page = _Tags(data.decode("utf-8"))
        assert page.tags <= _ours().tags | {"ol", "nav", "g", "use"}, path
        assert not page.tags & {"script", "img", "iframe", "object", "embed", "form", "base"}, path
        assert not [name for name in page.attributes if name.startswith("on")], path
        assert [link for link in page.links if not link.startswith(("#", "data:"))] == [], path


def test_a_page_shows_every_name_as_text(naughty: Ran) -> None:
    (page,) = (data for path, data in naughty.files(".html") if "changes-" in path)
    words = _Tags(page.decode("utf-8")).words
    assert [text for text in TEXTS.values() if legal(text) not in words] == []


SHOWN = {**PAPERS, **{name: OTHERS[name] for name in TOLD}}


@pytest.mark.parametrize("terminal", [True, False], ids=["at a terminal", "in a pipe"])
@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown_has_no_escape_and_turns_no_text_around(name: str, terminal: bool, naughty: Ran) -> None:
    said = tmi(naughty.folder, *SHOWN[name], "--no-files", "--no-color", "-v", terminal=terminal)
    assert said.returncode in (0, 1)
    assert said.stdout
    assert _NOT_SHOWN.findall(said.stdout) == []
    assert _NOT_SHOWN.findall(said.stderr.replace("\r", "")) == []
    shown = [text for text in NAUGHTY if text.startswith("[") and text in said.stdout]
    assert shown or name not in ("flag", "changes", "interventions list") or terminal


@pytest.mark.parametrize("text", ["[bold]x[/bold]", "[/]", ":smile:", "[link=http://example.org]y[/link]"])
def test_a_terminal_takes_no_text_for_markup(text: str, naughty: Ran) -> None:
    number = scn(NAUGHTY.index(text))
    said = tmi(naughty.folder, "pupil", number, *READS, "--no-files", terminal=True)
    assert said.returncode == 0
    plain = re.sub(r"\x1b\[[0-9;]*m", "", said.stdout)
    assert "\x1b" not in plain
    assert f"{text}, {text}" in plain or f"{text} {text}" in plain


def test_every_path_is_one_that_windows_takes(naughty: Ran) -> None:
    paths = [path.relative_to(naughty.folder) for path in naughty.folder.rglob("*")]
    paths = [path for path in paths if path.parts[0] in ("out", "store", "mapped")]
    assert len(paths) > 150
    for path in paths:
        for part in path.parts:
            assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', part), path
            assert not part.endswith((".", " ")), path
            assert not _DEVICE.fullmatch(part), path
            assert len(part.encode("utf-16-le")) // 2 <= 80, path
    folded = [path.as_posix().casefold() for path in paths]
    assert len(set(folded)) == len(folded)


COMMANDS = {
    "flag": ("flag", *READS, "-v"),
    "check": ("check", *READS, "-v"),
    "inspect": ("inspect", "exports"),
    "rag send": ("rag", "send", *READS),
    "snapshot": ("snapshot", *READS, "--faculty", "Science"),
}


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="no such names can be there")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_name_that_is_no_text_harms_nothing(command: str, tmp_path: Path) -> None:
    write_canaries(tmp_path)
    (tmp_path / "exports" / "TP2.csv").rename(tmp_path / "exports" / os.fsdecode(b"caf\xe9 TP2.csv"))
    said = tmi(tmp_path, *COMMANDS[command])
    assert said.returncode in (0, 1), said.stderr
    for path in tmp_path.glob("out/*/*/*.json"):
        files = {source["file"] for source in json.loads(path.read_bytes()).get("sources", [])}
        assert not files or "caf\udce9 TP2.csv" in files
    assert "caf? TP2.csv" in said.stderr + said.stdout or command in ("rag send", "snapshot")


@pytest.mark.parametrize(
    "half",
    [b"zq\xed\xa0\x80", b"zq\x00", b"zq\x1b[2J", b"zq\xff\xfe"],
)
def test_bytes_that_are_no_text_are_read_or_refused_and_never_a_defect(half: bytes, tmp_path: Path) -> None:
    write_canaries(tmp_path)
    path = tmp_path / "exports" / "TP2.csv"
    path.write_bytes(path.read_bytes().replace(b"Zqsur", half))
    for args in COMMANDS.values():
        said = tmi(tmp_path, *args)
        assert said.returncode in (0, 1, 2), said.stderr
        assert _NOT_SHOWN.findall(said.stderr) == []


def test_a_failure_shows_the_name_of_its_file_as_harmless_text(tmp_path: Path) -> None:
    name = "\x1b[31m\u202e[bold].xlsx"
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    for terminal in (True, False):
        said = tmi(tmp_path, "flag", name, terminal=terminal)
        assert said.returncode == 2
        assert "?[31m?[bold].xlsx" in said.stderr
        assert _NOT_SHOWN.findall(said.stderr.replace("\r", "")) == []
