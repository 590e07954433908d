"""An intervention as it is told on the command line becomes one that can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tmi_cli.analysis.find_pupil import find_pupils, nobody_found
from tmi_cli.cohort import Cohort
from tmi_cli.errors import RequestError
from tmi_cli.interventions import Recorded, as_kept
from tmi_cli.layouts.level_text import read_course
from tmi_cli.policy import Menu, SubjectMap
from tmi_cli.policy.toml_file import closest
from tmi_cli.records import Intervention


@dataclass(frozen=True, slots=True)
class Told:
    """What was asked to be recorded, as it was typed; ``pupil`` is a number or a name (``find_pupil``)."""

    pupil: str
    strategy: str
    started: date
    subject: str | None = None
    stage: str = ""
    by_whom: str = ""
    review: date | None = None
    period: int | None = None
    note: str = ""


def new_intervention(
    asked: Told, cohort: Cohort, *, menu: Menu, subjects: SubjectMap, session: str
) -> tuple[Recorded, tuple[str, ...]]:
    """The intervention with its pupil, and what should be known about it.

    RequestError where the pupil is not exactly one of the exports, has no such subject, or the review comes first.
    """
    found = find_pupils(cohort, asked.pupil)
    if not found:
        raise nobody_found(cohort, asked.pupil)
    if len(found) > 1:
        raise RequestError(
            f"{len(found)} pupils of these exports fit, and none is guessed.",
            hint="Give the Scottish Candidate Number, or the whole name with the registration class.",
        )
    if not asked.strategy.strip():
        raise RequestError("An intervention needs a strategy.", hint='Say what is done: --strategy "Call home".')
    if asked.review is not None and asked.review < asked.started:
        raise RequestError(
            "The review would be before the start.", hint="Give a later --review, or an earlier --started."
        )
    pupil, notes = found[0], []
    subject = None
    if asked.subject:
        subject = subjects.subject(read_course(asked.subject).subject or asked.subject)
        known = sorted(cohort.history.get(pupil.key, {}))
        if subject not in known:
            raise RequestError(
                f"The pupil has no course in {subject}.",
                hint=f"There are {', '.join(known)}; leave --subject out for something across the school.",
            )
    strategy, stage = menu.strategy_named(asked.strategy), menu.stage_named(asked.stage)
    for told, name, names, what in (
        (asked.strategy, strategy, menu.strategies, "strategy"),
        (asked.stage, stage, menu.stages, "stage"),
    ):
        if told and names and name is None:
            meant = closest(told, names)
            notes.append(
                f"The {what} is not on the policy's menu and was kept as it is."
                + (f" The menu has {meant}." if meant else "")
            )
    one = Intervention(
        session=session,
        pupil=as_kept(pupil),
        subject=subject,
        strategy=strategy or " ".join(asked.strategy.split()),
        stage=stage or asked.stage.strip(),
        by_whom=asked.by_whom.strip(),
        started=asked.started,
        review=asked.review,
        period=asked.period,
        note=asked.note.strip(),
    )
    return Recorded(one, pupil), tuple(notes)
