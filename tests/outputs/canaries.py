"""A little school in which every name, number, date and comment is a word that stands nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.outputs.every_command import WHO, write_school
from tests.small_school import scn

PUPILS = 9
COURSES = (
    ("Mathematics", "4MA1"),
    ("English", "4EN1"),
    ("Physics", "4PH1"),
    ("French", "4FR1"),
)
PRIVATE = ("zqbirthday", "zqmedical", "zqaddress")
"""What stands in columns that tmi has no use for."""
TEACHERS = tuple(f"Mx Zqteacher{number}" for number in range(len(COURSES)))


def names_of(number: int) -> dict[str, str]:
    """The names of a pupil, none of which is part of another's."""
    letter = chr(ord("a") + number)
    return {
        "forename": f"Zqfore{letter}x",
        "known_as": f"Zqknown{letter}x" if number % 3 == 0 else "",
        "surname": f"Zqsur{letter}x",
    }


def words_of(number: int) -> tuple[str, ...]:
    """Every word that betrays a pupil."""
    return (*filter(None, names_of(number).values()), scn(number))


def canaries() -> tuple[str, ...]:
    """Every word that may stand in no place but a list for people."""
    pupils = (word for number in range(PUPILS) for word in words_of(number))
    return (*pupils, *PRIVATE, "zqcomment", "zqnote", WHO, "19/03/1907", "1907-03-19")


def write_canaries(folder: Path) -> None:
    """Two periods: pupil 0 flagged in every faculty, 1 and 2 in two, 3 and 4 in one, the others in none.

    A row without a pupil, an unreadable value, a damaged SCN and two names under one SCN cause problems.
    """
    rows = canary_rows()
    # Flags that are resolved, and one that is not seen again.
    for row in rows:
        if row["scn"] == scn(5) and row["period"] == "1":
            row["effort"] = "4"
        if row["scn"] == scn(6) and row["subject"] == "French":
            row["effort"] = "4" if row["period"] == "1" else ""
        if row["scn"] == scn(7) and row["period"] == "2":
            row["grade"] = "zqgrade" if row["subject"] == "French" else row["grade"]
    rows += [
        {**rows[-1], "scn": "", "forename": "", "known_as": "", "surname": "", "subject": "History"},
        {**rows[-1], "scn": "12345678", "subject": "History", "class": "4HI1"},
        {**rows[-2], "forename": "Zqotherx", "surname": "Zqotherx", "subject": "History", "class": "4HI1"},
    ]
    lists = [
        {"scn": scn(number), **names_of(number), "simd": str(1 + number % 10), "asn": "Y" if number < 2 else ""}
        for number in range(PUPILS)
    ]
    done = [
        {
            "Pupil": f"{names_of(number)['surname']}, {names_of(number)['forename']}",
            "SCN": scn(number),
            "Subject": "Mathematics",
            "Action": "Call home",
            "By": "Mx Zqwho",
            "Date": "03/11/2025",
            "Due": "01/12/2025",
            "Note": f"zqnote {names_of(number)['forename']}",
        }
        for number in (0, 1, 3)
    ]
    done.append({**done[0], "Pupil": "Zqnobody, Zqnobody", "SCN": "999999999"})
    write_school(folder, rows, lists=lists, done=done)


HOW_MANY_FLAGGED = (4, 2, 2, 1, 1, 0, 0, 0, 0)
PLAIN: tuple[Mapping[str, Any], ...] = tuple(
    {"courses": range(4), "flagged": range(flagged), "house": ("Skye", "Iona")[number % 2], "stage": "S4"}
    for number, flagged in enumerate(HOW_MANY_FLAGGED)
)
"""The courses each pupil takes and is flagged in, the house and the stage."""


def canary_rows(pupils: Sequence[Mapping[str, Any]] = PLAIN) -> list[dict[str, str]]:
    """The rows of two periods."""
    return [
        {
            **_row(number, period, course, flagged=course in pupil["flagged"]),
            "house": pupil["house"],
            "stage": pupil["stage"],
        }
        for period in "12"
        for number, pupil in enumerate(pupils)
        for course in sorted(pupil["courses"])
    ]


def _row(number: int, period: str, course: int, *, flagged: bool) -> dict[str, str]:
    subject, class_code = COURSES[course]
    return {
        "scn": scn(number),
        **names_of(number),
        "reg": f"4R{number % 2 + 1}",
        "period": period,
        "subject": subject,
        "level": "N5",
        "class": class_code,
        "teacher": TEACHERS[course],
        "target": "2",
        "grade": "7" if flagged and course == 1 else "3",
        "effort": "4" if flagged else str(1 + number % 2),
        "behaviour": str(1 + (number + course) % 2),
        "homework": "2",
        "comment": f"zqcomment about {names_of(number)['forename']}",
        "Date of Birth": "19/03/1907",
        "Birthday": "zqbirthday",
        "Medical": "zqmedical",
        "Address": "zqaddress",
    }
