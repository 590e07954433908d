"""The pen that draws how each header and value is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from tests.renderings.rows import GRADES, Row
from tests.renderings.spellings import BANDS, BLANKS, CFE, LETTERS, LEVELS, SUBJECTS, WORDS

Cell = str | int | float
Column = tuple[str, Callable[[Row], Cell]]


class Pen:
    """Writes each value in one of the ways it is met."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def header(self, *words: str) -> str:
        """Words of a header, in odd case and spacing."""
        return self.spaced(self.cased(" ".join(words)))

    def cased(self, text: str) -> str:
        return self.random.choice((str, str, str.upper, str.lower, str.title))(text)

    def spaced(self, text: str) -> str:
        text = self.random.choice((" ", " ", " ", "  ", "\n")).join(text.split(" "))
        return self.random.choice(("{}", "{}", " {} ", "{} ")).format(text)

    def word(self, name: str, *, short: bool = False) -> str:
        words = WORDS[name]
        if short and name in LETTERS:
            words = (*words, LETTERS[name], LETTERS[name])
        return self.random.choice(words)

    def blank(self) -> str:
        return self.random.choice(BLANKS)

    def pupil(self, row: Row, name: str) -> Cell:
        text = row[name]
        ways: tuple[Cell, ...] = (text,)
        if name == "scn":
            ways = (text, text, int(text), float(text), f"{text[:3]} {text[3:]}", f"SCN {text}")
        elif name == "stage":
            ways = (text, text, text.lower(), int(text[1:]), f"Year {text[1:]}")
        return self.random.choice(ways)

    def value(self, row: Row, name: str) -> Cell:
        text = row[name]
        if not text:
            return self.blank()
        ways: list[Cell] = [text, text, f" {text}", f"{text}\xa0"]
        if text.isdigit():
            ways += [int(text), float(text), f"{text}.0", f"0{text}"]
        if name in GRADES and text in BANDS and row["level"] in ("N5", "H", "AH"):
            ways += [BANDS[text], BANDS[text].lower(), f"{text} ({BANDS[text]})"]
        return self.random.choice(ways)

    def level(self, row: Row) -> Cell:
        """The level of a row, a BGE level without its progress code."""
        if row["level"] == "BGE":
            cfe = row["cfe"]
            if cfe in CFE:
                return self.random.choice((cfe, int(cfe), f"L{cfe}", CFE[cfe], f"Level {cfe}"))
            return cfe or self.blank()
        return self.senior(row["level"]) or self.blank()

    def senior(self, level: str) -> str:
        return self.random.choice(LEVELS[level]) if level else ""

    def in_heading(self, level: str) -> str:
        """A level beside a subject; a number alone ("75 Maths") is met in Level columns only."""
        return self.random.choice([word for word in LEVELS[level] if not word.isdigit()])

    def level_and_progress(self, row: Row) -> Cell:
        if row["level"] != "BGE":
            return self.level(row)
        cfe, progress = row["cfe"], row["progress"]
        if cfe in CFE and progress:
            return self.random.choice((f"{cfe}{progress}", f"{cfe} {progress}", f"L{cfe} {progress}",
                                       f"{CFE[cfe]} {progress}", f"{cfe}{progress.lower()}"))  # fmt: skip
        return cfe + progress or self.blank()

    def subject(self, row: Row) -> str:
        return self.random.choice(SUBJECTS.get(row["subject"], (row["subject"],)))

    def period(self, row: Row) -> Cell:
        number = row["period"]
        return self.random.choice(
            (number, int(number), f"TP{number}", f"Tracking Point {number}", f"Report {number}")
        )

    def comment(self) -> str:
        return self.random.choice(
            ("", "", "Well done; more, please.", 'Says "no".\nAsk again, soon', "3\t4", "=1+1")
        )

    def shuffled(self, items: Iterable[Column]) -> list[Column]:
        columns = list(items)
        self.random.shuffle(columns)
        return columns
