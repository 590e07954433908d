"""The lists of what changed: pupils who moved on the ladder, and flags by what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tmi_cli.analysis.changes import Change, Changes, Direction
from tmi_cli.escalation import Owner
from tmi_cli.reports.paper import Head, Section, TablePart, Value
from tmi_cli.reports.papers.parts import PUPIL_HEADS, pupil_cells
from tmi_cli.reports.workbook.lines import places

_MOVED: Mapping[Direction, str] = {
    "up": "Up",
    "onto": "Onto the ladder",
    "across": "To another owner",
    "down": "Down",
    "off": "Off the ladder",
}
"""How a move is told, in the order of the list."""

_COURSE = (
    Head("Subject", "subject", "text", 12, 20),
    Head("Level", "level"),
    Head("Class", "class", "text", 7, 12),
)
_STATE = Head("State", "state", "state", 13, 16)
_STORY = (
    Head("First flagged", "first", "count"),
    Head("Since", "since", "count"),
    Head("Periods flagged", "periods", "count"),
)
_OWNER = Head("Overview with", "owner", "text", 12, 26)
_BEHIND = (
    Head("Faculty", "faculty", "text", 10, 18, on_paper=False),
    Head("Teacher", "teacher", "text", 10, 16, on_paper=False),
    Head("Rule", "rule", "text", 10, 16, on_paper=False),
    Head("Source", "source", "text", 20, 60, on_paper=False),
)


def moves_section(changes: Changes) -> Section:
    """Every pupil whose place on the ladder changed: those who moved up first, those who left it last."""
    rows: list[tuple[Value, ...]] = [
        (
            *pupil_cells(move.pupil),
            move.pupil.house or "",
            words,
            _told(move.before),
            _told(move.now),
            ", ".join(move.more),
            ", ".join(move.fewer),
            *(move.states.get(state, 0) for state in ("worse", "new", "resolved", "not seen")),
        )
        for direction, words in _MOVED.items()
        for move in changes.moved(direction)
    ]
    heads = (
        *PUPIL_HEADS,
        Head("House", "house", "text", 7, 12),
        Head("Moved", "direction", "strong", 9, 16),
        Head("Before", "before", "text", 12, 26),
        Head("Now", "now", "text", 12, 26),
        Head("Counts now, not then", "more", "text", 14, 30),
        Head("Counted then, not now", "fewer", "text", 14, 30),
        Head("Worse", "worse", "count"),
        Head("New", "new", "count"),
        Head("Resolved", "resolved", "count"),
        Head("Not seen", "not seen", "count"),
    )
    return Section(
        "Moved",
        "Moved on the ladder",
        (TablePart("moved", "Moved on the ladder", heads, tuple(rows), empty="Nobody moved on the ladder."),),
        intro="Up first. Faculties (or subjects) are those that the ladder counts. Who moved down or left it with "
        "a flag not seen has not been judged again.",
        long=True,
    )


def change_sections(changes: Changes) -> tuple[Section, ...]:
    """The flags: new and worse; resolved and better, pupils with most of them first; continuing; not seen."""
    good = changes.of("resolved", "better")
    most = Counter(change.flag.pupil.key for change in good)
    return (
        _list(
            "New and worse",
            sorted(changes.of("worse", "new"), key=lambda change: change.state != "worse"),
            intro="Worse first: seen before and grown. New: clear the time before, or judged for the first time.",
            empty="Nothing is new and nothing got worse.",
        ),
        _list(
            "Resolved and better",
            sorted(good, key=lambda c: (-most[c.flag.pupil.key], c.flag.pupil.order, c.state != "resolved")),
            intro="Whom to praise: most good news first. The reason of what is resolved is as it was told last.",
            empty="Nothing is resolved and nothing got better.",
        ),
        _list(
            "Continuing",
            sorted(changes.of("continuing"), key=lambda change: -change.periods),
            intro="Flagged in most periods first.",
            empty="No flag continues from an earlier period.",
        ),
        _list(
            "Not seen",
            sorted(changes.of("not seen"), key=lambda change: -change.last),
            intro="Flagged before and not judged since: blank, unreadable, or the course is gone. Nobody knows.",
            empty="Every flag of an earlier period was judged again.",
        ),
    )


def _list(name: str, changes: Sequence[Change], *, intro: str, empty: str) -> Section:
    rows = tuple(_row(change) for change in changes)
    heads = (
        *PUPIL_HEADS,
        _STATE,
        *_COURSE,
        Head("Reason", "reason", "text", 18, 34),
        *_STORY,
        Head("Last flagged", "last", "count"),
        _OWNER,
        *_BEHIND,
    )
    key = name.lower().replace(" ", "_")
    return Section(name, name, (TablePart(key, name, heads, rows, empty=empty),), intro=intro, long=True)


def _row(change: Change) -> tuple[Value, ...]:
    flag = change.flag
    return (
        *pupil_cells(flag.pupil),
        change.state,
        flag.subject or "",
        flag.level or "",
        flag.class_code or "",
        flag.reason,
        change.first,
        change.since,
        change.periods,
        change.last,
        _told(change.owner),
        flag.faculty or "",
        flag.teacher or "",
        flag.rule,
        places(item.origin for item in flag.evidence),
    )


def _told(owner: Owner | None) -> str:
    """A role with the person or, where none is named, what that role looks after, and why."""
    if owner is None:
        return ""
    who = owner.name or owner.unit
    return f"{owner.role}{f' ({who})' if who else ''}: {owner.why}"
