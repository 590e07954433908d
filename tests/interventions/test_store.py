"""The store gives back what it was given, in the same bytes; importing again doubles and erases nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small_school import scn
from tmi_cli.errors import ExportError, RequestError
from tmi_cli.interventions import Recorded, store
from tmi_cli.interventions.merge import merge
from tmi_cli.origin import Origin
from tmi_cli.records import Intervention, Pupil, PupilAsTold

DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=("Cs",)), max_size=12)
NAMED = TEXT.filter(lambda text: bool(text.strip()))


@st.composite
def interventions(draw: st.DrawFn) -> Intervention:
    place = Origin("Sheet.xlsx", draw(st.none() | NAMED), 3, 2)
    return Intervention(
        session=draw(st.sampled_from(["2024-25", "2025-26"])),
        pupil=PupilAsTold(
            scn=draw(st.none() | st.integers(0, 30).map(scn)),
            surname=draw(NAMED),
            forename=draw(TEXT),
            stage=draw(st.none() | st.just("S4")),
            registration=draw(TEXT),
        ),
        strategy=draw(NAMED),
        subject=draw(st.none() | NAMED),
        stage=draw(TEXT),
        by_whom=draw(TEXT | st.sampled_from(["=1+1", "'=1", "''-x", "@me", "'tis"])),
        started=draw(st.none() | DAYS),
        review=draw(st.none() | DAYS),
        reviewed=draw(st.none() | DAYS),
        outcome=draw(TEXT),
        note=draw(TEXT),
        period=draw(st.none() | st.integers(1, 9)),
        source=draw(st.none() | st.just(place)),
    )


@given(st.lists(interventions(), max_size=5))
def test_what_is_kept_comes_back_whole_and_in_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, found: list[Intervention]
) -> None:
    path = tmp_path_factory.mktemp("store") / "store" / store.FILE
    kept = tuple(one.model_copy(update={"number": number}) for number, one in enumerate(found, 1))
    store.save(path, reversed(kept))
    before = path.read_bytes()
    assert store.load(path) == kept
    store.save(path, store.load(path))
    assert path.read_bytes() == before


def test_no_cell_of_the_store_can_be_a_formula() -> None:
    one = Intervention(
        number=1, session="2025-26", pupil=PupilAsTold(surname="=A"), strategy="+x", outcome="@y", note="\t-z"
    )
    text = store.as_bytes([one]).decode("utf-8-sig")
    cells = text.splitlines()[1].split('","')
    assert [cell for cell in cells if cell.strip('"').startswith(("=", "+", "@", "\t", "-"))] == []


ROW = f"1,2025-26,{scn(1)},Sample,Ailsa,S4,4A1,,Call home,,,3/11/2025,,,,,,,,,"
HEADER = ",".join(f'"{name}"' for name in store.COLUMNS)


def test_a_store_that_was_saved_in_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / store.FILE
    path.write_text(f"{HEADER}\n{ROW}\n" + "," * 20 + "\n", encoding="utf-8-sig")
    (one,) = store.load(path)
    assert (one.number, one.pupil.scn, one.started) == (1, scn(1), date(2025, 11, 3))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Number,SCN\n", "its first row is not the header that tmi writes"),
        (f"{HEADER}\n1,2\n", "row 2 has 2 cells and not 21"),
        (f"{HEADER}\n{ROW}\n{ROW}\n", "row 3 has the number of another row"),
        (f"{HEADER}\n{ROW.replace('3/11/2025', 'soon')}\n", "row 2: Start date is no date"),
        (f"{HEADER}\n{ROW.replace('Call home', '')}\n", "row 2 has no strategy"),
        (f"{HEADER}\n{ROW.replace(scn(1), '1.2E+08')}\n", "row 2 has a damaged SCN"),
    ],
)
def test_a_row_that_cannot_be_understood_stops_and_names_no_pupil(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / store.FILE
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExportError) as raised:
        store.load(path)
    assert raised.value.sentence == f"The interventions that are kept cannot be used: {says}."
    assert path.read_text(encoding="utf-8") == text


def pupil(number: int) -> Pupil:
    return Pupil(
        key=scn(number), scn=scn(number), forename="A", surname="B", stage="S4", registration=None, house=None
    )


@st.composite
def sheets(draw: st.DrawFn) -> list[Recorded]:
    """Rows that are often alike."""
    rows = []
    for _ in range(draw(st.integers(0, 6))):
        told = pupil(draw(st.integers(1, 2)))
        one = Intervention(
            session="2025-26",
            pupil=PupilAsTold(scn=told.scn),
            strategy=draw(st.sampled_from(["Call home", "Feedback"])),
            started=draw(st.none() | st.just(date(2025, 11, 3))),
            outcome=draw(st.sampled_from(["", "Better", "Worse"])),
            note=draw(st.sampled_from(["", "x"])),
        )
        rows.append(Recorded(one, told))
    return rows


@given(sheets())
def test_a_sheet_that_is_read_again_changes_nothing(sheet: list[Recorded]) -> None:
    once = merge((), sheet)
    again = merge(once.recorded, sheet)
    assert again == (once.recorded, 0, 0, len(sheet))
    assert once.new + once.repeated == len(sheet)


@given(sheets(), sheets())
def test_nothing_that_was_recorded_is_lost_or_erased(first: list[Recorded], second: list[Recorded]) -> None:
    known = merge((), first).recorded
    now = merge(known, second).recorded
    assert len(now) >= len(known)
    for before, after in zip(known, now, strict=False):
        assert (before.pupil, before.intervention.strategy) == (after.pupil, after.intervention.strategy)
        assert not (before.intervention.outcome and not after.intervention.outcome)


def test_a_review_is_recorded_once_and_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / store.FILE
    path.write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8-sig")
    store.review(path, 1, outcome="Better", on=date(2025, 12, 1))
    with pytest.raises(RequestError, match="reviewed before"):
        store.review(path, 1, outcome="Worse", on=date(2025, 12, 2))
    with pytest.raises(RequestError, match="No intervention with the number 2"):
        store.review(path, 2, outcome="Worse", on=date(2025, 12, 2))
    (one,) = store.load(path)
    assert (one.outcome, one.reviewed) == ("Better", date(2025, 12, 1))
    store.review(path, 1, outcome="Worse", on=date(2025, 12, 2), replace=True)
    assert [one.outcome for one in store.load(path)] == ["Worse"]
