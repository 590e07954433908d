"""Names are compared folded and shown as they are."""

from __future__ import annotations

import pytest

from tmi_cli.records import PupilAsTold, fold_name, sort_name


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("O'Neill", "O’Neill"),
        ("O'Neill", "O`NEILL"),
        ("MacDonald", "Mac Donald"),
        ("McSample", "Mc Sample"),
        ("MACDONALD", "Macdonald"),
        ("M\u00f2rag", "Mo\u0300rag"),
        ("Mòrag", "Morag"),
        ("Anne-Marie", "Anne Marie"),
        ("  Ailsa ", "Ailsa"),
        ("Straße", "STRASSE"),
        ("Ailsa\u00a0Jane", "Ailsa Jane"),
    ],
)
def test_two_spellings_are_one_name(one: str, two: str) -> None:
    assert fold_name(one) == fold_name(two)


@pytest.mark.parametrize(("one", "two"), [("Ailsa", "Ailsi"), ("MacDonald", "Donald"), ("Sample", "Samples")])
def test_two_names_stay_two(one: str, two: str) -> None:
    assert fold_name(one) != fold_name(two)


def test_names_are_put_in_order_by_letters_only() -> None:
    names = ["Sampson", "sample", "O'Zample", "Òdhran", "Odell", "Mac Zed", "MacAble"]
    assert sorted(names, key=sort_name) == [
        "MacAble",
        "Mac Zed",
        "Odell",
        "Òdhran",
        "O'Zample",
        "sample",
        "Sampson",
    ]


def test_a_pupil_answers_to_forename_first_forename_and_known_as() -> None:
    told = PupilAsTold(surname="O’Sample", forename="Ailsa Jane", known_as="Ally")
    assert told.names == {("osample", "ailsajane"), ("osample", "ailsa"), ("osample", "ally")}


@pytest.mark.parametrize("told", [PupilAsTold(forename="Ailsa"), PupilAsTold(surname="Sample")])
def test_half_a_name_is_none(told: PupilAsTold) -> None:
    assert told.names == frozenset()
