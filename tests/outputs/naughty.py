"""A little school in which every name, comment, class, subject and file is text that looks like harm."""

from __future__ import annotations

from pathlib import Path

from tests.outputs.every_command import write_school
from tests.small_school import HEADERS, scn

NAUGHTY = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org","x")',
    "+1",
    "-1",
    "@SUM(1)",
    "\t=2+2",
    "\r=3+3",
    "\n=4+4",
    "＝5+5",
    "＠SUM(2)",
    "{=1+1}",
    "#N/A",
    "_x0041_b",
    "a\x07\x0b\x7fb",
    "\x1b[31mred\x1b]0;title\x07",
    "\x9b31mc1",
    "[bold]x[/bold]",
    "[/]",
    "[link=http://example.org]y[/link]",
    ":smile:",
    "\u202egnihton\u202c",
    "\u2066a\u2069",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "{{7*7}}{% raw %}",
    "]]>&amp;&#60;",
    "../../x",
    "C:\\x",
    "CON",
    "nul.txt",
    "History",
    "x" * 300,
    "שלום עולם",
    "Sia\u0302n",
    "👩\u200d🏫",
    "Z͑ͫa̶l̸g̵o",
    "NULL",
    "None",
    "1e5",
    "0x1F",
    "TRUE",
    "http://example.org/?a=1&b=2",
    "mailto:a@example.org",
    'O\'Neill; "Drop"',
    "a,b;c\td",
    "trailing. ",
    "%s%n{0}",
    "\u2028line\u2029",
    "two\r\nBcc: x@example.org\n\nlines",
    "a\ufeffb",
)
HOUSES = tuple(
    text
    for text in NAUGHTY
    if text.startswith(("=1", "\x1b", "[b", "\u202e", "</s", "..", "C", "nul", "H", "xx", "Sia", "tw", "tr", ":"))
)
"""Those that are hard to make the name of a file, a sheet or a letter of."""
FACULTIES = ("=1+1", "</script><script>alert(1)</script>", "../../x", "CON", "x" * 300, "Sia\u0302n")
FILES = {"1": "=1+1 [bold]x :smile: <b>&amp; TP1.csv", "2": "-2 \x1b[31m\u202e{{7}} %s _x0041_b TP2.csv"}


def write_naughty(folder: Path) -> None:
    """A pupil for each text: it is the forename, the surname, the comment, the teacher, the house, the class."""
    rows = [
        row
        for period in "12"
        for number, text in enumerate(NAUGHTY)
        for row in (_row(number, text, period), _other(number, text, period))
    ]
    lists = [{"scn": scn(number), "surname": text, "forename": text} for number, text in enumerate(NAUGHTY)]
    lists = [{**row, "asn": "Y", "Extra Group": text} for row, text in zip(lists, NAUGHTY, strict=True)]
    done = [
        {
            HEADERS["scn"]: scn(number),
            "Pupil": text,
            "Subject": "Physics",
            "Action": text,
            "By": text,
            "Date": "03/11/2025",
            "Due": "01/12/2025",
            "Note": text,
        }
        for number, text in enumerate(NAUGHTY)
    ]
    write_school(folder, rows, lists=lists, done=done)
    for period, name in FILES.items():
        (folder / "exports" / f"TP{period}.csv").rename(folder / "exports" / name)


def _row(number: int, text: str, period: str) -> dict[str, str]:
    return {
        "scn": scn(number),
        "forename": text,
        "surname": text,
        "known_as": text,
        "stage": "S4",
        "reg": text[:20],
        "house": HOUSES[number % len(HOUSES)],
        "period": period,
        "subject": "Physics",
        "faculty": "Science",
        "level": "N5",
        "class": text[:40],
        "teacher": text,
        "target": text if number % 7 == 0 else "2",
        "grade": text if number % 5 == 0 else "3",
        "effort": "4",
        "behaviour": str(1 + (number + int(period)) % 2),
        "homework": "2",
        "comment": text,
        text or "x": text,
    }


def _other(number: int, text: str, period: str) -> dict[str, str]:
    plain = _row(number, text, period)
    return {**plain, "subject": text, "faculty": FACULTIES[number % len(FACULTIES)], "grade": "3", "target": "2"}
