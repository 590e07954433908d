"""Tokens: each pupil has one of their own, the same for the same key, another for another (DP-20)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small_school import csv_text, scn
from tmi_cli import pipeline
from tmi_cli.errors import RequestError
from tmi_cli.pipeline import tokens
from tmi_cli.pipeline.key_file import make_key
from tmi_cli.pipeline.tokens import Tokens
from tmi_cli.records import read_scn

_TOKEN = re.compile(r"P-[A-Z2-7]{12}")

_names = st.sampled_from(["Ailsa", "Calum", "Mary-Ann", "Siân", "José", "O'Neill"])
_pupils = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 40)), _names, _names, st.sampled_from(["4A1", "4B2"])),
    min_size=1, max_size=8, unique_by=(lambda p: p[0] if p[0] is not None else p[1:], lambda p: p[1:]),
)  # fmt: skip


def _export(pupils: list[tuple[int | None, str, str, str]], periods: tuple[int, ...]) -> dict[str, str]:
    return {
        f"TP{period}.csv": csv_text(
            [
                {"scn": "" if number is None else scn(number), "forename": forename, "surname": surname,
                 "stage": "S4", "reg": reg, "subject": "Physics", "level": "N5", "grade": "4", "effort": "2"}
                for number, forename, surname, reg in pupils
            ]
        )
        for period in periods
    }  # fmt: skip


def _tokens(folder: Path, key: Path, exports: dict[str, str]) -> dict[str, str]:
    """The token of each pupil, by the pupil's own key."""
    for old in (folder / "exports").glob("*"):
        old.unlink()
    (folder / "exports").mkdir(exist_ok=True)
    for name, text in exports.items():
        (folder / "exports" / name).write_text(text)
    (folder / "tmi.toml").write_text("")
    options = pipeline.Options([folder / "exports"], session="2025-26", school=folder / "tmi.toml",
                               out=folder / "out")  # fmt: skip
    named = pipeline.flag(options)
    made = pipeline.flag(replace(options, pseudonymise=True, key_file=key))
    assert made.pseudonymised
    # Both go through the same pupils in the same order.
    return dict(zip(named.cohort.pupils, made.cohort.pupils, strict=True))


@given(_pupils)
@settings(max_examples=12)
def test_pupils_and_tokens_are_a_bijection_and_keys_share_none(
    pupils: list[tuple[int | None, str, str, str]],
) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("one.key", "two.key"):
            make_key(folder / name, out=folder / "out")
        both = _tokens(folder, folder / "one.key", _export(pupils, (1, 2)))
        again = _tokens(folder, folder / "one.key", _export(list(reversed(pupils)), (1,)))
        other = _tokens(folder, folder / "two.key", _export(pupils, (1, 2)))
    assert len(set(both.values())) == len(both)
    assert all(_TOKEN.fullmatch(token) and read_scn(token).scn is None for token in both.values())
    assert again == both, "in another order, with fewer periods"
    assert not set(both.values()) & set(other.values())
    assert both.keys() == other.keys()


def test_kinds_of_text_share_no_token_and_a_sheets_file_keeps_its_ending() -> None:
    made = Tokens(bytes(32))
    told = [made.pupil("Ailsa"), made.person("Ailsa"), made.file("Ailsa"), made.sheet("Ailsa")]
    assert len(set(told)) == 4
    assert [made.file(f"a/Ailsa.{end}").partition(".")[2] for end in ("XLSX", "Sample", "csv")] == [
        "xlsx",
        "",
        "csv",
    ]
    assert (made.person("  "), made.person(" Ailsa ")) == ("", made.person("Ailsa"))


def test_two_pupils_with_one_token_stop_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_LETTERS", 1)
    made = Tokens(bytes(32))
    with pytest.raises(RequestError, match="same pseudonym"):
        [made.pupil(str(number)) for number in range(40)]
