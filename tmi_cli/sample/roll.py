"""The roll: who is at the school, and what kind of pupil each one is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from tmi_cli.sample.model import SamplePupil
from tmi_cli.sample.names import KNOWN_AS, POOLS, NamePool

# No house in E: a spreadsheet takes a registration class 4E1 for the number 40.
HOUSES = ("Birch", "Larch", "Rowan", "Willow")
# Fewer pupils stay on for S5 and S6.
STAGE_SHARES = {"S1": 0.185, "S2": 0.18, "S3": 0.18, "S4": 0.18, "S5": 0.155, "S6": 0.12}
REGISTRATION_SIZE = 25
FME_BY_DECILE = (0.42, 0.34, 0.26, 0.2, 0.15, 0.11, 0.08, 0.06, 0.04, 0.03)


@dataclass(frozen=True, slots=True)
class Character:
    """What is behind a pupil's marks; never exported.

    `ability`, `diligence` and `conduct` are around 0 with a spread of about 1, higher is
    better. `slips_from` is the period in which the pupil starts to slip, `improves` means
    better ratings from period to period.
    """

    ability: float
    diligence: float
    conduct: float
    slips_from: int | None
    improves: bool


def make_roll(seed: int, *, pupils: int, periods: int) -> dict[SamplePupil, Character]:
    """The pupils by stage, registration class and surname, each with a character."""
    random = Random(f"{seed}/roll")
    names = _unique_names(random)
    scns = _unique_scns(random)
    stages = _stage_sizes(pupils)
    drawn: list[tuple[SamplePupil, Character]] = []
    for stage, size in stages.items():
        registrations = _registrations(stage, size=size)
        for number in range(size):
            house, registration = registrations[number % len(registrations)]
            pupil = _draw_pupil(
                random,
                scn=next(scns),
                stage=stage,
                place=(house, registration),
                name=next(names),
                periods=periods,
            )
            drawn.append((pupil, _draw_character(random, pupil, periods=periods)))
    drawn = _with_namesakes(_with_movers(random, drawn, periods=periods))
    drawn.sort(key=lambda pair: (pair[0].stage, pair[0].registration, pair[0].surname, pair[0].scn))
    return dict(drawn)


def check_digit(first_eight: str) -> int | None:
    """The ninth digit of a Scottish Candidate Number; None where no number may be issued."""
    weights = (3, 2, 7, 6, 5, 4, 3, 2)
    weighted = sum(w * int(digit) for w, digit in zip(weights, first_eight, strict=True))
    digit = 11 - weighted % 11
    return None if digit == 10 else digit % 11


def _unique_scns(random: Random) -> Iterator[str]:
    used: set[str] = set()
    while True:
        # With 4 to 9 in the third and fifth place no reading of the number is a date.
        digits = [random.randrange(10) for _ in range(8)]
        digits[2] = random.randrange(4, 10)
        digits[4] = random.randrange(4, 10)
        first_eight = "".join(map(str, digits))
        check = check_digit(first_eight)
        if check is not None and first_eight not in used:
            used.add(first_eight)
            yield f"{first_eight}{check}"


def _unique_names(random: Random) -> Iterator[tuple[str, str, str, str, NamePool]]:
    """Forename, known as, surname, gender, pool: nobody shares a shown name by accident."""
    used: set[tuple[str, str]] = set()
    weights = [pool.weight for pool in POOLS]
    while True:
        pool, other = random.choices(POOLS, weights, k=2)
        girl = random.random() < 0.49
        forename = random.choice(pool.girls if girl else pool.boys)
        surname = random.choice((pool if random.random() < 0.85 else other).surnames)
        known_as = forename
        if forename in KNOWN_AS and random.random() < 0.6:
            known_as = random.choice(KNOWN_AS[forename])
        gender = "X" if random.random() < 0.006 else "F" if girl else "M"
        shown = {(forename, surname), (known_as, surname)}
        if not shown & used:
            used |= shown
            yield forename, known_as, surname, gender, pool


def _stage_sizes(pupils: int) -> dict[str, int]:
    sizes = {stage: round(pupils * share) for stage, share in STAGE_SHARES.items()}
    sizes["S1"] += pupils - sum(sizes.values())
    return sizes


def _registrations(stage: str, *, size: int) -> list[tuple[str, str]]:
    """(house, registration class) of a stage: at least one class per house."""
    count = max(len(HOUSES), round(size / REGISTRATION_SIZE))
    return [
        (house, f"{stage[1]}{house[0]}{number // len(HOUSES) + 1}")
        for number in range(count)
        for house in (HOUSES[number % len(HOUSES)],)
    ]


def _draw_pupil(
    random: Random,
    *,
    scn: str,
    stage: str,
    place: tuple[str, str],
    name: tuple[str, str, str, str, NamePool],
    periods: int,
) -> SamplePupil:
    forename, known_as, surname, gender, pool = name
    house, registration = place
    decile = min(10, max(1, round(random.triangular(0.5, 10.5, 4))))
    asn = random.random() < 0.28
    attendance = min(100.0, max(41.0, 100 - random.gammavariate(1.6, 4.6)))
    return SamplePupil(
        scn=scn,
        forename=forename,
        known_as=known_as,
        surname=surname,
        stage=stage,
        registration=registration,
        house=house,
        gender=gender,
        simd_decile=None if random.random() < 0.008 else decile,
        fme=random.random() < FME_BY_DECILE[decile - 1],
        asn=asn,
        eal=random.random() < pool.eal,
        care_experienced=random.random() < 0.022,
        young_carer=random.random() < 0.025,
        sebn=asn and random.random() < 0.14,
        pathway_3=stage in ("S3", "S4", "S5") and random.random() < 0.03,
        five_at_three=stage in ("S4", "S5") and random.random() < 0.04,
        attendance=round(attendance, 1),
        late=int(random.expovariate(0.25)),
        first_period=1,
        last_period=periods,
    )


def _draw_character(random: Random, pupil: SamplePupil, *, periods: int) -> Character:
    absence = (92 - pupil.attendance) / 14
    deprivation = 0 if pupil.simd_decile is None else (5.5 - pupil.simd_decile) / 14
    diligence = random.gauss(0, 0.9) - 0.35 * absence - 0.5 * pupil.sebn - 0.4 * deprivation
    ability = 0.5 * diligence + random.gauss(0, 0.8) - deprivation - 0.3 * pupil.pathway_3
    conduct = 0.7 * diligence + random.gauss(0, 0.6) - 0.4 * pupil.sebn
    slips = periods > 1 and random.random() < 0.03
    return Character(
        ability=ability,
        diligence=diligence,
        conduct=conduct,
        slips_from=random.randint(2, periods) if slips else None,
        improves=not slips and random.random() < 0.05,
    )


def _with_movers(
    random: Random, drawn: Sequence[tuple[SamplePupil, Character]], *, periods: int
) -> list[tuple[SamplePupil, Character]]:
    """Some pupils join, some leave between periods: about one in a hundred each way."""
    moved = list(drawn)
    if periods == 1:
        return moved
    each_way = max(2, len(drawn) // 100)
    chosen = random.sample(range(len(drawn)), min(2 * each_way, len(drawn)))
    for place, index in enumerate(chosen):
        pupil, character = drawn[index]
        period = random.randint(2, periods)
        joins = place % 2 == 0
        pupil = replace(pupil, first_period=period) if joins else replace(pupil, last_period=period - 1)
        moved[index] = (pupil, character)
    return moved


def _with_namesakes(
    drawn: list[tuple[SamplePupil, Character]],
) -> list[tuple[SamplePupil, Character]]:
    """Gives one pupil the name of another of the stage, in another registration class."""
    staying = [
        index for index, (pupil, _) in enumerate(drawn) if pupil.stage == "S3" and pupil.known_as == pupil.forename
    ]
    for one, other in pairwise(staying):
        first, second = drawn[one][0], drawn[other][0]
        if first.gender == second.gender and first.registration != second.registration:
            namesake = replace(second, forename=first.forename, known_as=first.known_as, surname=first.surname)
            drawn[other] = (namesake, drawn[other][1])
            break
    return drawn
