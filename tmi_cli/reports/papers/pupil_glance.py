"""One pupil at a glance: who it is, who acts, what changed, and every course over the periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tmi_cli.analysis.timeline import CourseLine, FlagLife, Moment, periods_for
from tmi_cli.policy.ladder import Unit
from tmi_cli.records import Entry, Pupil
from tmi_cli.records.entry import RATINGS
from tmi_cli.reports.paper import Head, TablePart, Value
from tmi_cli.reports.papers.parts import listed
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook.owners import sees_groups

SUBJECT = Head("Subject", "subject", "strong", 12, 20)

_UNITS: tuple[Unit, ...] = ("house", "stage")
_MOST_UNJUDGED = 6


class Reader(NamedTuple):
    """Whom a pupil's paper is for, and whether that person may see groups."""

    name: str
    sees_groups: bool


def reader_of(report: Report, pupil: Pupil) -> Reader:
    """Whoever looks after the pupil's house or stage by the ladder; one who may see groups before another."""
    steps = report.policy.ladder_of(pupil.stage).steps
    found = []
    for kind in _UNITS:
        unit = pupil.house if kind == "house" else pupil.stage
        mine = [step for step in steps if step.unit == kind]
        if unit and mine:
            titles = dict.fromkeys(step.title for step in mine)
            role = _lower(mine[0].title) if len(titles) == 1 else " / ".join(step.role for step in mine)
            found.append(Reader(f"the {role} of {unit}", sees_groups(report, kind)))
    anyone = Reader("a person who may see this pupil in all subjects", False)
    return next((reader for reader in found if reader.sees_groups), found[0] if found else anyone)


def glance_sentences(report: Report, pupil: Pupil, *, lives: Sequence[FlagLife], groups: bool) -> Iterator[str]:
    """Who the pupil is, attendance, groups, the owner and why, near miss, counts, what could not be judged."""
    yield _who(pupil)
    yield _attendance(pupil)
    if groups:
        told = ", ".join(pupil.groups)
        yield f"Groups: {told}." if told else "In none of the policy's groups, as far as the lists tell."
    yield from _overview(report, pupil)
    yield from _counts(report, pupil, lives)
    unjudged = dict.fromkeys(
        f"{item.subject or 'attendance'} ({item.why})"
        for item in report.findings.cannot_judge
        if item.pupil.key == pupil.key
    )
    if unjudged:
        more = [f"{len(unjudged) - _MOST_UNJUDGED} more"] if len(unjudged) > _MOST_UNJUDGED else []
        yield f"Not all could be judged: {listed([*list(unjudged)[:_MOST_UNJUDGED], *more])}."


def timeline_table(lines: Sequence[CourseLine], lives: Sequence[FlagLife], *, reported: int | None) -> TablePart:
    """Every course over the periods: bars, then in each period value, target in force and ratings."""
    flagged = Counter(
        (life.flag.subject, life.flag.level, life.flag.class_code)
        for life in lives
        if life.flag.period == reported
    )
    periods = [moment.period for line in lines[:1] for moment in line.moments]
    rows: list[tuple[Value, ...]] = []
    for line in lines:
        now = next((moment.entry for moment in line.moments if moment.period == reported), None)
        teachers = dict.fromkeys(name for m in line.moments if m.entry for name in m.entry.teachers)
        rows.append(
            (
                line.subject,
                _level(line),
                line.sparkline,
                *(_cell(moment) for moment in line.moments),
                flagged[now.course] if now else None,
                ", ".join(line.classes),
                ", ".join(teachers),
            )
        )
    targets = any(moment.target for line in lines for moment in line.moments)
    told = [
        f"Trend: {_values_word(lines)} by period, higher is better (compare within a row)"
        + ("; after │ the target." if targets else "."),
        f"In each period: the same{' / target in force' if targets else ''}, then effort, behaviour, homework; "
        "- is blank, ? unusable.",
        *(["N5 ← H: came to N5 from H."] if any(line.changes for line in lines) else []),
        *_meanings(lines),
    ]
    return TablePart(
        name="timeline",
        title="Courses over the periods",
        heads=(
            SUBJECT,
            Head("Level", "level", "text", 3, 8),
            Head("Trend", "trend"),
            *(Head(f"Period {period}", f"period {period}", "text", 9, 10) for period in periods),
            Head("Flags", "flags", "count"),
            Head("Class", "class", "text", 6, 12, on_paper=False),
            Head("Teacher", "teacher", "text", 10, 20, on_paper=False),
        ),
        rows=tuple(rows),
        note=" ".join(told),
        empty="The pupil has no course.",
    )


def _level(line: CourseLine) -> str:
    """The level of a course, and where the pupil came to it from: ``N5 ← H``."""
    before = dict.fromkeys(change.before for change in line.changes)
    return (line.level or "?") + (f" ← {', '.join(before)}" if before else "")


def _cell(moment: Moment) -> str:
    """A course in one period: ``5/4 2 1 -``; empty where the pupil was not in it."""
    entry = moment.entry
    if entry is None:
        return ""
    value = moment.value or _missing(entry, "level_code" if entry.phase == "bge" else "working_grade")
    ratings = " ".join(getattr(entry, field) or _missing(entry, field) for field in RATINGS)
    return f"{value}{f'/{moment.target}' if moment.target else ''} {ratings}"


def _missing(entry: Entry, field: str) -> str:
    return "?" if field in entry.unreadable or field in entry.conflicting else "-"


def _values_word(lines: Sequence[CourseLine]) -> str:
    """What the values of these courses are called."""
    phases = {moment.entry.phase for line in lines for moment in line.moments if moment.entry}
    words = {"bge": "level and progress code", "senior": "working grade"}
    return " or ".join(word for phase, word in words.items() if phase in phases) or "working grade"


def _meanings(lines: Sequence[CourseLine]) -> Iterator[str]:
    """What the codes of these courses are called on their scale: ``N4: 8 on track to pass, 9 off track.``"""
    by_scale: dict[int, list[CourseLine]] = {}
    for line in lines:
        by_scale.setdefault(id(line.scale), []).append(line)
    for same in by_scale.values():
        scale = same[0].scale
        codes = {code for line in same for moment in line.moments for code in (moment.value, moment.target)}
        named = (
            [f"{code} {scale.labels[code]}" for code in scale.order if code in codes & {*scale.labels}]
            if scale
            else []
        )
        if named:
            yield f"{', '.join(dict.fromkeys(line.level or '' for line in same))}: {', '.join(named)}."


def _who(pupil: Pupil) -> str:
    # Of a pupil who is told by a token or a place the number is not unknown but left out.
    number = "SCN not known" if pupil.forename else ""
    told = [
        pupil.stage or "Stage not known",
        f"registration {pupil.registration}" if pupil.registration else "registration not known",
        f"house {pupil.house}" if pupil.house else "house not known",
        f"SCN {pupil.scn}" if pupil.scn else number,
    ]
    return ", ".join(filter(None, told)) + "."


def _attendance(pupil: Pupil) -> str:
    if not pupil.attendance_text:
        return "Attendance is not known."
    cell = f" ({pupil.attendance_origin})" if pupil.attendance_origin else ""
    if pupil.attendance is None:
        return f"Attendance cannot be read: “{pupil.attendance_text}”{cell}."
    return f"Attendance {pupil.attendance:g} %{cell}."


def _overview(report: Report, pupil: Pupil) -> Iterator[str]:
    """Who has the strategic overview now and why, and whether the ladder's top step is near."""
    case = next((case for case in report.cases if case.pupil.key == pupil.key), None)
    if case is None:
        yield "Overview: not flagged in the reported period; nobody needs to act by the policy."
        return
    owner, counted = case.owner, report.policy.ladder_of(pupil.stage).count
    unit = f" ({owner.unit})" if owner.unit else ""
    name = f", {owner.name}" if owner.name and owner.name != owner.unit else ""
    in_what = listed(case.faculties if counted == "faculties" else case.subjects)
    assumed = " The ladder's numbers are assumed." if case.assumed else ""
    yield f"Overview: {owner.role}{unit}{name}, because of {owner.why}: {in_what or 'none'}.{assumed}"
    for miss in report.near_misses:
        if miss.pupil.key == pupil.key:
            yield f"Near miss: one {'faculty' if counted == 'faculties' else 'subject'} short of the {miss.to}."


def _counts(report: Report, pupil: Pupil, lives: Sequence[FlagLife]) -> Iterator[str]:
    """Flags by period, their states now, and what ended since the period before."""
    reported = report.cohort.reported_period(pupil)
    if reported is None:
        return
    by_period = Counter(life.flag.period for life in lives)
    told = listed(f"{by_period[period]} in period {period}" for period in periods_for(report.cohort, pupil))
    states = Counter(life.flag.state for life in lives if life.flag.period == reported)
    now = [f"{states[state]} {state}" for state in ("worse", "new", "continuing", "better") if states[state]]
    for state, gone in (("resolved", report.findings.resolved), ("not seen", report.findings.not_seen)):
        # As the other lists count them: once where a pupil has two classes in the subject.
        mine = {(x.rule, x.subject, x.level, x.last_period) for x in gone if x.pupil.key == pupil.key}
        now += [f"{len(mine)} {state}"] if mine else []
    yield f"Flags: {told}." + (f" Now: {', '.join(now)}." if now else "")


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
