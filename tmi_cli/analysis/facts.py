"""Everything known of every entry, as one frame: what all figures are counted from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from tmi_cli.cohort import Cohort
from tmi_cli.cohort.cohort import History, earlier
from tmi_cli.flags import Flag
from tmi_cli.flags.praise import best_ratings
from tmi_cli.policy import Policy, scqf_level
from tmi_cli.records import Entry, Pupil
from tmi_cli.records.entry import RATINGS

FACTS = (
    "pupil", "stage", "house", "registration",
    "subject", "faculty", "level", "scqf", "phase", "class_code", "teachers",
    "period", "when",
    "grade", "place", "scale", "award", "target", "target_bands", "concern",
    "level_code", "movement", "moved_from",
    "effort", "behaviour", "homework", "concern_rating", "best_ratings",
    "prelim", "predicted", "flags", "empty",
)  # fmt: skip
"""The columns of the frame; ``facts_of`` says what each holds."""

MOVEMENTS = ("risen", "same", "fallen", "level changed", "nothing earlier")
"""What a working grade or BGE level can have done since the most recent earlier period that has one."""


def facts_of(cohort: Cohort, policy: Policy, flags: Iterable[Flag]) -> pd.DataFrame:
    """One row an entry that counts, up to the reported period of the pupil's stage.

    ``flags`` are those of all periods. Columns (None where there is nothing to say): ``pupil`` (the key),
    ``stage``, ``house``, ``registration``; ``subject``, ``faculty``, ``level``, ``scqf`` (2-7), ``phase``,
    ``class_code``, ``teachers`` (a tuple); ``period``, ``when`` (``now`` for the reported period, ``last`` for
    the stage's period before it); ``grade`` (the working grade's code), ``place`` on its scale (0 the best), the
    ``scale``'s name, ``award`` (``A`` ... , ``pass``; ``none`` where the grade is no award), ``target`` in force,
    ``target_bands`` (places of the grade above it, below 0 under it), ``concern`` (the grade is one);
    ``level_code``; ``movement`` (one of ``MOVEMENTS``; None without a value now) and ``moved_from`` (code); the
    ratings, ``concern_rating`` (any is one; None where none is and effort or behaviour is blank),
    ``best_ratings`` (each rating given is the best code, effort and behaviour are given); ``prelim`` and
    ``predicted`` codes; ``flags`` (number); ``empty`` (no value was entered).
    """
    flagged = Counter((f.pupil.key, f.subject, f.level, f.class_code, f.period) for f in flags if f.subject)
    maker = _Rows(cohort, policy, flagged)
    rows = [row for pupil in cohort.pupils.values() for row in maker.of(pupil)]
    columns = zip(*rows, strict=True) if rows else ([] for _ in FACTS)
    # As objects, so that None stays None: a code is a text, and no number that could be missing.
    found = zip(FACTS, columns, strict=True)
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in found})


class _Rows:
    def __init__(self, cohort: Cohort, policy: Policy, flagged: Counter[tuple[Any, ...]]) -> None:
        self._cohort = cohort
        self._policy = policy
        self._flagged = flagged
        self._bge = policy.scale_of("BGE")
        self._scales = {kind: name for name, scale in policy.scales.items() for kind in scale.used_for}
        self._last = periods_before(cohort)

    def of(self, pupil: Pupil) -> Iterator[tuple[Any, ...]]:
        reported = self._cohort.reported_period(pupil)
        if reported is None:
            return
        last = self._last.get(pupil.stage)
        for history in self._cohort.history[pupil.key].values():
            for period, entries in history.items():
                if period > reported:
                    continue
                when = "now" if period == reported else "last" if period == last else None
                for entry in entries:
                    yield self._row(pupil, entry, history, when)

    def _row(self, pupil: Pupil, entry: Entry, history: History, when: str | None) -> tuple[Any, ...]:
        subject, level, class_code = entry.course
        grade, scale = entry.working_grade, self._policy.scale_of(level)
        place = award = target = bands = None
        in_force = self._cohort.targets.get(id(entry))
        if in_force is not None:
            target = in_force.code
        if grade is not None and scale is not None:
            place = scale.place_of[grade]
            award = scale.award_of.get(grade, "none") if scale.awards else None
            if target is not None:
                bands = scale.place_of[target] - place
        movement, moved_from = self._movement(entry, history)
        codes = [getattr(entry, name) for name in RATINGS]
        # As the rule does: blank homework means that none was issued, homework that nobody can read does not.
        rated = (
            entry.effort is not None
            and entry.behaviour is not None
            and "homework" not in entry.unreadable | entry.conflicting
        )
        ratings = self._policy.ratings
        return (
            pupil.key, pupil.stage, pupil.house, pupil.registration,
            subject, entry.faculty, level, scqf_level(level), entry.phase, class_code, entry.teachers,
            entry.period, when,
            grade, place, self._scales.get(level or "") if grade is not None else None, award, target, bands,
            None if place is None or scale is None else grade in scale.concerns,
            entry.level_code, movement, moved_from,
            *codes,
            True if any(code in ratings.concerns for code in codes) else False if rated else None,
            best_ratings(entry, ratings) is True,
            entry.prelim, entry.predicted,
            self._flagged[pupil.key, subject, level, class_code, entry.period], entry.empty,
        )  # fmt: skip

    def _movement(self, entry: Entry, history: History) -> tuple[str | None, str | None]:
        """Since the most recent earlier period that has a value on the same level, as the rules compare."""
        field, scale = "working_grade", self._policy.scale_of(entry.course.level)
        if entry.phase == "bge":
            field, scale = "level_code", self._bge
        now = getattr(entry, field)
        if now is None or scale is None:
            return None, None
        found = earlier(entry, history, lambda e: getattr(e, field) is not None)
        if found.entry is None:
            return ("level changed" if found.reason == "level changed" else "nothing earlier"), None
        before = getattr(found.entry, field)
        step = scale.place_of[before] - scale.place_of[now]
        return ("risen" if step > 0 else "fallen" if step < 0 else "same"), before


def periods_before(cohort: Cohort) -> dict[str | None, int]:
    """The last period before the reported one in which a stage has any value."""
    found: dict[str | None, int] = {}
    for key, subjects in cohort.history.items():
        stage = cohort.pupils[key].stage
        reported = cohort.reported.get(stage, 0)
        for history in subjects.values():
            for period, entries in history.items():
                if found.get(stage, 0) < period < reported and any(not entry.empty for entry in entries):
                    found[stage] = period
    return found
