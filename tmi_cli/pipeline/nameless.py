"""Names off the screen (``[privacy] names_on_screen = false``): pupils are told by their place in the exports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, overload

from tmi_cli.cohort import Cohort
from tmi_cli.interventions import Interventions
from tmi_cli.pipeline.judging import judge
from tmi_cli.pipeline.masking import LEFT_OUT
from tmi_cli.pipeline.renaming import renamed
from tmi_cli.rag import RagEntry
from tmi_cli.records import Intervention, Pupil, PupilAsTold
from tmi_cli.reports.report import Report

if TYPE_CHECKING:
    from tmi_cli.analysis.study import Study


class Places:
    """Calls each pupil by a row (``S4.xlsx › Tracking › row 14``), all else by its name.

    Stage and class stand beside a pupil's name anyway.
    """

    def __init__(self, cohort: Cohort) -> None:
        self._cohort = cohort

    def key(self, key: str) -> str:
        """By what the pupil is known: as before, so that what is kept of them is found."""
        return key

    def pupil(self, key: str) -> str:
        """The first row of the latest period in which a pupil has a course."""
        entries = [
            entry
            for history in self._cohort.history.get(key, {}).values()
            for found in history.values()
            for entry in found
        ]
        first = min(entries, key=lambda e: (-e.period, e.spot.file, e.spot.sheet or "", e.row), default=None)
        if first is None:
            return "in no course"
        return " › ".join(filter(None, (first.spot.file, first.spot.sheet, f"row {first.row + 1}")))

    def person(self, name: str) -> str:
        """A member of staff, as named."""
        return name

    def file(self, name: str) -> str:
        """A file, as called."""
        return name

    def sheet(self, name: str) -> str:
        """A sheet, as called."""
        return name


@overload
def without_names(report: Report, found: Study) -> tuple[Report, Study]: ...
@overload
def without_names(report: Report, found: Sequence[Report]) -> tuple[Report, list[Report]]: ...
def without_names(report: Report, found: Study | Sequence[Report]) -> tuple[Report, Study | list[Report]]:
    """A report, and the study of it or other judgements of its exports, again with places for the pupils' names.

    Comments and other free text are left out.
    """
    nameless = report_without_names(report)
    if isinstance(found, Sequence):
        return nameless, [report_without_names(one) for one in found]
    from tmi_cli.analysis.study import study

    return nameless, study(nameless.cohort, nameless.policy, nameless.findings)


def report_without_names(report: Report) -> Report:
    """A report again with places for the pupils' names, and without free text."""
    cohort = renamed(report.cohort, report.policy, Places(report.cohort), lambda problem: problem)
    judged = judge(cohort, report.policy, report.settings)
    return replace(
        report,
        **judged._asdict(),
        rag=_rag(report.rag),
        interventions=_interventions(report.interventions, cohort),
    )


def _rag(entries: Iterable[RagEntry]) -> list[RagEntry]:
    return [
        entry._replace(
            surname="",
            forename="",
            comment=entry.comment and LEFT_OUT,
            note=entry.note and LEFT_OUT,
            action=entry.action and LEFT_OUT,
            by_whom=entry.by_whom and LEFT_OUT,
        )
        for entry in entries
    ]


def _interventions(found: Interventions, cohort: Cohort) -> Interventions:
    return replace(
        found,
        recorded=tuple(
            one._replace(intervention=_done(one.intervention, pupil), pupil=pupil)
            for one in found.recorded
            for pupil in (cohort.pupils[one.pupil.key],)
        ),
    )


def _done(one: Intervention, pupil: Pupil) -> Intervention:
    told = PupilAsTold(surname=pupil.surname, stage=pupil.stage, registration=pupil.registration or "")
    free = ("note", "outcome", "by_whom")
    return one.model_copy(update={"pupil": told, **{name: LEFT_OUT for name in free if getattr(one, name)}})
