"""What the lists show, line by line, as texts; made once and shared by every workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from tmi_cli.escalation import Case, NearMiss
from tmi_cli.flags import Evidence, Flag
from tmi_cli.flags.find import CannotJudge, NotSeen
from tmi_cli.origin import Origin
from tmi_cli.rag import LastWords, course_of
from tmi_cli.records import Pupil


class Who(NamedTuple):
    """A pupil as every list shows them; empty text where nothing is known."""

    key: str
    surname: str
    forename: str
    stage: str
    registration: str
    house: str
    groups: str
    scn: str
    order: tuple[str, str, str]

    @classmethod
    def of(cls, pupil: Pupil) -> Who:
        """The pupil's texts, and the key by which pupils are listed."""
        return cls(
            key=pupil.key,
            surname=pupil.surname,
            forename=pupil.forename,
            stage=pupil.stage or "",
            registration=pupil.registration or "",
            house=pupil.house or "",
            groups=", ".join(pupil.groups),
            scn=pupil.scn or "",
            order=pupil.order,
        )


class FlagLine(NamedTuple):
    """One flag with its pupil, its owner and its evidence.

    ``overview`` says who has the strategic overview and why, ``counted`` the same without
    naming any subject, for those who see one faculty. ``value`` is what stands in the cells of the
    reported ``period``, ``previous`` in those it was compared with: an earlier period's, or the target.
    ``rag`` is what the faculty said of the course the last time.
    """

    who: Who
    overview: str
    counted: str
    why: str
    faculty_count: int
    faculties: str
    subject: str
    level: str
    class_code: str
    teacher: str
    faculty: str
    rule: str
    rule_id: str
    reason: str
    state: str
    since: int
    period: int
    value: str
    previous: str
    source: str
    rag: str = ""


class GoneLine(NamedTuple):
    """A flag of an earlier period that is none now; ``reason`` says when it was last seen."""

    who: Who
    subject: str
    level: str
    class_code: str
    teacher: str
    faculty: str
    rule: str
    reason: str
    state: str


class UnjudgedLine(NamedTuple):
    """What a rule could not judge, and why."""

    who: Who
    subject: str
    level: str
    class_code: str
    teacher: str
    faculty: str
    rule: str
    why: str


class NearMissLine(NamedTuple):
    """A pupil one faculty or subject short of the ladder's top step."""

    who: Who
    overview: str
    to: str
    counted: int
    faculties: str
    subjects: str


def flag_lines(
    case: Case, titles: Mapping[str, str], said: Mapping[str, LastWords] = MappingProxyType({})
) -> list[FlagLine]:
    """The flags of a pupil; ``titles`` are the titles of the rules by name, ``said`` what each faculty wrote."""
    who, owner = Who.of(case.pupil), case.owner
    overview = f"{owner.role}: {owner.why}"
    faculties = ", ".join(case.faculties)
    return [
        FlagLine(
            who=who,
            overview=overview,
            counted=f"{owner.role}: {owner.counted}",
            why=owner.why,
            faculty_count=len(case.faculties),
            faculties=faculties,
            subject=flag.subject or "",
            level=flag.level or "",
            class_code=flag.class_code or "",
            teacher=flag.teacher or "",
            faculty=flag.faculty or "",
            rule=titles[flag.rule],
            rule_id=flag.rule,
            reason=flag.reason,
            state=flag.state,
            since=flag.since,
            period=flag.period,
            value=value_of(flag),
            previous=previous_of(flag),
            source=places(item.origin for item in flag.evidence),
            rag=_said(flag, said),
        )
        for flag in case.flags
    ]


def _said(flag: Flag, said: Mapping[str, LastWords]) -> str:
    if flag.faculty is None or flag.faculty not in said:
        return ""
    course = course_of(flag.subject, flag.level, flag.class_code)
    return ": ".join(filter(None, said[flag.faculty].cells(flag.pupil.key, course, period=flag.period)))


def gone_lines(items: Iterable[NotSeen], state: str, titles: Mapping[str, str]) -> list[GoneLine]:
    """What was flagged and is not now, once where a pupil has two classes in the subject."""
    classes: dict[tuple[object, ...], list[NotSeen]] = defaultdict(list)
    for item in items:
        classes[item.pupil.key, item.rule, item.subject, item.level, item.last_period].append(item)
    return [
        GoneLine(
            who=Who.of(first.pupil),
            subject=first.subject,
            level=first.level or "",
            class_code=", ".join(dict.fromkeys(item.class_code for item in same if item.class_code)),
            teacher="",
            faculty=first.faculty or "",
            rule=titles[first.rule],
            reason=f"Last flagged in period {first.last_period}",
            state=state,
        )
        for same in classes.values()
        for first in same[:1]
    ]


def unjudged_line(item: CannotJudge, titles: Mapping[str, str]) -> UnjudgedLine:
    """What a rule could not judge."""
    return UnjudgedLine(
        who=Who.of(item.pupil),
        subject=item.subject or "Attendance",
        level=item.level or "",
        class_code=item.class_code or "",
        teacher=item.teacher or "",
        faculty=item.faculty or "",
        rule=titles[item.rule],
        why=item.why[:1].upper() + item.why[1:],
    )


def near_miss_line(miss: NearMiss, counted: str) -> NearMissLine:
    """A near miss; ``counted`` is what its ladder counts, ``faculties`` or ``subjects``."""
    return NearMissLine(
        who=Who.of(miss.pupil),
        overview=f"{miss.owner.role}: {miss.owner.why}",
        to=miss.to,
        counted=len(miss.faculties if counted == "faculties" else miss.subjects),
        faculties=", ".join(miss.faculties),
        subjects=", ".join(miss.subjects),
    )


def value_of(flag: Flag) -> str:
    """What stands in the cells of the reported period that a flag rests on."""
    return _told([item for item in flag.evidence if _is_now(item, flag)])


def previous_of(flag: Flag) -> str:
    """What stands in the cells a flag was compared with; empty where it was compared with none."""
    before: dict[tuple[int | None, str], list[Evidence]] = defaultdict(list)
    for item in flag.evidence:
        if not _is_now(item, flag):
            before[item.period, item.field].append(item)
    return "; ".join(_told(items) for items in before.values())


def _is_now(item: Evidence, flag: Flag) -> bool:
    return item.field != "target" and item.period in (flag.period, None)


def _told(items: Sequence[Evidence]) -> str:
    if len({item.field for item in items}) < 2:
        # A level and its progress code can stand in two cells.
        return " ".join(item.value for item in items)
    return ", ".join(f"{item.field.replace('_', ' ')} {item.value}" for item in items)


def places(origins: Iterable[Origin]) -> str:
    """Cells as a person looks them up, those of one sheet together: ``S4.xlsx › Tracking › K14, L14``."""
    cells: dict[str, list[str]] = defaultdict(list)
    for origin in origins:
        cells[str(Origin(origin.file, origin.sheet))].append(origin.cell or "")
    return "; ".join(f"{sheet} › {', '.join(found)}" for sheet, found in cells.items())
