"""Who is on which form: the courses of a unit with their flags, and what was written the last time beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from tmi_cli.cohort import Cohort
from tmi_cli.escalation import Case
from tmi_cli.flags import Findings
from tmi_cli.rag.form import MARKS_OF_RAG, WRITTEN
from tmi_cli.rag.keys import By, row_key
from tmi_cli.rag.store import RagEntry
from tmi_cli.records import Entry, Pupil

Outcome = Literal["flagged", "clear", "cannot judge"]
Course = tuple[str, str, str]
"""Subject, level and class, empty where there is none."""

WHY_CLEAR = "Not flagged"


class RagRow(NamedTuple):
    """A row of a form: a pupil's course, why it is flagged or not judged, the last words, and this period's.

    ``outcome`` is what the rules say together (``cannot judge``: none flagged, and one could not be judged);
    ``pupil`` tells pupils apart and is not shown.
    """

    key: str
    period: int
    pupil: str
    outcome: Outcome
    surname: str
    forename: str
    stage: str
    registration: str
    subject: str
    level: str
    class_code: str
    teacher: str
    why: str
    scn: str
    last_rag: str = ""
    last_comment: str = ""
    last_note: str = ""
    rag: str = ""
    comment: str = ""
    note: str = ""
    action: str = ""
    by_whom: str = ""
    review_date: str = ""


class Unit(NamedTuple):
    """A form's unit with its rows; ``unmatched`` is what it wrote the last time of what is on it no more."""

    by: By
    name: str
    rows: tuple[RagRow, ...]
    unmatched: tuple[RagEntry, ...]


def tracked_units(
    cohort: Cohort,
    cases: Sequence[Case],
    findings: Findings,
    *,
    by: By,
    session: str,
    stored: Iterable[RagEntry],
    flagged_only: bool = False,
) -> tuple[Unit, ...]:
    """The forms of a period. A faculty's holds every pupil with one of its courses in the reported period.

    A house's or stage's holds all courses of the pupils whose overview lies with it, and no other pupil.
    ``flagged_only`` leaves out what is not flagged. Flagged rows come first, then by name. What was entered
    already in the period stands in the form again.
    """
    reasons, unjudged = _reasons(cases), _unjudged(findings)
    rows: dict[str, list[RagRow]] = defaultdict(list)
    for unit, pupil, course, teacher in _courses(cohort, cases, by):
        place = (pupil.key, *course)
        outcome: Outcome = "flagged" if place in reasons else "cannot judge" if place in unjudged else "clear"
        if flagged_only and outcome != "flagged":
            continue
        why = {
            "flagged": "; ".join(reasons.get(place, ())),
            "cannot judge": f"{WHY_CLEAR}; not judged: {'; '.join(unjudged.get(place, ()))}",
            "clear": WHY_CLEAR,
        }[outcome]
        period = cohort.reported_period(pupil) or 0
        rows[unit].append(
            RagRow(
                key=row_key(session=session, period=period, by=by, unit=unit, pupil=pupil.key, course=course),
                period=period,
                pupil=pupil.key,
                outcome=outcome,
                surname=pupil.surname,
                forename=pupil.forename,
                stage=pupil.stage or "",
                registration=pupil.registration or "",
                subject=course[0],
                level=course[1],
                class_code=course[2],
                teacher=teacher,
                why=why,
                scn=pupil.scn or "",
            )
        )
    orders = {key: pupil.order for key, pupil in cohort.pupils.items()}
    written: dict[str, list[RagEntry]] = defaultdict(list)
    for entry in stored:
        if (entry.session, entry.by) == (session, by):
            written[entry.unit].append(entry)
    return tuple(_unit(by, name, _in_order(rows[name], orders), written[name]) for name in sorted(rows))


def carry(
    rows: Sequence[RagRow], written: Iterable[RagEntry]
) -> tuple[Mapping[str, Sequence[RagEntry]], tuple[RagEntry, ...]]:
    """Put what one unit wrote the last time beside the rows of now, by key; and what no row is left for.

    The last time is the latest period before the row's in which something was written of the pupil and subject.
    Each entry goes to the row of its course, else to the first of the pupil's subject.
    """
    exact: dict[tuple[str, ...], RagRow] = {}
    subject: dict[tuple[str, str], RagRow] = {}
    for row in rows:
        exact.setdefault((row.pupil, row.subject, row.level, row.class_code), row)
        subject.setdefault((row.pupil, row.subject), row)
    last = max((row.period for row in rows), default=0)
    by_subject: dict[tuple[str, str], list[RagEntry]] = defaultdict(list)
    for entry in written:
        now = subject.get((entry.pupil, entry.subject))
        if entry.period < (now.period if now else last):
            by_subject[entry.pupil, entry.subject].append(entry)
    carried: dict[str, list[RagEntry]] = defaultdict(list)
    unmatched: list[RagEntry] = []
    for place, entries in by_subject.items():
        newest = max(entry.period for entry in entries)
        for entry in entries:
            if entry.period != newest:
                continue
            course = (entry.pupil, entry.subject, entry.level, entry.class_code)
            beside = exact.get(course) or subject.get(place)
            if beside is None:
                unmatched.append(entry)
            else:
                carried[beside.key].append(entry)
    return carried, tuple(unmatched)


def _unit(by: By, name: str, rows: Sequence[RagRow], written: Sequence[RagEntry]) -> Unit:
    carried, unmatched = carry(rows, written)
    now = {entry.key: entry for entry in written}
    filled = []
    for row in rows:
        last = carried.get(row.key, ())
        words = {
            "last_rag": _joined(MARKS_OF_RAG.get(entry.rag, "") for entry in last),
            "last_comment": _joined(entry.comment for entry in last),
            "last_note": _joined(entry.note for entry in last),
        }
        if row.key in now:
            words |= {field: getattr(now[row.key], field) for field in WRITTEN.values()}
        filled.append(row._replace(**words))  # type: ignore[arg-type]  # all of these are texts
    return Unit(by, name, tuple(filled), unmatched)


def _joined(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(word for word in words if word))


def _in_order(rows: Iterable[RagRow], orders: Mapping[str, tuple[str, str, str]]) -> list[RagRow]:
    return sorted(
        rows,
        key=lambda row: (row.outcome != "flagged", orders[row.pupil], row.subject, row.class_code, row.level),
    )


def _courses(cohort: Cohort, cases: Sequence[Case], by: By) -> Iterable[tuple[str, Pupil, Course, str]]:
    """Each course of the reported period with its unit and pupil, and the teachers."""
    if by == "faculty":
        for pupil, entry in cohort.reported_entries():
            yield entry.faculty or "No faculty", pupil, _course(entry), ", ".join(entry.teachers)
        return
    owned = {case.pupil.key: case for case in cases if case.owner.unit_kind == by}
    for pupil, entry in cohort.reported_entries():
        if pupil.key in owned:
            unit = owned[pupil.key].owner.unit or f"No {by}"
            yield unit, pupil, _course(entry), ", ".join(entry.teachers)
    for case in owned.values():
        if any(flag.subject is None for flag in case.flags):
            # A flag of the pupil and of no course: attendance.
            yield case.owner.unit or f"No {by}", case.pupil, ("", "", ""), ""


def _course(entry: Entry) -> Course:
    return entry.course.subject, entry.course.level or "", entry.course.class_code or ""


def _reasons(cases: Iterable[Case]) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for case in cases:
        for flag in case.flags:
            found[case.pupil.key, flag.subject or "", flag.level or "", flag.class_code or ""].append(flag.reason)
    return found


def _unjudged(findings: Findings) -> dict[tuple[str, ...], dict[str, None]]:
    found: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    for item in findings.cannot_judge:
        place = (item.pupil.key, item.subject or "", item.level or "", item.class_code or "")
        found[place][item.why] = None
    return found
