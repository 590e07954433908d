"""What a first export tells of a school: its faculties, houses and stages, for a new school file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tmi_cli.analysis.policy_data import units_of
from tmi_cli.cohort import Cohort, make_cohort
from tmi_cli.pipeline.options import Options, Tell, silent
from tmi_cli.pipeline.reading import read_for
from tmi_cli.pipeline.refusals import refuse_nothing
from tmi_cli.policy import Policy, School

_ANY_PERIOD = 1


class FirstLook(NamedTuple):
    """What was found.

    ``faculties`` are those of a Faculty column, each with its subjects; empty without such a column. ``guessed``
    are the subjects that the column leaves out and tmi's own map knows, by faculty. ``doubtful`` are subjects
    with the faculties that claim them, several or none. ``units`` is the kind of unit (``faculty``, ``house``,
    ``stage``) -> those that were found.
    """

    faculties: dict[str, tuple[str, ...]]
    guessed: dict[str, tuple[str, ...]]
    doubtful: dict[str, tuple[str, ...]]
    units: dict[str, list[str]]


def first_look(exports: Sequence[Path], policy: Policy, *, session: str, tell: Tell = silent) -> FirstLook:
    """Read some exports for a school of which nothing is known yet.

    The period does not matter here, so exports that tell none are read too. Raises ``TmiError`` as ``flag`` does.
    """
    # No school file: one that happens to stand above the new folder is another school's.
    options = Options(exports, session=session, period=_ANY_PERIOD)
    read = read_for(School(), policy, options, tell)
    cohort = make_cohort(read.readings, policy)
    refuse_nothing(options, read.readings, cohort)
    told, guessed = _claims(cohort)
    sure = {subject: next(iter(names)) for subject, names in told.items() if len(names) == 1}
    known = {subject: name for subject, name in guessed.items() if name and subject not in told}
    doubtful = {subject: tuple(names) for subject, names in told.items() if len(names) > 1}
    doubtful.update({subject: () for subject, name in guessed.items() if not name and subject not in told})
    return FirstLook(_by_faculty(sure), _by_faculty(known), dict(sorted(doubtful.items())), units_of(cohort))


def _claims(cohort: Cohort) -> tuple[dict[str, Counter[str]], dict[str, str | None]]:
    """Subject -> the faculties its rows name, most often first; and subject -> the faculty of tmi's map."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    guessed: dict[str, str | None] = {}
    for subjects in cohort.history.values():
        for history in subjects.values():
            for entry in (entry for entries in history.values() for entry in entries):
                if entry.faculty and str(entry.spot.raw("faculty", entry.row)).strip():
                    told[entry.course.subject][entry.faculty] += 1
                else:
                    guessed[entry.course.subject] = entry.faculty
    return {subject: Counter(dict(names.most_common())) for subject, names in told.items()}, guessed


def _by_faculty(claimed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for subject, faculty in sorted(claimed.items()):
        found[faculty].append(subject)
    return {faculty: tuple(found[faculty]) for faculty in sorted(found)}
