"""A form that went through LibreOffice, sorted, cut and filled in, loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.rag.forms import headers, line_of, school, send
from tests.rag.office import in_office, needs_office, sorted_down
from tests.rag.test_collect import stored, told


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


@needs_office
@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_form_comes_back_whole_from_libreoffice(suffix: str, tmp_path: Path, profile: Path) -> None:
    school(tmp_path)
    form = send(tmp_path, "--unprotected")["Mathematics RAG"]
    sheet = load_workbook(form)["RAG"]
    at = {header: column - 1 for header, column in headers(sheet).items()}

    def write(forename: str, header: str, value: str) -> str:
        place = f"sheet.getCellByPosition({at[header]}, {line_of(sheet, forename) - 1})"
        return f'{place}.FormulaLocal = "{value}"'

    back = in_office(
        form,
        tmp_path / "back" / f"Maths{suffix}",
        write("P0", "RAG", "● Amber"),
        write("P0", "Comment", "Attendance"),
        write("P0", "Review date", "2026-03-12"),
        write("P1", "RAG", "Purple"),
        write("P3", "Note", "Well done"),
        sorted_down(at["First name"], rows=4, columns=len(at)),
        # The last first: P3, P2, P1, P0; the second row is P2's.
        "sheet.Rows.removeByIndex(5, 1)",
        profile=profile,
    )
    assert told(tmp_path, back) == [
        ("value-outside", "Sample, P1", "RAG", "Purple", ""),
        ("row-removed", "Sample, P2", "", "", ""),
    ]
    files = {"returned_in": back.name}
    assert stored(tmp_path) == {
        "P0 Mathematics": {"rag": "Amber", "comment": "Attendance", "review_date": "2026-03-12", **files},
        "P3 Mathematics": {"note": "Well done", **files},
    }


@needs_office
def test_a_protected_form_lets_only_what_is_to_be_filled_in_be_changed(tmp_path: Path, profile: Path) -> None:
    school(tmp_path)
    form = send(tmp_path)["Mathematics RAG"]
    sheet = load_workbook(form)["RAG"]
    at = {header: column - 1 for header, column in headers(sheet).items()}
    steps = ["On Error Resume Next"]
    for header, value in {"RAG": "✓ Green", "Note": "Well done", "Teacher": "Somebody", "Key": "none"}.items():
        steps.append(f'sheet.getCellByPosition({at[header]}, {line_of(sheet, "P3") - 1}).FormulaLocal = "{value}"')
    back = in_office(form, tmp_path / "back" / "Maths.xlsx", *steps, profile=profile)
    assert told(tmp_path, back) == []
    assert stored(tmp_path) == {"P3 Mathematics": {"rag": "Green", "note": "Well done", "returned_in": back.name}}
