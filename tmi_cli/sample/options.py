"""Who takes which subject at which level: the columns of the option form."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from random import Random

from tmi_cli.sample.model import SamplePupil
from tmi_cli.sample.offers import BGE_CHOICES, BGE_CORE, OFFERS
from tmi_cli.sample.roll import Character
from tmi_cli.sample.subjects import BGE, CORE_PE, EXCLUSIVE, NPA, PSE

Choice = tuple[str, str]  # subject and level
FULL_CLASS = 29
TYPICAL_CLASS = 24


def timetable_year(pupil: SamplePupil, *, level: str) -> str:
    """The first digit of a class code: S5 and S6 share classes, only Advanced Higher is year 6."""
    if pupil.stage in ("S5", "S6") and level:
        return "6" if level == "AH" else "5"
    return pupil.stage[1]


def choose_options(seed: int, *, roll: Mapping[SamplePupil, Character]) -> dict[SamplePupil, list[Choice]]:
    """Every pupil's subjects with their levels, PSE and core PE last."""
    random = Random(f"{seed}/options")
    chosen: dict[SamplePupil, list[Choice]] = {}
    wanted: dict[SamplePupil, list[str]] = {}
    for pupil, character in roll.items():
        if pupil.stage in BGE_CORE:
            chosen[pupil] = _bge_subjects(random, pupil.stage)
        else:
            chosen[pupil], wanted[pupil] = _senior_levels(random, pupil, ability=character.ability)
    for (year, level), subjects in OFFERS.items():
        _fill_electives(
            random,
            subjects,
            level=level,
            seekers=[
                pupil
                for pupil, levels in wanted.items()
                for asked in levels
                if asked == level and timetable_year(pupil, level=level) == year
            ],
            chosen=chosen,
        )
    for pupil, choices in chosen.items():
        choices.append((PSE, ""))
        if pupil.stage == "S4" or (pupil.stage == "S5" and random.random() < 0.5):
            choices.append((CORE_PE, ""))
    return chosen


def _bge_subjects(random: Random, stage: str) -> list[Choice]:
    subjects = list(BGE_CORE[stage])
    for number, column in BGE_CHOICES[stage]:
        subjects += random.sample(column, number)
    return [(subject, BGE) for subject in subjects]


def _senior_levels(random: Random, pupil: SamplePupil, *, ability: float) -> tuple[list[Choice], list[str]]:
    """What is settled at once (English, mathematics), and the levels of the electives sought."""

    def near(spread: float = 0.45) -> float:
        return ability + random.gauss(0, spread)

    if pupil.stage == "S4":
        english, maths = _level_in_s4(near()), _level_in_s4(near() - 0.15)
        mathematics = "Mathematics" if maths != "N3" else "Applications of Mathematics"
        electives = 5 if ability > -0.9 else 4
        return (
            [("English", english), (mathematics, maths)],
            [_level_in_s4(near()) for _ in range(electives)],
        )
    settled: list[Choice] = []
    if pupil.stage == "S5":
        settled.append(("English", "H" if near() > -0.6 else "N5"))
        if near() > -0.1:
            settled.append(("Mathematics", "H"))
        elif random.random() < 0.6:
            settled.append(("Applications of Mathematics", "N5"))
        levels = [_level_in_s5(random, near() + 0.15) for _ in range(5 - len(settled))]
        return settled, levels
    courses = random.choices((3, 4, 5), (35, 50, 15))[0]
    return settled, [_level_in_s6(random, near()) for _ in range(courses)]


def _level_in_s4(ability: float) -> str:
    return "N5" if ability > -0.55 else "N4" if ability > -1.7 else "N3"


def _level_in_s5(random: Random, ability: float) -> str:
    if random.random() < 0.05:
        return NPA
    return "H" if ability > -0.5 else "N5"


def _level_in_s6(random: Random, ability: float) -> str:
    if random.random() < 0.06:
        return NPA
    return "AH" if ability > 0.75 else "H" if ability > -0.9 else "N5"


def _fill_electives(
    random: Random,
    subjects: tuple[str, ...],
    *,
    level: str,
    seekers: list[SamplePupil],
    chosen: dict[SamplePupil, list[Choice]],
) -> None:
    """Spreads the seekers (a pupil stands there once per course sought) over the subjects.

    As many subjects run as fill their classes, so that a small school offers fewer.
    """
    fewest = max(Counter(seekers).values(), default=0) + 2
    classes = max(round(len(seekers) / TYPICAL_CLASS), min(fewest, len(subjects)))
    seats: dict[str, int] = defaultdict(int)
    for number in range(classes):
        seats[subjects[number % len(subjects)]] += FULL_CLASS
    random.shuffle(seekers)
    for pupil in seekers:
        taken = {subject for subject, _ in chosen[pupil]}
        free = [
            subject
            for subject in seats
            if subject not in taken and not any(subject in pair and taken & pair for pair in EXCLUSIVE)
        ]
        if free:
            weights = [max(seats[subject], 1) ** 2 for subject in free]
            subject = random.choices(free, weights)[0]
            seats[subject] -= 1
            chosen[pupil].append((subject, level))
