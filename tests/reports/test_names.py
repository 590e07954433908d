"""Names of sheets and files: valid for any text, and never twice (SEC-40)."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmi_cli.reports.workbook.names import safe_file_name, safe_sheet_name

ODD = [
    "../../etc/x", "C:\\x", "\\\\srv\\x", "CON", "con.maths", "COM¹", "aux .x", "NUL.tar.gz", "History", "HISTORY",
    "Maths", "maths", "MATHS", "Siân", "Sia\u0302n", "x" * 300, "x" * 301, "😀" * 40, "", " ", "...", "''",
    "'lead", "trail'", "a/b", "a-b", "a?b", "a\x00b", "a\u200bb", "ab", "\ud800", "\u202egpj", "~$lock", "x.",
    "x ", "Straße", "STRASSE", "ﬀ", "tab\there", "Art & Design: S4 [new]?",
]  # fmt: skip

TEXTS = st.lists(
    st.one_of(st.sampled_from(ODD), st.text(max_size=80), st.text("aA.' /-", max_size=40)), max_size=12
)


def sheet_faults(name: str) -> list[str]:
    """What Excel would say of a sheet's name."""
    faults = []
    if not 1 <= len(name.encode("utf-16-le")) // 2 <= 31:
        faults.append("length")
    if re.search(r"[:\\/?*\[\]\x00-\x1f]", name):
        faults.append("letters")
    if name[:1] == "'" or name[-1:] == "'":
        faults.append("apostrophe")
    if name.casefold() == "history":
        faults.append("history")
    return faults


def file_faults(name: str) -> list[str]:
    """What Windows would say of a file's name."""
    whole = f"{name}.xlsx"
    faults = []
    if not name or len(whole.encode()) > 255 or len(whole.encode("utf-16-le")) // 2 > 80:
        faults.append("length")
    if re.search(r'[<>:"/\\|?*\x00-\x1f]', name) or name in (".", ".."):
        faults.append("letters")
    if name != name.strip(" ."):
        faults.append("ends")
    if PureWindowsPath(whole).is_reserved() or PureWindowsPath(name).is_reserved():
        faults.append("device")
    if name.startswith("~$"):
        faults.append("lock file")
    return faults


@given(TEXTS)
def test_any_texts_give_as_many_valid_names(texts: list[str]) -> None:
    sheets: set[str] = set()
    files: set[str] = set()
    sheet_names = [safe_sheet_name(text, sheets) for text in texts]
    file_names = [safe_file_name(text, files) for text in texts]
    assert [sheet_faults(name) for name in sheet_names] == [[]] * len(texts)
    assert [file_faults(name) for name in file_names] == [[]] * len(texts)
    for names in (sheet_names, file_names):
        assert all(unicodedata.is_normalized("NFC", name) for name in names)
        assert len({name.casefold() for name in names}) == len(texts)


@pytest.mark.parametrize(
    "text", ["Mathematics", "Business and Computing", "Gàidhlig", "No house", "S4", "PSL (2)"]
)
def test_an_ordinary_name_stays_as_it_is(text: str) -> None:
    assert (safe_sheet_name(text, set()), safe_file_name(text, set())) == (text, text)


def test_the_same_names_in_the_same_order_give_the_same_result() -> None:
    def named() -> list[str]:
        taken: set[str] = set()
        return [safe_file_name(text, taken) for text in ODD]

    assert named() == named()
