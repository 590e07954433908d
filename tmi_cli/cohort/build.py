"""Readings of sheets become a cohort."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter

from tmi_cli.cohort.cohort import Cohort
from tmi_cli.cohort.courses import add_known_blanks, merge_rows
from tmi_cli.cohort.groups import groups_of, percentage
from tmi_cli.cohort.pupils import PupilIndex
from tmi_cli.cohort.targets import targets_in_force
from tmi_cli.layouts import Blank, ListRow, Passed, SheetReading
from tmi_cli.origin import Origin
from tmi_cli.policy import Policy
from tmi_cli.records import Entry, Problem, Pupil, PupilAsTold, check_digit_fits
from tmi_cli.records.entry import RATINGS
from tmi_cli.records.pupil import COMPARED


def make_cohort(readings: Sequence[SheetReading], policy: Policy, *, period: int | None = None) -> Cohort:
    """Return the cohort of some sheets, judged by nobody yet.

    ``period`` is the one to report; without it each stage reports its latest period with a value. Rows whose
    pupil is ambiguous (or, in lists, unknown) become rejected in their reading, each with its problem.
    """
    problems: list[Problem] = []
    index = _who_is_who(readings, problems)
    rows: dict[str, list[Entry]] = defaultdict(list)
    blanks: dict[str, list[Blank]] = defaultdict(list)
    for reading in readings:
        _give(reading, index, rows, blanks, problems)
    cells = _attendance_cells(readings, index)
    pupils = {key: _pupil(key, index, policy, cells=cells.get(key, {})) for key in index.tracked}
    cohort = Cohort(pupils=pupils, history={}, reported={}, problems=problems)
    _fill_teachers(readings, index, rows)
    for key in pupils:
        subjects = merge_rows((e for e in rows[key] if e.counts), problems)
        add_known_blanks(subjects, (b for b in blanks[key] if b.counts))
        cohort.history[key] = subjects
        for history in subjects.values():
            cohort.targets.update(targets_in_force(history, policy, problems))
    cohort.reported = _reported(cohort, period)
    _tell_of_pupils(cohort, index, problems)
    _tell_of_courses(cohort, problems)
    _tell_of_polarity(readings, policy, problems)
    return cohort


def _who_is_who(readings: Sequence[SheetReading], problems: list[Problem]) -> PupilIndex:
    index = PupilIndex()
    tracked = _once((e.period, e.told) for r in readings for e in _places(r))
    listed = _once((0, row.told) for r in readings for row in r.list_rows)
    index.add_numbered(tracked, tracked=True)
    index.add_numbered(listed, tracked=False)
    index.add_named(tracked)
    for reading in readings:
        for row in list(reading.list_rows):
            match = index.match(row.told)
            if match.key is None:
                _reject(reading, row.row, f"pupil-{match.why}", row.spot.pupil_origin(row.row), problems)
            elif row.told.scn is None:
                index.attach(match.key, row.told)
    return index


def _places(reading: SheetReading) -> list[Entry | Blank]:
    return [*reading.entries, *reading.blanks]


def _once(rows: Iterable[tuple[int, PupilAsTold]]) -> list[tuple[int, PupilAsTold]]:
    """Each (period, pupil of a row) once; the rows of one pupil in one sheet share their record."""
    return list({(period, id(told)): (period, told) for period, told in rows}.values())


def _reject(reading: SheetReading, row: int, code: str, origin: Origin, problems: list[Problem]) -> None:
    reading.read -= 1
    reading.rejected.append(Passed(row, "pupil ambiguous" if code.endswith("ambiguous") else "pupil unknown"))
    problems.append(Problem.of(code, origin))


def _give(
    reading: SheetReading,
    index: PupilIndex,
    rows: dict[str, list[Entry]],
    blanks: dict[str, list[Blank]],
    problems: list[Problem],
) -> None:
    """Give every entry to its pupil; a row whose pupil is ambiguous is rejected once."""
    nobodys: dict[int, Origin] = {}
    for entry in reading.entries:
        key = index.match(entry.told).key
        if key is None:
            nobodys[entry.row] = entry.pupil_origin
        else:
            rows[key].append(entry)
    for blank in reading.blanks:
        key = index.match(blank.told).key
        if key is None:
            nobodys[blank.row] = blank.spot.pupil_origin(blank.row)
        else:
            blanks[key].append(blank)
    for row, origin in nobodys.items():
        _reject(reading, row, "pupil-ambiguous", origin, problems)


def _fill_teachers(readings: Sequence[SheetReading], index: PupilIndex, rows: dict[str, list[Entry]]) -> None:
    """Give entries without a teacher the one a class list tells: of their class, else of the only one."""
    lists: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for reading in readings:
        for row in reading.list_rows:
            key = index.match(row.told).key if row.taught else None
            if row.taught and key is not None:
                lists[key, row.taught.subject][row.taught.class_code.casefold()] = row.taught.teacher
    for key in {key for key, _ in lists}:
        for at, entry in enumerate(rows[key]):
            classes = lists.get((key, entry.course.subject), {})
            if entry.teachers or not classes:
                continue
            only = next(iter(classes.values())) if len(classes) == 1 else None
            teacher = classes.get((entry.course.class_code or "").casefold(), only)
            if teacher:
                rows[key][at] = entry.model_copy(update={"teachers": (teacher,)})


def _attendance_cells(readings: Sequence[SheetReading], index: PupilIndex) -> dict[str, dict[str, Origin]]:
    """Where each pupil's attendance stands, by the text of the cell."""
    cells: dict[str, dict[str, Origin]] = defaultdict(dict)
    for reading in readings:
        rows: list[ListRow | Entry] = [*reading.list_rows, *reading.entries]
        for row in rows:
            text = row.told.marks.get("attendance")
            key = index.match(row.told).key if text else None
            if text and key is not None:
                cells[key].setdefault(text, row.spot.origin("attendance", row.row))
    return cells


def _pupil(key: str, index: PupilIndex, policy: Policy, *, cells: Mapping[str, Origin]) -> Pupil:
    marks: dict[str, str] = {}
    for mark in dict.fromkeys(m for _, told in index.rows(key) for m in told.marks):
        marks[mark] = index.best(key, _mark(mark)) or ""
    attendance = marks.get("attendance", "")
    return Pupil(
        key=key,
        scn=index.scn(key),
        forename=index.best(key, lambda t: t.known_as) or index.best(key, lambda t: t.forename) or "",
        surname=index.best(key, lambda t: t.surname) or "",
        stage=index.best(key, lambda t: t.stage),
        registration=index.best(key, lambda t: t.registration),
        house=index.best(key, lambda t: t.house),
        groups=groups_of(marks, policy),
        attendance=percentage(attendance) if attendance else None,
        attendance_text=attendance,
        attendance_origin=cells.get(attendance),
        told=tuple((name, marks[name]) for name in COMPARED if name in marks),
    )


def _mark(name: str) -> Callable[[PupilAsTold], str | None]:
    return lambda told: told.marks.get(name)


def _reported(cohort: Cohort, period: int | None) -> dict[str | None, int]:
    """The period reported for each stage: the one asked for where the stage has it, else its latest."""
    found: dict[str | None, set[int]] = defaultdict(set)
    for key, subjects in cohort.history.items():
        for history in subjects.values():
            for number, entries in history.items():
                if not all(map(_EMPTY, entries)):
                    found[cohort.pupils[key].stage].add(number)
    if period is not None:
        return {stage: period for stage, numbers in found.items() if period in numbers}
    return {stage: max(numbers) for stage, numbers in found.items()}


def _tell_of_pupils(cohort: Cohort, index: PupilIndex, problems: list[Problem]) -> None:
    """Problems of pupils, each told once: no number, a check digit that does not fit, two names."""
    for pupil in sorted(cohort.pupils.values(), key=lambda p: p.order):
        period = cohort.reported_period(pupil)
        entry = _any_entry(cohort, pupil, period)
        if entry is None:
            continue
        told = []
        if pupil.scn is None:
            told.append("scn-missing")
        elif not check_digit_fits(pupil.scn):
            told.append("scn-check-digit")
        if index.two_names(pupil.key):
            told.append("pupil-two-names")
        if pupil.stage is None:
            told.append("stage-unknown")
        problems.extend(Problem.of(code, entry.pupil_origin, period=period, stage=pupil.stage) for code in told)


def _any_entry(cohort: Cohort, pupil: Pupil, period: int | None) -> Entry | None:
    """The first entry (by its place) of a pupil in a period."""
    entries = [entry for history in cohort.history[pupil.key].values() for entry in history.get(period or 0, ())]
    return min(entries, key=lambda e: (e.spot.file, e.spot.sheet or "", e.row), default=None)


def _tell_of_courses(cohort: Cohort, problems: list[Problem]) -> None:
    """Problems of courses: no level, a level changed, a subject that no faculty claims (once a subject)."""
    unclaimed: set[str] = set()
    for pupil, entry in cohort.reported_entries():
        subject, level, _ = entry.course
        if entry.faculty is None:
            unclaimed.add(subject)
        if level is None and not entry.empty:
            problems.append(
                Problem.of(
                    "level-unknown",
                    entry.pupil_origin,
                    field="level",
                    period=entry.period,
                    stage=pupil.stage,
                )
            )
        history = cohort.history[pupil.key][subject]
        before = max((p for p in history if p < entry.period), default=None)
        if level is None or before is None:
            continue
        levels = {e.course.level for e in history[before]} - {None}
        if levels and level not in levels:
            problems.append(
                Problem.of(
                    "level-changed",
                    entry.pupil_origin,
                    field="level",
                    value=level,
                    period=entry.period,
                    stage=pupil.stage,
                    before=" and ".join(sorted(str(name) for name in levels)),
                    before_period=before,
                    after=level,
                )
            )
    problems.extend(
        Problem.of("subject-without-faculty", None, field="subject", value=subject, subject=subject)
        for subject in sorted(unclaimed)
    )


def _tell_of_polarity(readings: Sequence[SheetReading], policy: Policy, problems: list[Problem]) -> None:
    """A sheet in which most ratings are a concern is questioned: the scale may run the other way there."""
    for reading in readings:
        codes: dict[int, Counter[str]] = defaultdict(Counter)
        # Few ratings differ: each set of them is counted before it is taken apart.
        for (period, *ratings), count in Counter(map(_PERIOD_AND_RATINGS, reading.entries)).items():
            for code in ratings:
                if code:
                    codes[period][code] += count
        for period, seen in sorted(codes.items()):
            judged = sum(seen.values())
            concern = sum(seen[code] for code in policy.ratings.concerns)
            if judged >= _ENOUGH_TO_ASK and concern * 2 > judged:
                told = f"{concern} of {judged}"
                origin = Origin(reading.table.file.name, reading.table.sheet)
                problems.append(Problem.of("polarity-doubtful", origin, value=told, period=period, share=told))


_EMPTY = attrgetter("empty")
_PERIOD_AND_RATINGS = attrgetter("period", *RATINGS)
_ENOUGH_TO_ASK = 20
"""Ratings in a sheet below which most of them being a concern says nothing."""
