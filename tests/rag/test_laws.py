"""Laws of what people wrote: it is stored or told, carried or listed, and read back as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tmi_cli.origin import Origin
from tmi_cli.rag import STORE, RagEntry, read_store, store_bytes
from tmi_cli.rag.collect import collect
from tmi_cli.rag.found import Collected
from tmi_cli.rag.keys import read_key, row_key
from tmi_cli.rag.returned import Cell, Returned, ReturnedRow
from tmi_cli.rag.sent import Sent, SentRow, SentUnit
from tmi_cli.rag.tracked import RagRow, carry

unhurried = settings(max_examples=80)

PUPILS = ("P1", "P2", "P3")
SUBJECTS = ("French", "Art")


def key_of(pupil: str, subject: str, class_code: str = "", period: int = 1) -> str:
    course = (subject, "N5", class_code)
    return row_key(session="2025-26", period=period, by="faculty", unit="Arts", pupil=pupil, course=course)


KEYS = {key_of(pupil, subject): (pupil, subject) for pupil in PUPILS for subject in SUBJECTS}
SENT = Sent(
    session="2025-26",
    period=1,
    units=(
        SentUnit(
            by="faculty",
            unit="Arts",
            comments=("Attendance", "Not on track"),
            rows={
                key: SentRow(
                    pupil=pupil,
                    period=1,
                    outcome="clear",
                    locked={"Surname": pupil, "Subject": subject, "Why": ""},
                )
                for key, (pupil, subject) in KEYS.items()
            },
        ),
    ),
)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
trimmed = words.map(lambda text: text.replace("\r", "\n").replace("\xa0", " ").strip())
cells = {
    "rag": st.sampled_from(["", "▲ Red", "Green", "Purple"]),
    "comment": st.sampled_from(["", "Attendance", "Not on track", "Something else"]),
    "note": trimmed,
    "review_date": st.sampled_from(["", "12/03/2026", "after Easter"]),
}


@st.composite
def returned_files(draw: st.DrawFn) -> list[Returned]:
    """Up to three files with rows in any order: known keys, strange ones, the same twice, another's name."""
    files = []
    for number in range(draw(st.integers(1, 3))):
        name, rows = f"{number}.xlsx", []
        for at in range(draw(st.integers(0, 5))):
            key = draw(st.sampled_from([*KEYS, "", "K000000000000"]))
            pupil, subject = KEYS.get(key, ("P9", "Art"))
            pupil = draw(st.sampled_from([pupil, pupil, pupil, "P2"]))
            locked = {"Surname": pupil, "Subject": subject}
            written = {field: draw(values) for field, values in cells.items()}
            origin = Origin(name, "RAG", at, 0)
            rows.append(
                ReturnedRow(
                    name,
                    key,
                    key,
                    {header: Cell(text, text, origin) for header, text in locked.items()},
                    {field: Cell(text, text, origin) for field, text in written.items()},
                    origin,
                )
            )
        files.append(Returned(name, tuple(rows), changed=float(draw(st.integers(0, 1)))))
    return files


def preferred(files: Sequence[Returned]) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, "newest", "stored", *(file.file for file in files)])


def merged(files: Sequence[Returned], stored: Sequence[RagEntry], prefer: str | None) -> Collected:
    return collect(files, [SENT], stored, prefer=prefer)


@unhurried
@given(st.data(), returned_files(), returned_files())
def test_every_word_is_stored_or_told(data: st.DataObject, earlier: list[Returned], files: list[Returned]) -> None:
    before = merged(earlier, (), None).entries
    after = merged(files, before, data.draw(preferred(files)))
    kept = {entry.key: entry for entry in after.entries}
    given_words = Counter(
        (field, cell.words)
        for file in files
        for row in file.rows
        for field, cell in row.written.items()
        if field in ("comment", "note") and cell.words
    )
    left = Counter(pair for item in after.found for pair in item.left if pair[0] in ("comment", "note"))
    lost = Counter(place_of(row) for file in files for row in file.rows if row.key not in KEYS or is_moved(row))
    carried = Counter(
        (field, cell.words)
        for file in files
        for row in file.rows
        if not lost[place_of(row)]
        for field, cell in row.written.items()
        if field in ("comment", "note") and cell.words and getattr(kept.get(row.key), field, "") == cell.words
    )
    assert given_words == carried + left
    told = {(item.found, item.instead) for item in after.found}
    for entry in before:
        for field in cells:
            was, now = getattr(entry, field), getattr(kept[entry.key], field)
            assert was in ("", now) or (was, now) in told


def place_of(row: ReturnedRow) -> Origin:
    return row.origin


def is_moved(row: ReturnedRow) -> bool:
    return row.locked["Surname"].words != KEYS[row.key][0]


@unhurried
@given(st.data(), returned_files())
def test_collecting_twice_changes_nothing(data: st.DataObject, files: list[Returned]) -> None:
    prefer = data.draw(preferred(files))
    once = merged(files, (), prefer)
    twice = merged(files, once.entries, prefer)
    assert store_bytes(twice.entries) == store_bytes(once.entries)
    assert (twice.new, twice.changed) == (0, 0)


@unhurried
@given(st.data(), returned_files())
def test_the_order_of_files_and_rows_does_not_matter(data: st.DataObject, files: list[Returned]) -> None:
    turned = [
        file._replace(rows=tuple(data.draw(st.permutations(file.rows))))
        for file in data.draw(st.permutations(files))
    ]
    assert store_bytes(merged(turned, (), None).entries) == store_bytes(merged(files, (), None).entries)


entries = st.builds(
    RagEntry,
    key=st.uuids().map(str),
    session=st.just("2025-26"),
    period=st.integers(1, 4),
    by=st.just("faculty"),
    unit=words,
    pupil=words,
    surname=words,
    forename=words,
    subject=words,
    level=words,
    class_code=words,
    rag=st.sampled_from(["", "Red", "Amber", "Green"]),
    comment=words,
    note=words,
    action=words,
    by_whom=words,
    review_date=st.sampled_from(["", "2026-03-12", "after Easter"]),
    returned_in=words,
)


@unhurried
@given(st.lists(entries, max_size=5, unique_by=lambda entry: entry.key))
def test_the_store_is_read_as_it_was_written(kept: list[RagEntry]) -> None:
    with TemporaryDirectory() as folder:
        data = store_bytes(kept)
        (Path(folder) / STORE).write_bytes(data)
        found = read_store(Path(folder))
    assert sorted(found) == sorted(kept)
    assert store_bytes(reversed(found)) == data


def rows_of(places: Sequence[tuple[str, str, str]], period: int) -> list[RagRow]:
    return [
        RagRow(
            key_of(pupil, subject, class_code, period), period, pupil, "clear", pupil, "", "S4", "", subject, "N5",
            class_code, "", "", "",
        )
        for pupil, subject, class_code in places
    ]  # fmt: skip


places = st.tuples(st.sampled_from(PUPILS), st.sampled_from(SUBJECTS), st.sampled_from(["", "4A", "4B"]))


@unhurried
@given(st.lists(places, unique=True), st.lists(st.tuples(places, st.integers(1, 3), words), max_size=8))
def test_what_was_written_the_last_time_is_carried_or_listed(
    now: list[tuple[str, str, str]], before: list[tuple[tuple[str, str, str], int, str]]
) -> None:
    rows = rows_of(now, period=3)
    written = [
        RagEntry(
            f"K{at}",
            "2025-26",
            period,
            "faculty",
            "Arts",
            pupil,
            pupil,
            "",
            subject,
            "N5",
            code,
            comment=word,
        )
        for at, ((pupil, subject, code), period, word) in enumerate(before)
    ]
    carried, unmatched = carry(rows, written)
    last: dict[tuple[str, str], int] = {}
    for entry in written:
        if entry.period < (3 if rows else 0):
            place = (entry.pupil, entry.subject)
            last[place] = max(last.get(place, 0), entry.period)
    due = Counter(e.comment for e in written if e.period == last.get((e.pupil, e.subject)))
    assert due == Counter(e.comment for beside in carried.values() for e in beside) + Counter(
        e.comment for e in unmatched
    )
    by_key = {row.key: row for row in rows}
    assert all(
        (by_key[key].pupil, by_key[key].subject) == (entry.pupil, entry.subject)
        for key, beside in carried.items()
        for entry in beside
    )


def test_no_key_can_become_a_number_and_all_are_read_back() -> None:
    for key in KEYS:
        assert (key[0], read_key(f" {key.upper()} "), read_key(f"'{key}")) == ("K", key, key)
    assert [read_key(text) for text in ("", "K12", "123456789012", "K12345678901g")] == [""] * 4
