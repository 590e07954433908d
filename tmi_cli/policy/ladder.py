"""Ladders: who acts, by the number of faculties or subjects in which a pupil is flagged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from tmi_cli.records import Record

Unit = Literal["faculty", "house", "stage"]
Stage = Literal["S1", "S2", "S3", "S4", "S5", "S6"]

STAGES: tuple[Stage, ...] = ("S1", "S2", "S3", "S4", "S5", "S6")


class Step(Record):
    """One step of a ladder: a role, what it owns, and when a pupil reaches it.

    Reached at a count of ``at_least`` or at ``more_than_share``; one of the two is given.
    """

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["at_least"]}, {"required": ["more_than_share"]}]}
    )

    role: str = Field(description="The role, as the lists name it.", examples=["CL"])
    title: str = Field(description="The role in words.", examples=["Curriculum leader"])
    unit: Unit = Field(description="What one holder of the role looks after.")
    sees_groups: bool = Field(
        default=False, description="Whether that person may see which vulnerable groups a pupil is in."
    )
    at_least: int | None = Field(
        default=None, ge=1, description="The step is reached at this number of flagged faculties or subjects."
    )
    more_than_share: float | None = Field(
        default=None,
        gt=0,
        lt=1,
        description="The step is reached where more than this share (0-1) of the pupil's courses is flagged.",
    )

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        if (self.at_least is None) == (self.more_than_share is None):
            raise ValueError(f"step {self.role} needs either at_least or more_than_share")
        return self

    def reached(self, count: int, courses: int) -> bool:
        """Whether a pupil with ``count`` flagged faculties or subjects of ``courses`` reaches this step."""
        if self.at_least is not None:
            return count >= self.at_least
        return count > (self.more_than_share or 0) * courses


class Ladder(Record):
    """The steps for some stages, and what is counted to climb them."""

    stages: tuple[Stage, ...] = Field(default=STAGES, description="The stages for whose pupils it is.")
    count: Literal["faculties", "subjects"] = Field(
        description="What is counted: faculties or subjects in which a pupil is flagged."
    )
    assumed: bool = Field(default=False, description="Whether its numbers are those of no published policy.")
    steps: tuple[Step, ...] = Field(min_length=1, description="The steps, lowest first.")

    def step_for(self, count: int, courses: int) -> Step:
        """The furthest step whose condition holds; the lowest where none does."""
        reached = [step for step in self.steps if step.reached(count, courses)]
        return reached[-1] if reached else self.steps[0]


def ladder_for(ladders: Sequence[Ladder], stage: str | None) -> Ladder:
    """The ladder of a stage; the first one where no ladder names it."""
    return next((ladder for ladder in ladders if stage in ladder.stages), ladders[0])
