"""``tmi find``: no file that speaks of a pupil is missed, and nobody else is taken for that pupil."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.analysis.in_process import Said, tmi_here
from tests.analysis.little_school import row
from tests.cli.command import write_xlsx
from tests.exports.hostile import locked
from tests.rag.forms import collect, fill, headers, send
from tests.small_school import csv_text, scn

SURNAME, FORENAME = "Quernstone", "Ailsa"
WHO = {"surname": SURNAME, "forename": FORENAME}
COMMANDS = ["flag exports", "check exports", "snapshot exports --format html", "changes exports"]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pupil 0 is flagged, has a wrong grade, was sent home in a form and a mail, and is in an intervention."""
    folder = tmp_path_factory.mktemp("school")
    rows = [row(n, **(WHO if n == 0 else {}), effort="4" if n == 0 else "2") for n in range(4)]
    rows += [row(0, **WHO, subject="History", grade="x9"), row(1, subject="History")]
    # A row that is rejected: no subject.
    rows += [row(0, **WHO, subject="")]
    (folder / "exports").mkdir()
    (folder / "exports" / "TP1.csv").write_text(csv_text(rows), encoding="utf-8")
    (folder / "tmi.toml").write_text('policy = "balerno"\nsession = "2025-26"\n', encoding="utf-8")
    for command in COMMANDS:
        assert tmi_here(*command.split(), "-q", cwd=folder).returncode in (0, 1)
    forms = send(folder)

    def red(sheet: Any) -> None:
        for at in range(5, sheet.max_row + 1):
            sheet.cell(at, headers(sheet)["RAG"], "Red")

    form = next(path for name, path in forms.items() if name.startswith("Math") or "Math" in name)
    back = fill(form, folder / "back" / "Mathematics.xlsx", red)
    assert collect(folder, back.parent).returncode == 0
    said = tmi_here("interventions", "add", "exports", "--pupil", scn(0), "--strategy", "Call home", cwd=folder)
    assert said.returncode == 0, said.stderr
    run = next(folder.glob("out/*/check-*"))
    mail = EmailMessage()
    mail["Subject"] = "For you"
    mail.set_content("Dear colleague,\nplease see the list.")
    mail.add_attachment(
        (run / "check.xlsx").read_bytes(), maintype="application", subtype="octet-stream", filename="check.xlsx"
    )
    (run / "mail.eml").write_bytes(bytes(mail))
    (run / "photo.png").write_bytes(b"\x89PNG")
    return folder


def find(folder: Path, *args: str | Path) -> Said:
    return tmi_here("find", *args, "--format", "json", "-q", cwd=folder)


def found(said: Said) -> set[str]:
    assert said.returncode == 0, said.stderr
    return {"/".join(filter(None, (one["run"], one["file"]))) for one in json.loads(said.stdout)["found"]}


def planted(folder: Path) -> set[str]:
    """Every file whose text holds the number or the surname, told by other readers than those of tmi."""
    holding = set()
    for base in ("out", "store", "exports"):
        for path in (folder / base).rglob("*"):
            if path.is_file() and path.name[0] != ".":
                text = _text(path)
                if scn(0) in text or SURNAME in text:
                    holding.add(path.relative_to(folder / base).as_posix())
    return holding


def _text(path: Path) -> str:
    if path.suffix == ".eml":
        return SURNAME
    if path.suffix != ".xlsx":
        return path.read_bytes().decode("utf-8", errors="replace")
    book = load_workbook(path)
    return "\n".join(str(cell.value) for sheet in book for cells in sheet for cell in cells)


@pytest.mark.parametrize("query", [scn(0), f"{SURNAME}, {FORENAME}", f"quernstone,{FORENAME.upper()}"])
def test_every_file_that_holds_the_pupil_is_found_by_number_and_by_name(school: Path, query: str) -> None:
    wanted = planted(school)
    kinds = {Path(name).suffix for name in wanted}
    assert kinds >= {".xlsx", ".csv", ".json", ".html", ".eml"}
    assert any("rag-sent" in name for name in wanted)
    assert any("interventions.csv" in name for name in wanted)
    assert found(find(school, query)) == wanted


def test_nobody_who_is_not_there_is_found(school: Path) -> None:
    for query in (scn(77), "Quernstone, Morag", "Stone, Ailsa", f"{FORENAME}, {SURNAME}x"):
        assert found(find(school, query)) == set()
    said = tmi_here("find", scn(77), cwd=school)
    assert (said.returncode, said.stdout) == (0, "nowhere\n")


def test_places_are_counted_and_the_first_is_a_sheet_and_a_cell_and_no_name_is_said(school: Path) -> None:
    said = tmi_here("find", scn(0), "exports", "--out", "nothing", cwd=school)
    assert "exports\tTP1.csv\t3 places\tfirst: A2\n" in said.stdout
    whole = tmi_here("find", f"{SURNAME}, {FORENAME}", cwd=school)
    assert "attachment check.xlsx › " in whole.stdout
    for text in (said.stdout, said.stderr, whole.stdout, whole.stderr):
        assert SURNAME not in text
        assert FORENAME not in text
        assert scn(0) not in text


def test_what_cannot_be_looked_into_is_named(school: Path) -> None:
    said = find(school, scn(0))
    (one,) = json.loads(said.stdout)["not_looked_into"]
    assert one["file"].endswith("photo.png")
    assert "photo.png" in said.stderr


def test_a_locked_workbook_is_named_and_opened_with_the_password(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "exports" / "S4.xlsx", [[scn(n), "x" * 300, f"P{n}"] for n in range(400)])
    path.write_bytes(locked(path.read_bytes(), "caorach"))
    (tmp_path / "word").write_text("caorach\n", encoding="utf-8")
    assert "protected by a password" in find(tmp_path, scn(7)).stderr
    assert found(find(tmp_path, scn(7), "--password-file", "word")) == {"S4.xlsx"}


def test_two_pupils_of_one_name_are_told_apart_by_number_and_together_by_name(tmp_path: Path) -> None:
    for n in (1, 2):
        (tmp_path / f"{n}.csv").write_text(csv_text([row(n, **WHO)]), encoding="utf-8")
    assert found(find(tmp_path, scn(1), "1.csv", "2.csv")) == {"1.csv"}
    both = find(tmp_path, f"{SURNAME}, {FORENAME}", "1.csv", "2.csv")
    assert found(both) == {"1.csv", "2.csv"}
    assert json.loads(both.stdout)["pupils"] == 2


def test_a_list_with_names_alone_is_found_by_the_number(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text(csv_text([row(1, **WHO, known_as="Allie")]), encoding="utf-8")
    for name, text in (
        ("a.csv", "Pupil,Note\nAllie Quernstone,x\n"),
        ("b.csv", "Surname,Forename\nQUERNSTONE,Ailsa\n"),
        ("c.html", "<p>Met <b>Ailsa</b> Quernstone today</p>"),
        ("d.json", '{"a": [{"b": ["saw Quernstone, Ailsa"]}]}'),
        ("e.csv", "Surname,Forename\nQuernstone,Morag\nSample,Ailsa\n"),
        ("f.txt", f"SCN {scn(1)} was away"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert found(find(tmp_path, scn(1), tmp_path)) == {"1.csv", "a.csv", "b.csv", "c.html", "d.json", "f.txt"}


def test_what_is_neither_number_nor_name_is_refused_without_being_repeated(tmp_path: Path) -> None:
    said = tmi_here("find", "Quernstone", cwd=tmp_path)
    assert said.returncode == 2
    assert "Quernstone" not in said.stderr
