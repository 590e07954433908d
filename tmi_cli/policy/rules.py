"""The closed set of conditions a rule may state; each is data in a policy, evaluated in ``flags``.

Nothing here is evaluated from text: a rule chooses a kind and fills in its parameters.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from functools import cached_property
from operator import attrgetter
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from tmi_cli.records import Record
from tmi_cli.records.entry import RATINGS, RatingField


class RuleBase(Record):
    """What every rule has.

    ``says`` is the sentence of a flag; its words in braces are the facts its kind offers (``FACTS``).
    ``source`` names the published policy it comes from, ``example`` shows one case in plain words.
    A rule that ``PRAISES`` finds what went well: it is no concern, and no ladder counts it.
    """

    FACTS: ClassVar[tuple[str, ...]] = ()
    PRAISES: ClassVar[bool] = False

    name: str
    on: bool = True
    assumed: bool = False
    phase: Literal["both", "bge", "senior"] = "both"
    title: str
    why: str
    source: str
    example: str = ""
    says: str

    @field_validator("says")
    @classmethod
    def _says_what_it_can(cls, says: str) -> str:
        try:
            named = {word for _, word, _, _ in string.Formatter().parse(says) if word is not None}
            unknown = named - set(cls.FACTS)
            if not unknown:
                says.format_map(dict.fromkeys(cls.FACTS, ""))
        except ValueError:
            raise ValueError("says has a brace that is not closed, or more in it than a word") from None
        if unknown:
            told = ", ".join(sorted(unknown)) or "nothing"
            raise ValueError(f"says names {told} in braces; it may name {', '.join(cls.FACTS)}")
        return says

    def applies_to(self, phase: str) -> bool:
        """Whether the rule judges courses of a phase (``bge`` or ``senior``)."""
        return self.phase in ("both", phase)


class RatingOfConcern(RuleBase):
    """Any of the ratings has a code of concern on the scale of ratings."""

    FACTS: ClassVar[tuple[str, ...]] = ("ratings",)

    kind: Literal["rating-of-concern"]
    fields: tuple[RatingField, ...] = Field(default=RATINGS, min_length=1)

    def values_of(self, entry: object) -> tuple[str | None, ...]:
        """The codes that an entry has in the rule's fields, in their order."""
        found = self._getter(entry)
        return found if len(self.fields) > 1 else (found,)

    @cached_property
    def _getter(self) -> Callable[[object], Any]:
        return attrgetter(*self.fields)


class GradeOfConcern(RuleBase):
    """The working grade is a code of concern on the scale of its course."""

    FACTS: ClassVar[tuple[str, ...]] = ("grade",)

    kind: Literal["grade-of-concern"]
    phase: Literal["senior"] = "senior"


class GradeFell(RuleBase):
    """The working grade is worse than in the most recent earlier period that has one."""

    FACTS: ClassVar[tuple[str, ...]] = ("grade", "before", "before_period")

    kind: Literal["grade-fell"]
    phase: Literal["senior"] = "senior"


class BelowTarget(RuleBase):
    """The working grade is at least ``bands`` places below the target in force."""

    FACTS: ClassVar[tuple[str, ...]] = ("grade", "target", "places")

    kind: Literal["below-target"]
    phase: Literal["senior"] = "senior"
    bands: int = Field(default=1, ge=1)


class LevelFell(RuleBase):
    """The level and progress code is lower than in the most recent earlier period that has one."""

    FACTS: ClassVar[tuple[str, ...]] = ("level", "before", "before_period")

    kind: Literal["level-fell"]
    phase: Literal["bge"] = "bge"


class LevelStuck(RuleBase):
    """The level and progress code has been the same for ``periods`` periods that have one."""

    FACTS: ClassVar[tuple[str, ...]] = ("level", "periods", "before_period")

    kind: Literal["level-stuck"]
    phase: Literal["bge"] = "bge"
    periods: int = Field(default=2, ge=2)


class AttendanceBelow(RuleBase):
    """The pupil's attendance is below ``percent`` (0-100)."""

    FACTS: ClassVar[tuple[str, ...]] = ("attendance", "percent")

    kind: Literal["attendance-below"]
    percent: float = Field(default=90.0, gt=0, le=100)


class PredictedBelowTarget(RuleBase):
    """The predicted grade is at least ``bands`` places below the target in force."""

    FACTS: ClassVar[tuple[str, ...]] = ("predicted", "target", "places")

    kind: Literal["predicted-below-target"]
    phase: Literal["senior"] = "senior"
    bands: int = Field(default=1, ge=1)


class Praise(RuleBase):
    """Any of what is asked for went well: all ratings the best, working grade risen, or above the target.

    A BGE level that rose is what is expected, so only ratings praise a BGE course.
    """

    FACTS: ClassVar[tuple[str, ...]] = ("praise",)
    PRAISES: ClassVar[bool] = True

    kind: Literal["praise"]
    ratings_best: bool = True
    risen: bool = True
    above_target: bool = True

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.ratings_best or self.risen or self.above_target):
            raise ValueError("praise needs one of ratings_best, risen and above_target")
        return self

    def applies_to(self, phase: str) -> bool:
        """Whether the rule judges courses of a phase; without ratings no BGE course."""
        return super().applies_to(phase) and (self.ratings_best or phase == "senior")


Rule = Annotated[
    RatingOfConcern
    | GradeOfConcern
    | GradeFell
    | BelowTarget
    | LevelFell
    | LevelStuck
    | AttendanceBelow
    | PredictedBelowTarget
    | Praise,
    Field(discriminator="kind"),
]
