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

_PHASE = "Which courses it judges: those of the broad general education, of the senior phase, or both."
_BANDS = "From how many places below the target on it flags."
_KIND = "The kind of rule, which says what it judges."


class RuleBase(Record):
    """What every rule has.

    ``FACTS`` are the words in braces that ``says`` may hold.
    A rule that ``PRAISES`` finds what went well: it is no concern, and no ladder counts it.
    """

    FACTS: ClassVar[tuple[str, ...]] = ()
    PRAISES: ClassVar[bool] = False

    name: str = Field(description="The name under which it stands; no setting of the rule.")
    on: bool = Field(default=True, description="Whether the rule judges at all.")
    assumed: bool = Field(default=False, description="Whether its numbers are those of no published policy.")
    phase: Literal["both", "bge", "senior"] = Field(default="both", description=_PHASE)
    title: str = Field(description="The rule in a line.")
    why: str = Field(description="Why pupils whom it finds are looked at.")
    source: str = Field(description="The published policy from which it comes.")
    example: str = Field(default="", description="One case in plain words.")
    says: str = Field(description="The sentence of a flag; words in braces stand for the facts of its kind.")

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

    kind: Literal["rating-of-concern"] = Field(description=_KIND)
    fields: tuple[RatingField, ...] = Field(
        default=RATINGS, min_length=1, description="The ratings that are looked at."
    )

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

    kind: Literal["grade-of-concern"] = Field(description=_KIND)
    phase: Literal["senior"] = Field(default="senior", description=_PHASE)


class GradeFell(RuleBase):
    """The working grade is worse than in the most recent earlier period that has one."""

    FACTS: ClassVar[tuple[str, ...]] = ("grade", "before", "before_period")

    kind: Literal["grade-fell"] = Field(description=_KIND)
    phase: Literal["senior"] = Field(default="senior", description=_PHASE)


class BelowTarget(RuleBase):
    """The working grade is at least ``bands`` places below the target in force."""

    FACTS: ClassVar[tuple[str, ...]] = ("grade", "target", "places")

    kind: Literal["below-target"] = Field(description=_KIND)
    phase: Literal["senior"] = Field(default="senior", description=_PHASE)
    bands: int = Field(default=1, ge=1, description=_BANDS)


class LevelFell(RuleBase):
    """The level and progress code is lower than in the most recent earlier period that has one."""

    FACTS: ClassVar[tuple[str, ...]] = ("level", "before", "before_period")

    kind: Literal["level-fell"] = Field(description=_KIND)
    phase: Literal["bge"] = Field(default="bge", description=_PHASE)


class LevelStuck(RuleBase):
    """The level and progress code has been the same for ``periods`` periods that have one."""

    FACTS: ClassVar[tuple[str, ...]] = ("level", "periods", "before_period")

    kind: Literal["level-stuck"] = Field(description=_KIND)
    phase: Literal["bge"] = Field(default="bge", description=_PHASE)
    periods: int = Field(default=2, ge=2, description="For how many periods the code has been the same.")


class AttendanceBelow(RuleBase):
    """The pupil's attendance is below ``percent`` (0-100)."""

    FACTS: ClassVar[tuple[str, ...]] = ("attendance", "percent")

    kind: Literal["attendance-below"] = Field(description=_KIND)
    percent: float = Field(
        default=90.0, gt=0, le=100, description="It flags where attendance is below this percentage."
    )


class PredictedBelowTarget(RuleBase):
    """The predicted grade is at least ``bands`` places below the target in force."""

    FACTS: ClassVar[tuple[str, ...]] = ("predicted", "target", "places")

    kind: Literal["predicted-below-target"] = Field(description=_KIND)
    phase: Literal["senior"] = Field(default="senior", description=_PHASE)
    bands: int = Field(default=1, ge=1, description=_BANDS)


class Praise(RuleBase):
    """Any of what is asked for went well: all ratings the best, working grade risen, or above the target.

    A BGE level that rose is what is expected, so only ratings praise a BGE course.
    """

    FACTS: ClassVar[tuple[str, ...]] = ("praise",)
    PRAISES: ClassVar[bool] = True

    kind: Literal["praise"] = Field(description=_KIND)
    ratings_best: bool = Field(default=True, description="Praise where all ratings are the best.")
    risen: bool = Field(default=True, description="Praise where the working grade has risen.")
    above_target: bool = Field(default=True, description="Praise where the working grade is above the target.")

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
