"""What came back is merged by key with what is stored: nothing is lost, nothing is overwritten in silence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tmi_cli.errors import RequestError
from tmi_cli.exports.table import Fault
from tmi_cli.rag.compare import altered, is_another
from tmi_cli.rag.decide import Candidate, Decider
from tmi_cli.rag.form import WRITTEN, read_date, read_rag
from tmi_cli.rag.found import KINDS, Collected, Found, Left, UnitReturn
from tmi_cli.rag.returned import Cell, Returned, ReturnedRow
from tmi_cli.rag.sent import Sent, SentRow, SentUnit
from tmi_cli.rag.store import RagEntry

_HEADERS = {field: header for header, field in WRITTEN.items()}


class _Place(NamedTuple):
    """A key that was sent: when, to whom, and the row."""

    sent: Sent
    unit: SentUnit
    row: SentRow

    @property
    def pupil(self) -> str:
        return ", ".join(filter(None, (self.row.locked.get("Surname"), self.row.locked.get("First name"))))

    def found(
        self, kind: str, *, field: str = "", found: str = "", instead: str = "", place: str = "", left: Left = ()
    ) -> Found:
        """A finding about the row."""
        subject = self.row.locked.get("Subject", "")
        return Found(kind, self.unit.unit, self.pupil, subject, field, found, instead, place, left)


def collect(
    returned: Sequence[Returned],
    sent: Sequence[Sent],
    stored: Iterable[RagEntry],
    *,
    prefer: str | None = None,
) -> Collected:
    """Merge forms that came back with what is stored, by key; see docs/rag.md for what is told.

    An empty cell says nothing. Where cells of one key and column differ from each other or from what is stored,
    ``prefer`` decides: ``newest`` (of the files, by when they were changed), ``stored``, or the name of a file;
    without it what is stored stays. Every written cell is stored or stands in a finding. Merging the same again
    changes nothing. RequestError where ``prefer`` names no file that was given.
    """
    if prefer not in (None, "newest", "stored", *(file.file for file in returned)):
        raise RequestError(
            f"--prefer names {prefer}, which is not among the files.",
            hint="Give newest, stored, or the name of one of the files.",
        )
    places = {key: _Place(s, u, row) for s in sent for u in s.units for key, row in u.rows.items()}
    found: list[Found] = []
    candidates: dict[str, dict[str, list[Candidate]]] = defaultdict(lambda: defaultdict(list))
    seen: dict[str, list[str]] = defaultdict(list)
    for file in returned:
        if file.why:
            found.append(Found("file-unread", found=file.why, place=file.file))
        found += [Found("column-missing", field=name, place=str(place)) for name, place in file.missing]
        for row in file.rows:
            place = places.get(row.key)
            if place is None:
                found.append(_unknown(row))
                continue
            seen[row.key].append(row.file)
            found += [
                place.found("cell-altered", field=header, found=cell.words, instead=was, place=str(cell.origin))
                for header, cell, was in altered(row, place.row)
            ]
            if is_another(row, place.row):
                found.append(_moved(row, place))
                continue
            for field, cell in row.written.items():
                read, told = _read(field, cell, place)
                found += told
                if read is not None:
                    candidates[row.key][field].append(Candidate(read, row.file, str(cell.origin)))
    before = {entry.key: entry for entry in stored}
    after = dict(before)
    decider = Decider(prefer, {file.file: file.changed for file in returned})
    for key, fields in candidates.items():
        entry = before.get(key) or _blank(key, places[key])
        merged, told = _merged(entry, fields, place=places[key], decider=decider)
        found += told
        if any(getattr(merged, field) for field in _HEADERS):
            after[key] = merged
    touched = _touched(sent, seen)
    found += _removed(touched, seen)
    found += _questions(touched, after)
    order = list(KINDS)
    return Collected(
        entries=tuple(after.values()),
        units=tuple(_units(touched, seen, after)),
        found=tuple(sorted(found, key=lambda f: (order.index(f.kind), f.unit, f.pupil, f.subject))),
        new=len(after.keys() - before.keys()),
        changed=sum(after[key] != entry for key, entry in before.items()),
    )


def _read(field: str, cell: Cell, place: _Place) -> tuple[str | None, list[Found]]:
    """The value that is stored for a cell (None: none of it), and what there is to say of it."""
    words = cell.words

    def told(kind: str, *, left: Left = ()) -> list[Found]:
        where = str(cell.origin)
        return [place.found(kind, field=_HEADERS[field], found=words, place=where, left=left)]

    if isinstance(cell.value, Fault):
        return None, told("value-outside", left=((field, words or "a formula without a value"),))
    if not words:
        return "", []
    rag = read_rag(words) if field == "rag" else words
    if rag is None:
        return None, told("value-outside", left=((field, words),))
    if field == "review_date":
        date = read_date(cell.value)
        return (words, told("date-unread")) if date is None else (date, [])
    if field == "comment" and place.unit.comments:
        known = {comment.casefold(): comment for comment in place.unit.comments}
        # A comment is words: what somebody wrote over the list is kept, and told.
        offered = known.get(words.casefold())
        return (words, told("value-outside")) if offered is None else (offered, [])
    return rag, []


def _merged(
    entry: RagEntry, fields: Mapping[str, Sequence[Candidate]], *, place: _Place, decider: Decider
) -> tuple[RagEntry, list[Found]]:
    """The entry with what was decided field by field, and what was not stored."""
    told: list[Found] = []
    changes: dict[str, str] = {}
    files: set[str] = set()
    for field, given in fields.items():
        stored = getattr(entry, field)
        written = [candidate for candidate in given if candidate.value]
        if not written:
            if given and stored and place.row.filled.get(field) == stored:
                told.append(place.found("emptied", field=_HEADERS[field], instead=stored, place=given[0].place))
            continue
        value = decider.decide(stored, written)
        kind = "files-disagree" if len({c.value for c in written}) > 1 else "differs-from-store"
        for lost in written:
            if lost.value != value:
                item = place.found(kind, field=_HEADERS[field], found=lost.value, instead=value, place=lost.place)
                told.append(item._replace(left=((field, lost.value),)))
        if value == stored:
            continue
        if stored:
            header = _HEADERS[field]
            told.append(place.found(kind, field=header, found=stored, instead=value, place="the store"))
        changes[field] = value
        files |= {c.file for c in written if c.value == value}
    if not changes:
        return entry, told
    known = set(filter(None, entry.returned_in.split("; ")))
    changes["returned_in"] = "; ".join(sorted(known | files))
    return entry._replace(**changes), told  # type: ignore[arg-type]  # what a person writes is text


def _blank(key: str, place: _Place) -> RagEntry:
    locked = place.row.locked
    return RagEntry(
        key=key,
        session=place.sent.session,
        period=place.row.period,
        by=place.unit.by,
        unit=place.unit.unit,
        pupil=place.row.pupil,
        surname=locked.get("Surname", ""),
        forename=locked.get("First name", ""),
        subject=locked.get("Subject", ""),
        level=locked.get("Level", ""),
        class_code=locked.get("Class", ""),
    )


def _left(row: ReturnedRow) -> tuple[tuple[str, str], ...]:
    return tuple((field, cell.words) for field, cell in row.written.items() if cell.words)


def _unknown(row: ReturnedRow) -> Found:
    name = ", ".join(row.locked[h].words for h in ("Surname", "First name") if h in row.locked)
    subject = row.locked["Subject"].words if "Subject" in row.locked else ""
    told = " · ".join(words for _, words in _left(row)) or "nothing written"
    return Found(
        "row-added", "", name, subject, "Key", found=told, instead=row.key_words, place=str(row.origin),
        left=_left(row),
    )  # fmt: skip


def _moved(row: ReturnedRow, place: _Place) -> Found:
    name = ", ".join(row.locked[h].words for h in ("Surname", "First name") if h in row.locked)
    told = " · ".join(words for _, words in _left(row)) or "nothing written"
    item = place.found("row-moved", field="Key", found=f"{name}: {told}", place=str(row.origin))
    return item._replace(left=_left(row))


def _touched(sent: Sequence[Sent], seen: Mapping[str, object]) -> list[Sent]:
    """The sendings of which something came back; the last one where nothing did."""
    touched = [one for one in sent if any(key in seen for unit in one.units for key in unit.rows)]
    return touched or list(sent[-1:])


def _removed(touched: Iterable[Sent], seen: Mapping[str, object]) -> Iterator[Found]:
    for sent in touched:
        for unit in sent.units:
            if any(key in seen for key in unit.rows):
                for key, row in unit.rows.items():
                    if row.expected and key not in seen:
                        yield _Place(sent, unit, row).found("row-removed")


def _questions(touched: Iterable[Sent], entries: Mapping[str, RagEntry]) -> Iterator[Found]:
    """Green while flagged, and Red while not: for a person to answer."""
    for sent in touched:
        for unit in sent.units:
            for key, row in unit.rows.items():
                rag = entries[key].rag if key in entries else ""
                place = _Place(sent, unit, row)
                if rag == "Green" and row.outcome == "flagged":
                    yield place.found(
                        "question", field="RAG", found="Green while flagged", instead=row.locked["Why"]
                    )
                if rag == "Red" and row.outcome != "flagged":
                    why = row.locked["Why"]
                    yield place.found("question", field="RAG", found="Red while not flagged", instead=why)


def _units(
    touched: Iterable[Sent], seen: Mapping[str, Sequence[str]], entries: Mapping[str, RagEntry]
) -> Iterator[UnitReturn]:
    for sent in touched:
        for unit in sent.units:
            files = sorted({file for key in unit.rows for file in seen.get(key, ())})
            marks = Counter(entries[key].rag for key in unit.rows if key in entries)
            yield UnitReturn(
                session=sent.session,
                period=sent.period,
                by=unit.by,
                unit=unit.unit,
                files=tuple(files),
                earlier=not files and any(key in entries for key in unit.rows),
                rows=sum(row.expected for row in unit.rows.values()),
                seen=sum(key in seen for key in unit.rows),
                red=marks["Red"],
                amber=marks["Amber"],
                green=marks["Green"],
            )
