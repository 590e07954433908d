"""``interventions.csv`` in the school's store: every intervention that is kept, a row each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from tmi_cli.errors import ExportError, RequestError
from tmi_cli.interventions.dates import read_date
from tmi_cli.origin import Origin
from tmi_cli.records import Intervention, PupilAsTold, read_scn
from tmi_cli.runs.replace import replace_file
from tmi_cli.runs.safe import csv_bytes, kept_cell, told_cell

FILE = "interventions.csv"

COLUMNS = (
    "Number", "Session", "SCN", "Surname", "Forename", "Stage", "Reg Class", "Subject", "Strategy",
    "Intervention stage", "By", "Start date", "Review date", "Reviewed on", "Outcome", "Note", "Period",
    "File", "Sheet", "Row", "Column",
)  # fmt: skip
"""The columns; the headers are those that a sheet of interventions may have."""


def as_bytes(interventions: Iterable[Intervention]) -> bytes:
    """The file, sorted by number: the same interventions give the same bytes. Dates are ISO."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for each in sorted(interventions, key=lambda one: one.number or 0):
        source = each.source or Origin("")
        place = (source.file, source.sheet or "", _number(source.row), _number(source.column))
        pupil = each.pupil
        row = (
            _number(each.number), each.session, pupil.scn or "", pupil.surname, pupil.forename, pupil.stage or "",
            pupil.registration, each.subject or "", each.strategy, each.stage, each.by_whom, _day(each.started),
            _day(each.review), _day(each.reviewed), each.outcome, each.note, _number(each.period), *place,
        )  # fmt: skip
        writer.writerow([kept_cell(text) for text in row])
    return csv_bytes(out.getvalue())


def save(path: Path, interventions: Iterable[Intervention]) -> None:
    """Replace the file. OutputError, with the old one as it was, where it cannot be written."""
    replace_file(path, as_bytes(interventions))


def load(path: Path) -> tuple[Intervention, ...]:
    """The interventions that are kept, by number; none where there is no file.

    A person may have saved it in a spreadsheet: dates in any form that ``dates.read_date`` knows, lost zeros of
    numbers put back. ExportError, naming the row, where it cannot be understood: nothing is left out silently.
    """
    if not path.exists():
        return ()
    try:
        rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise _wrong("it cannot be read as UTF-8 text with commas", path) from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise _wrong("its first row is not the header that tmi writes", path)
    found: dict[int, Intervention] = {}
    for at, cells in enumerate(rows[1:], 2):
        if not any(cells):
            continue
        if len(cells) != len(COLUMNS):
            raise _wrong(f"row {at} has {len(cells)} cells and not {len(COLUMNS)}", path)
        one = _one(dict(zip(COLUMNS, map(told_cell, cells), strict=True)), at, path)
        if one.number in found:
            raise _wrong(f"row {at} has the number of another row", path)
        found[one.number or 0] = one
    return tuple(found[number] for number in sorted(found))


def review(path: Path, number: int, *, outcome: str, on: date, replace: bool = False) -> Intervention:
    """Record what came of an intervention, and return it as it is kept now.

    RequestError where none has this number, or where an outcome is recorded already and is not to be replaced.
    """
    kept = load(path)
    found = next((one for one in kept if one.number == number), None)
    if found is None:
        raise RequestError(
            f"No intervention with the number {number} is kept.",
            where=str(path),
            hint="tmi interventions list shows them with their numbers.",
        )
    if not found.is_open and not replace:
        raise RequestError(
            f"Number {number} was reviewed before.",
            where=str(path),
            hint="--replace writes over what stands there.",
        )
    now = found.model_copy(update={"outcome": outcome.strip(), "reviewed": on})
    save(path, (now if one.number == number else one for one in kept))
    return now


def _one(row: Mapping[str, str], at: int, path: Path) -> Intervention:
    def whole(name: str) -> int | None:
        if not row[name]:
            return None
        if not row[name].isdecimal():
            raise _wrong(f"row {at}: {name} is no whole number", path)
        return int(row[name])

    def day(name: str) -> date | None:
        found = read_date(row[name])
        if found is None and row[name]:
            raise _wrong(f"row {at}: {name} is no date", path)
        return found

    scn = read_scn(row["SCN"])
    for wrong, what in (
        (not row["Number"], "has no number"),
        (not row["Strategy"].strip(), "has no strategy"),
        (not row["Session"], "has no session"),
        (scn.damage == "lost", "has a damaged SCN"),
        (scn.scn is None and not row["Surname"], "names no pupil"),
    ):
        if wrong:
            raise _wrong(f"row {at} {what}", path)
    place = Origin(row["File"], row["Sheet"] or None, whole("Row"), whole("Column")) if row["File"] else None
    return Intervention(
        number=whole("Number"),
        session=row["Session"],
        pupil=PupilAsTold(
            scn=scn.scn,
            surname=row["Surname"],
            forename=row["Forename"],
            stage=row["Stage"] or None,
            registration=row["Reg Class"],
        ),
        subject=row["Subject"] or None,
        strategy=row["Strategy"],
        stage=row["Intervention stage"],
        by_whom=row["By"],
        started=day("Start date"),
        review=day("Review date"),
        reviewed=day("Reviewed on"),
        outcome=row["Outcome"],
        note=row["Note"],
        period=whole("Period"),
        source=place,
    )


def _wrong(what: str, path: Path) -> ExportError:
    return ExportError(
        f"The interventions that are kept cannot be used: {what}.",
        where=str(path),
        hint="Correct that row, or move the file away to begin a new one; tmi has changed nothing in it.",
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
