"""Locked workbooks open with their password, in memory."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.exports.hostile import biff, biff_number, book, locked
from tests.exports.reading import read, refusal

# The library that locks the fixture cannot lock what is smaller than 4,096 bytes.
WORKBOOK = book(docProps__thumb_dot_jpeg=random.Random(1).randbytes(9_000))
PROTECTED = "Tracking.xlsx is protected by a password."
ANOTHER = "Tracking.xlsx is protected by another password than the one given."


def test_the_password_is_asked_for_by_the_name_of_the_file(tmp_path: Path) -> None:
    asked = []

    def password(name: str) -> str:
        asked.append(name)
        return "caorach"

    [table] = read(tmp_path, locked(WORKBOOK, "caorach"), password=password)
    assert table.rows == [["SCN"]]
    assert asked == ["Tracking.xlsx"]
    assert (table.file.kind, table.file.notes) == ("xlsx", ("is protected by a password, which was given",))


@pytest.mark.parametrize(
    ("answers", "asked", "sentence"),
    [
        ([None], 1, PROTECTED),
        (["bo", "bo"], 2, ANOTHER),
        (["bo", None], 2, ANOTHER),
        (["bo", "gobhar", "each", "caorach"], 3, ANOTHER),
        ([""], 1, ANOTHER),
    ],
)
def test_a_wrong_password_is_asked_again_while_the_answers_differ(
    answers: list[str | None], asked: int, sentence: str, tmp_path: Path
) -> None:
    given = iter([*answers, answers[-1]])
    count = 0

    def password(_: str) -> str | None:
        nonlocal count
        count += 1
        return next(given)

    assert refusal(tmp_path, locked(WORKBOOK, "caorach"), password=password).sentence == sentence
    assert count == max(asked, 2 if answers == [""] else asked)


def test_a_second_answer_that_is_right_opens_it(tmp_path: Path) -> None:
    answers = iter(["bo", "caorach"])
    [table] = read(tmp_path, locked(WORKBOOK, "caorach"), password=lambda _: next(answers))
    assert table.rows == [["SCN"]]


def test_a_workbook_that_excel_opens_without_asking_needs_no_password(tmp_path: Path) -> None:
    [table] = read(tmp_path, locked(WORKBOOK, "VelvetSweatshop"))
    assert (table.rows, table.file.notes) == ([["SCN"]], ())


def test_an_old_xls_says_that_it_is_locked(tmp_path: Path) -> None:
    data = biff(biff_number(0, 0, 1), settings=((0x2F, b"\1\0\1\0\1\0" + bytes(48)),))
    assert refusal(tmp_path, data).sentence == PROTECTED
    assert refusal(tmp_path, data, password=lambda _: "bo").sentence == ANOTHER


def test_nothing_of_a_locked_workbook_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    read(tmp_path, locked(WORKBOOK, "caorach"), password=lambda _: "caorach")
    assert not list(folder.iterdir())
