"""Whom a query means: everybody it can mean, nobody it only resembles."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.small_school import csv_text, run, scn
from tmi_cli.analysis.find_pupil import find_pupils, nobody_found
from tmi_cli.cohort import Cohort
from tmi_cli.records import fold_name

# surname, forename, known as, stage, registration
PUPILS = [
    ("Sample", "Anna", "", "S4", "4B1"),
    ("Sample", "Anna", "", "S4", "4B2"),
    ("Anna", "Sample", "", "S5", "5B1"),
    ("O'Neill", "Siân", "", "S4", "4B2"),
    ("O’Kane", unicodedata.normalize("NFD", "Róisín"), "", "S5", "5B1"),
    ("MacDonald", "Morag", "", "S4", "4B1"),
    ("McDonald", "Ewan", "", "S4", "4B1"),
    ("Mac Askill", "Iain", "", "S5", "5 B1"),
    ("Reid-Lamont", "Anna-Sophia", "", "S5", "5B1"),
    ("Lamont", "Kirsty", "", "S4", "4B2"),
    ("Burns", "Robert John", "Rab", "S5", "5B1"),
    ("Asmith", "Ann", "", "S5", "5B1"),
    ("Smith", "Anna", "", "S5", "5B1"),
    ("Li", "Bo", "", "S5", "5B1"),
]


@cache
def cohort() -> Cohort:
    rows = [
        {
            "scn": scn(number), "surname": surname, "forename": forename, "known_as": known_as, "stage": stage,
            "reg": registration, "period": "1", "subject": "Mathematics", "level": "N5", "grade": "3",
            "effort": "1", "behaviour": "2", "homework": "1",
        }
        for number, (surname, forename, known_as, stage, registration) in enumerate(PUPILS)
    ]  # fmt: skip
    with TemporaryDirectory() as folder:
        return run(Path(folder), {"TP1.csv": csv_text(rows)}).cohort


def found(query: str) -> list[str]:
    """The pupils found as ``forename surname registration``, each as it stands in ``PUPILS``."""
    names = {
        scn(at): " ".join((forename, surname, reg)) for at, (surname, forename, _, _, reg) in enumerate(PUPILS)
    }
    return [unicodedata.normalize("NFC", names[pupil.key]) for pupil in find_pupils(cohort(), query)]


NAMESAKES = ["Anna Sample 4B1", "Anna Sample 4B2"]
DONALDS = ["Morag MacDonald 4B1", "Ewan McDonald 4B1"]


@pytest.mark.parametrize(
    ("query", "due"),
    [
        # By number
        (scn(3), ["Siân O'Neill 4B2"]),
        (f"{scn(3)[:3]} {scn(3)[3:6]} {scn(3)[6:]}", ["Siân O'Neill 4B2"]),
        (f" SCN {scn(3)} ", ["Siân O'Neill 4B2"]),
        (scn(99), []),
        ("123", []),
        # By whole name: namesakes are listed, a comma says which is the surname
        ("Sample, Anna", NAMESAKES),
        ("Anna Sample", ["Sample Anna 5B1", *NAMESAKES]),
        ("Anna, Sample", ["Sample Anna 5B1"]),
        ("Sample, Anna 4B2", ["Anna Sample 4B2"]),
        ("Anna Sample, 4B2", ["Anna Sample 4B2"]),
        ("Anna Sample 4 b2", ["Anna Sample 4B2"]),
        ("anna sample s5", ["Sample Anna 5B1"]),
        ("Anna Sample 4B3", []),
        # A whole name is meant before a part of one, and its words are where they are
        ("Anna Smith", ["Anna Smith 5B1"]),
        ("Ann Asmith", ["Ann Asmith 5B1"]),
        ("AnnA Smith", ["Anna Smith 5B1"]),
        # By a part, whole words only
        ("Lamont", ["Kirsty Lamont 4B2", "Anna-Sophia Reid-Lamont 5B1"]),
        ("Lamont S4", ["Kirsty Lamont 4B2"]),
        ("Anna Lamont", ["Anna-Sophia Reid-Lamont 5B1"]),
        ("Anna Sophia Reid Lamont", ["Anna-Sophia Reid-Lamont 5B1"]),
        ("lamont,", ["Kirsty Lamont 4B2", "Anna-Sophia Reid-Lamont 5B1"]),
        (", kirsty", ["Kirsty Lamont 4B2"]),
        ("Sample 4B2", ["Anna Sample 4B2"]),
        ("Lam", []),
        ("Lamond", []),
        ("A Sample", []),
        ("Li", ["Bo Li 5B1"]),
        # Spelling that does not matter
        ("SIAN ONEILL", ["Siân O'Neill 4B2"]),
        ("sian o neill", ["Siân O'Neill 4B2"]),
        (unicodedata.normalize("NFD", "Siân O’Neill"), ["Siân O'Neill 4B2"]),
        ("O`Neill", ["Siân O'Neill 4B2"]),
        (unicodedata.normalize("NFC", "Róisín O'Kane"), ["Róisín O’Kane 5B1"]),
        # Mac and Mc: as asked for where a whole name has it so, else either
        ("Morag MacDonald", ["Morag MacDonald 4B1"]),
        ("Morag McDonald", ["Morag MacDonald 4B1"]),
        ("mac donald, morag", ["Morag MacDonald 4B1"]),
        ("McDonald", DONALDS),
        ("Mc Donald", DONALDS),
        ("Donald", []),
        ("Iain McAskill", ["Iain Mac Askill 5 B1"]),
        # The name known by, the forename, and the first of two
        ("Rab Burns", ["Robert John Burns 5B1"]),
        ("Robert Burns", ["Robert John Burns 5B1"]),
        ("Burns, Robert John", ["Robert John Burns 5B1"]),
        # A class alone
        ("4B2", ["Kirsty Lamont 4B2", "Siân O'Neill 4B2", "Anna Sample 4B2"]),
        ("5b1 ", [
            "Sample Anna 5B1", "Ann Asmith 5B1", "Robert John Burns 5B1", "Bo Li 5B1", "Iain Mac Askill 5 B1",
            "Róisín O’Kane 5B1", "Anna-Sophia Reid-Lamont 5B1", "Anna Smith 5B1",
        ]),
        # Nothing asked
        ("", []),
        (" , ", []),
        ("'", []),
    ],
)  # fmt: skip
def test_a_query_means_everybody_it_can_mean(query: str, due: list[str]) -> None:
    assert found(query) == due


ALONE = "A registration class alone lists its pupils: tmi pupil 4B2."
SPELLING = "Check the spelling; the surname alone or the first name alone will do."


@pytest.mark.parametrize(
    ("query", "sentence", "hint"),
    [
        ("Lamond", "No pupil of these exports has this name.",
         f"2 pupils have a name spelled much like it. {SPELLING} {ALONE}"),
        ("Kirstie Lamont", "No pupil of these exports has this name.",
         f"2 pupils have a name spelled much like it. {SPELLING} {ALONE}"),
        ("Zebedee", "No pupil of these exports has this name.", f"{SPELLING} {ALONE}"),
        ("Kirsty Lamont 4B1", "No pupil of these exports has this name in this class or stage.",
         f"1 pupil elsewhere has the name; leave the class out. {ALONE}"),
        ("Anna Sample 4Z9", "No pupil of these exports has this name in this class or stage.",
         f"3 pupils elsewhere have the name; leave the class out. {ALONE}"),
        (scn(99), "No pupil of these exports has this Scottish Candidate Number.",
         "Its check digit fits. Search by name, and see that the pupil's stage is among the exports."),
        ("123 456 789", "No pupil of these exports has this Scottish Candidate Number.",
         "Nine digits, the last a check digit: one of them was mistyped. Or search by name."),
    ],
)  # fmt: skip
def test_the_error_says_how_to_search_and_names_nobody(query: str, sentence: str, hint: str) -> None:
    assert find_pupils(cohort(), query) == []
    error = nobody_found(cohort(), query)
    assert (error.sentence, error.where, error.hint) == (sentence, None, hint)
    words = {fold_name(word) for word in f"{sentence} {hint}".split()}
    # The example of the house's own is no pupil's class that was asked for.
    assert not words & {fold_name(name) for row in PUPILS for name in row[:3] if name}
