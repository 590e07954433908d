"""Everything that was recorded for the pupils of a cohort: what is kept, and what sheets tell besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from tmi_cli.cohort import Cohort
from tmi_cli.errors import ExportError
from tmi_cli.exports import Password, read_export, search_exports
from tmi_cli.interventions import store
from tmi_cli.interventions.merge import Recorded, merge
from tmi_cli.interventions.sheet import ActionSheet, Remark, read_sheet
from tmi_cli.interventions.whose import Roll
from tmi_cli.interventions.words import ActionWords
from tmi_cli.origin import Origin
from tmi_cli.policy import Menu, Policy, School, SubjectMap
from tmi_cli.records import Intervention, Pupil, PupilAsTold


@dataclass(frozen=True, slots=True)
class Interventions:
    """What was done for the pupils of a session.

    ``recorded`` are those of pupils in the exports, in the order of their numbers (new ones last); ``absent``
    those that are kept for pupils who are not; ``elsewhere`` those of other sessions. ``sheets`` account for what
    was read now, of which ``new`` were not known before, ``updated`` were told more, ``repeated`` nothing new.
    ``path`` is the file in which they are kept, ``dates`` the day of each tracking period.
    """

    path: Path = Path(store.FILE)
    recorded: tuple[Recorded, ...] = ()
    absent: tuple[Intervention, ...] = ()
    elsewhere: tuple[Intervention, ...] = ()
    sheets: tuple[ActionSheet, ...] = ()
    new: int = 0
    updated: int = 0
    repeated: int = 0
    dates: Mapping[int, date] = field(default_factory=dict)

    def of(self, pupil: Pupil, subject: str | None) -> list[Intervention]:
        """What was done for a pupil in a subject, with what was done across the school; all, where it is None."""
        return [
            one.intervention
            for one in self.recorded
            if one.pupil.key == pupil.key and (subject is None or one.intervention.subject in (None, subject))
        ]

    def kept(self) -> tuple[Intervention, ...]:
        """All of them with their numbers; those without one get the next."""
        every = (*(one.intervention for one in self.recorded), *self.absent, *self.elsewhere)
        last = max((one.number or 0 for one in every), default=0)
        made = []
        for one in every:
            if one.number is None:
                last += 1
                one = one.model_copy(update={"number": last})
            made.append(one)
        return tuple(sorted(made, key=lambda one: one.number or 0))

    def adding(self, one: Intervention, pupil: Pupil) -> Interventions:
        """With one more."""
        return replace(self, recorded=(*self.recorded, Recorded(one, pupil)))


def store_path(school: School) -> Path:
    """The file in which a school keeps its interventions."""
    return Path(school.store) / store.FILE


def collect(
    cohort: Cohort,
    *,
    school: School,
    policy: Policy,
    session: str,
    files: Sequence[Path] = (),
    password: Password | None = None,
) -> Interventions:
    """The interventions of a session: those kept in the store, then those of ``files`` (files or folders).

    ExportError where a file cannot be read, holds none, or the store is damaged; PolicyError for a wrong mapping.
    """
    words = ActionWords(school.intervention_headers)
    roll, path = Roll(cohort), store_path(school)
    recorded: list[Recorded] = []
    absent, elsewhere = [], []
    for one in store.load(path):
        pupil = roll.whose(one.pupil).pupil if one.session == session else None
        if one.session != session:
            elsewhere.append(one)
        elif pupil is None:
            absent.append(one)
        else:
            recorded.append(Recorded(one, pupil))
    made = Interventions(path, tuple(recorded), tuple(absent), tuple(elsewhere), dates=school.period_dates)
    subjects = SubjectMap(school.faculties)
    for file, name in search_exports(files).files if files else ():
        sheets = [
            read_sheet(table, words=words, menu=policy.interventions, subjects=subjects, session=session)
            for table in read_export(file, name, password=password)
        ]
        if all(sheet.reason for sheet in sheets):
            raise ExportError(
                f"No sheet holds interventions: {sheets[0].reason if sheets else 'it is empty'}.",
                where=name,
                hint="Say what its headers mean under [intervention_headers] in tmi.toml (docs/interventions.md).",
            )
        for sheet in sheets:
            made = _with_sheet(made, sheet, roll, session=session)
    return made


def _with_sheet(made: Interventions, sheet: ActionSheet, roll: Roll, *, session: str) -> Interventions:
    """Give each intervention of a sheet to its pupil; a row that is nobody's is rejected."""
    read: list[Recorded] = []
    for one in sheet.read:
        pupil, why = roll.whose(one.pupil)
        if pupil is None:
            sheet.rejected.append(Remark(one.source or Origin(sheet.file), why))
        else:
            read.append(Recorded(one.model_copy(update={"pupil": as_kept(pupil)}), pupil))
    sheet.read = [one.intervention for one in read]
    now = merge(made.recorded, [one for one in read if one.intervention.session == session])
    # Merged with those of its own session later on; their pupils are known by what the sheet tells.
    others = [one for one in read if one.intervention.session != session]
    past = merge(_again(made.elsewhere, roll), others)
    found = {one.intervention.number for one in past.recorded if one.intervention.number is not None}
    nobodys = tuple(one for one in made.elsewhere if one.number is not None and one.number not in found)
    return replace(
        made,
        recorded=now.recorded,
        elsewhere=(*nobodys, *(one.intervention for one in past.recorded)),
        sheets=(*made.sheets, sheet),
        new=made.new + now.new + past.new,
        updated=made.updated + now.updated + past.updated,
        repeated=made.repeated + now.repeated + past.repeated,
    )


def _again(kept: Sequence[Intervention], roll: Roll) -> list[Recorded]:
    found = ((one, roll.whose(one.pupil).pupil) for one in kept)
    return [Recorded(one, pupil) for one, pupil in found if pupil is not None]


def as_kept(pupil: Pupil) -> PupilAsTold:
    """A pupil as a kept intervention tells of them: what is needed to find them again, and no more."""
    return PupilAsTold(
        scn=pupil.scn,
        surname=pupil.surname,
        forename=pupil.forename,
        stage=pupil.stage,
        registration=pupil.registration or "",
    )


def not_on_menu(menu: Menu, recorded: Sequence[Recorded]) -> dict[str, int]:
    """Strategies that the policy's menu does not have, and how often each was used; empty without a menu."""
    counts: dict[str, int] = {}
    for strategy in sorted(one.intervention.strategy for one in recorded):
        if menu.strategies and menu.strategy_named(strategy) is None:
            counts[strategy] = counts.get(strategy, 0) + 1
    return counts
