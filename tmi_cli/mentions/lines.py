"""Files of every kind that tmi writes or reads, as lines of texts that each know their place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from tmi_cli.errors import ExportError
from tmi_cli.exports import SUFFIXES, Password, cell_text, read_data
from tmi_cli.origin import Origin

_TEXTS = (".csv", ".tsv", ".txt")
_WORDS = (".log", ".toml", ".md", ".ics", ".xml")
_OF_A_PAPER = ["paper", "section", "table", "row", "column", "value"]
_PAGES = (".html", ".htm", ".svg")
_IN_A_LINE = frozenset({"a", "b", "em", "i", "small", "span", "strong", "sub", "sup", "mark", "abbr", "tspan"})


class Line(NamedTuple):
    """What stands together: the cells of a row, the values of an object of JSON, a paragraph.

    ``where(n)`` tells the place of cell ``n``; ``keys`` are the keys of an object, empty elsewhere.
    """

    cells: Sequence[str]
    where: Callable[[int], str]
    keys: Sequence[str] = ()


def lines_of(data: bytes, path: Path, *, password: Password | None = None) -> Iterator[Line]:
    """Every line of a file. ExportError, with the reason, where the file cannot be looked into."""
    suffix = path.suffix.casefold()
    if suffix in (".json", ".jsonl"):
        yield from _json_lines(_text(data, path), path)
    elif suffix in _PAGES:
        yield from _page_lines(_text(data, path))
    elif suffix in _WORDS:
        yield from _word_lines(_text(data, path))
    elif suffix == ".eml":
        yield from _mail_lines(data, path, password)
    elif suffix in SUFFIXES:
        try:
            yield from _sheet_lines(data, path, password)
        except ExportError:
            if suffix not in _TEXTS:
                raise
            yield from _word_lines(_text(data, path))
    else:
        raise ExportError(f"{path.name} is of a kind that is not looked into.", where=path.name)


def _sheet_lines(data: bytes, path: Path, password: Password | None) -> Iterator[Line]:
    for table in read_data(data, path, path.name, password=password):
        rows = [[cell_text(cell) for cell in row] for row in table.rows]
        if rows and rows[0] == _OF_A_PAPER:
            yield from _paper_lines(rows)
            continue
        for at, row in enumerate(rows):
            yield Line(row, partial(_cell, table.sheet, at))


def _paper_lines(rows: Sequence[Sequence[str]]) -> Iterator[Line]:
    """The rows of the tables of a paper, of whose CSV each row is one cell."""
    for _, group in groupby(enumerate(rows), key=lambda numbered: numbered[1][:-2]):
        cells = list(group)
        yield Line(
            [row[-1] for _, row in cells],
            [f"F{at + 1}" for at, _ in cells].__getitem__,
            [row[-2] for _, row in cells],
        )


def _cell(sheet: str | None, row: int, column: int) -> str:
    return str(Origin("", sheet, row, column))


def _always(place: str, _: int) -> str:
    return place


def _json_lines(text: str, path: Path) -> Iterator[Line]:
    try:
        if path.suffix.casefold() == ".jsonl":
            for number, line in enumerate(text.splitlines()):
                yield from _object_lines(json.loads(line), f"line {number + 1}") if line.strip() else ()
        else:
            yield from _object_lines(json.loads(text), "")
    except ValueError:
        raise ExportError(f"{path.name} is no JSON that can be read.", where=path.name) from None


def _object_lines(told: Any, place: str) -> Iterator[Line]:
    """An object with its own values is a line, a list of values too; what lies deeper are others."""
    if isinstance(told, Mapping):
        items = [(str(key), f"{place}.{key}" if place else str(key), value) for key, value in told.items()]
        if told:
            yield Line([key for key, _, _ in items], partial(_always, place or "the whole"))
    elif isinstance(told, list):
        items = [("", f"{place}[{at}]", value) for at, value in enumerate(told)]
    else:
        items = [("", place, told)]
    plain = [item for item in items if not isinstance(item[2], Mapping | list)]
    places = [where for _, where, _ in plain]
    if plain:
        keys = [key for key, _, _ in plain] if isinstance(told, Mapping) else []
        yield Line([cell_text(value) for _, _, value in plain], places.__getitem__, keys)
    for _, where, value in items:
        if isinstance(value, Mapping | list):
            yield from _object_lines(value, where)


class _Page(HTMLParser):
    """A page as lines: a row of a table is one, a paragraph another, and so is the text of each attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[int, list[str]]] = []
        self._said = ""
        self._row: list[str] | None = None
        self._at = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _IN_A_LINE:
            self._end_text()
        if tag == "tr":
            self._row = []
        for _, value in attrs:
            if value:
                self.lines.append((self.getpos()[0], [value]))

    def handle_endtag(self, tag: str) -> None:
        if tag in _IN_A_LINE:
            return
        self._end_text()
        if tag == "tr" and self._row is not None:
            self.lines.append((self._at, self._row))
            self._row = None

    def handle_data(self, data: str) -> None:
        if not self._said:
            self._at = self.getpos()[0]
        self._said += data

    def close(self) -> None:
        super().close()
        self._end_text()

    def _end_text(self) -> None:
        text = " ".join(self._said.split())
        self._said = ""
        if not text:
            return
        if self._row is None:
            self.lines.append((self._at, [text]))
        else:
            self._row.append(text)


def _page_lines(text: str) -> Iterator[Line]:
    page = _Page()
    page.feed(text)
    page.close()
    for number, cells in page.lines:
        yield Line(cells, partial(_always, f"line {number}"))


def _word_lines(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.splitlines(), 1):
        yield Line([line], partial(_always, f"line {number}"))


def _mail_lines(data: bytes, path: Path, password: Password | None) -> Iterator[Line]:
    message = message_from_bytes(data, policy=policy.default)
    if not isinstance(message, EmailMessage):  # pragma: no cover  the policy makes no other
        raise ExportError(f"{path.name} is no e-mail that can be read.", where=path.name)
    for header, value in message.items():
        yield Line([str(value)], partial(_always, f"header {header}"))
    for part in message.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        inner = content if isinstance(content, bytes) else b""
        name = part.get_filename()
        if name is None:
            suffix, told = (".html" if part.get_content_subtype() == "html" else ".log"), "text"
        else:
            suffix, told = PurePosixPath(name).suffix, f"attachment {name}"
        for line in lines_of(inner, path.with_suffix(suffix or ".unknown"), password=password):
            yield Line(line.cells, partial(_within, told, line), line.keys)


def _within(part: str, line: Line, at: int) -> str:
    return f"{part} › {line.where(at)}"


def _text(data: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ExportError(f"{path.name} is no text that can be read.", where=path.name)
