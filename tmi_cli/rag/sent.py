"""What was sent: by which a form that comes back is read, and what nobody should alter is compared."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tmi_cli.errors import RequestError
from tmi_cli.rag.form import LOCKED, WRITTEN
from tmi_cli.rag.keys import By
from tmi_cli.rag.tracked import Outcome, Unit
from tmi_cli.records.model import Record
from tmi_cli.runs import json_bytes

SCHEMA = "tmi.rag-sent/1"

_NAME = re.compile(r"rag-sent-(20\d\d-\d\d)-P(\d+)\.json")


class SentRow(Record):
    """A row as it was sent: its locked cells (header -> text), and what stood in those to be filled in.

    ``expected`` is False where a later form of the unit holds the row no more. ``earlier`` are the locked cells
    of earlier forms, where they were others.
    """

    pupil: str
    period: int
    outcome: Outcome
    locked: dict[str, str]
    filled: dict[str, str] = {}
    expected: bool = True
    earlier: tuple[dict[str, str], ...] = ()


class SentUnit(Record):
    """A unit's form: its rows by key, and the comments that its list offered (none: any is right)."""

    by: By
    unit: str
    comments: tuple[str, ...] = ()
    rows: dict[str, SentRow] = {}


class Sent(Record):
    """Everything that was sent for a period of a session."""

    session: str
    period: int
    units: tuple[SentUnit, ...] = ()


def sent_name(session: str, period: int) -> str:
    """The file's name in the store."""
    return f"rag-sent-{session}-P{period}.json"


def sent_unit(unit: Unit, comments: Sequence[str]) -> SentUnit:
    """A unit's form as it is remembered."""
    return SentUnit(
        by=unit.by,
        unit=unit.name,
        comments=tuple(comments),
        rows={
            row.key: SentRow(
                pupil=row.pupil,
                period=row.period,
                outcome=row.outcome,
                locked={header: getattr(row, field) for header, field in LOCKED.items()},
                filled={f: getattr(row, f) for f in WRITTEN.values() if getattr(row, f)},
            )
            for row in unit.rows
        },
    )


def sent_again(before: Sent | None, now: Sent) -> Sent:
    """What was sent before with what is sent now laid over it: a form of either can still come back."""
    units = {(unit.by, unit.unit): unit for unit in (before.units if before else ())}
    for unit in now.units:
        old = units.get((unit.by, unit.unit))
        units[unit.by, unit.unit] = _over(old, unit) if old else unit
    return now.model_copy(update={"units": tuple(units[place] for place in sorted(units))})


def _over(old: SentUnit, new: SentUnit) -> SentUnit:
    rows = {key: row.model_copy(update={"expected": False}) for key, row in old.rows.items()}
    for key, row in new.rows.items():
        was = rows.get(key)
        known = () if was is None else tuple(cells for cells in (*was.earlier, was.locked) if cells != row.locked)
        rows[key] = row.model_copy(update={"earlier": known})
    return new.model_copy(update={"rows": rows})


def sent_bytes(sent: Sent) -> bytes:
    """As JSON; the same content gives the same bytes."""
    told: Mapping[str, Any] = {"schema": SCHEMA, **sent.model_dump(mode="json", exclude_defaults=True)}
    return json_bytes(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def read_sent(path: Path) -> Sent:
    """Read what was sent. RequestError where the file cannot be read as that."""
    try:
        told = json.loads(path.read_bytes().decode("utf-8"))
        if told.pop("schema") != SCHEMA:
            raise ValueError("another schema")
        return Sent.model_validate(told)
    except (OSError, ValueError, KeyError, AttributeError, TypeError, ValidationError):
        raise RequestError(
            "What was sent cannot be read.",
            where=f"{path.parent.name}/{path.name}",
            hint="Move it away and run tmi rag send again with the same exports: the same rows get the same keys.",
        ) from None


def all_sent(folder: Path, session: str | None = None) -> tuple[Sent, ...]:
    """Everything that was sent, the earliest first; only of one session where it is given."""
    found: Iterable[Path] = folder.glob("rag-sent-*.json") if folder.is_dir() else ()
    named = [
        (match.group(1), int(match.group(2)), path) for path in found if (match := _NAME.fullmatch(path.name))
    ]
    return tuple(read_sent(path) for of, _, path in sorted(named) if session in (None, of))
