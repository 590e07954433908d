"""A policy: everything a school decides about tracking, as one frozen value."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from tmi_cli.policy.attainment import Measure
from tmi_cli.policy.ladder import Ladder, ladder_for
from tmi_cli.policy.menu import Menu
from tmi_cli.policy.rules import Praise, Rule
from tmi_cli.policy.scale import KINDS_OF_COURSE, Scale
from tmi_cli.policy.toml_file import MisplacedError
from tmi_cli.records import Record

PUPIL_FIELDS = ("simd", "fme", "asn", "eal", "care_experienced", "young_carer", "attendance")
"""What a list or an export may tell of a pupil, for groups to be made of."""


_MEASURED = ("simd", "attendance")


class Group(Record):
    """A group of vulnerable pupils, told beside a flag; a group never flags by itself.

    Its members come from a ``field`` of the pupil, or from ``headers``.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["field"]}, {"required": ["headers"]}],
            "if": {"properties": {"field": {"enum": list(_MEASURED)}}, "required": ["field"]},
            "then": {"anyOf": [{"required": ["at_most"]}, {"required": ["below"]}]},
        }
    )

    name: str = Field(description="What the group is called.")
    field: str | None = Field(
        default=None,
        description="What of a pupil makes a member: simd (with at_most) or attendance (with below), else a tick.",
        json_schema_extra={"enum": list(PUPIL_FIELDS)},
    )
    headers: tuple[str, ...] = Field(
        default=(), description="Headers or group names in a list, of which a tick makes a member."
    )
    at_most: float | None = Field(default=None, description="A member has this decile or a lower one.")
    below: float | None = Field(default=None, description="A member's attendance is below this percentage.")
    assumed: bool = Field(default=False, description="Whether the threshold is that of no published policy.")

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        if self.field is None and not self.headers:
            raise ValueError(f"group {self.name} needs a field or headers")
        if self.field is not None and self.field not in PUPIL_FIELDS:
            raise ValueError(f"group {self.name}: field {self.field} is none of {', '.join(PUPIL_FIELDS)}")
        if self.field in _MEASURED and self.at_most is None and self.below is None:
            raise ValueError(f"group {self.name} needs at_most or below")
        return self

    @property
    def mark(self) -> str:
        """The name under which a row's word on this group is kept."""
        return self.field or f"group {self.name}"


class Policy(Record):
    """A school's policy: scales, rules, ladders, groups, and what it assumes."""

    name: str = Field(description="What --policy takes; no setting of the file.")
    sha256: str = Field(description="The hash of the file and of those it extends; no setting of the file.")
    title: str = Field(description="The policy in a line.")
    source: str = Field(description="Where the policy is published.")
    summary: str = Field(default="", description="What it flags, in a sentence or two.")
    assumptions: tuple[str, ...] = Field(
        default=(), description="What is assumed because the published policy does not say it, a sentence each."
    )
    contradictions: tuple[str, ...] = Field(
        default=(), description="Where the published policy contradicts itself, a sentence each."
    )
    plain_levels: Literal["graded", "pass-fail"] = Field(
        default="graded",
        description="What a plain Level 5 means: the graded course of that level, or a pass/fail one.",
    )
    not_courses: tuple[str, ...] = Field(
        default=(), description="Subjects that are no course: read, never judged, never counted."
    )
    periods: dict[Literal["bge", "senior"], int] = Field(
        default={}, description="How many tracking periods a session has."
    )
    scales: dict[str, Scale] = Field(description="What the codes mean, a scale for each kind of course.")
    rules: dict[str, Rule] = Field(description="What is flagged: each rule is of a kind, with its settings.")
    ladders: tuple[Ladder, ...] = Field(
        min_length=1, description="Who acts, by the number of faculties or subjects in which a pupil is flagged."
    )
    groups: tuple[Group, ...] = Field(
        default=(), description="Groups of vulnerable pupils, told beside a flag; a group never flags by itself."
    )
    awards: dict[str, tuple[str, ...]] = Field(
        default={},
        description="Sets of awards that are counted together, the first the strictest.",
        examples=[{"A-C": ["A", "B", "C", "pass"]}],
    )
    measures: tuple[Measure, ...] = Field(
        default=(), description="How many awards are counted; each measure is told for every set of awards."
    )
    interventions: Menu = Field(default=Menu(), description="The menu of what may be done for a pupil.")
    rag_comments: tuple[str, ...] = Field(
        default=(),
        description="The comments that a curriculum leader chooses from on a RAG form; where there are none, any "
        "comment is right.",
    )

    @field_validator("rules", mode="before")
    @classmethod
    def _name_rules(cls, rules: object) -> object:
        if not isinstance(rules, dict):
            return rules
        return {name: {**rule, "name": name} if isinstance(rule, dict) else rule for name, rule in rules.items()}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        used: dict[str, str] = {}
        for name, scale in self.scales.items():
            for kind in scale.used_for:
                place = ("scales", name, "used_for")
                if kind not in (*KINDS_OF_COURSE, "ratings"):
                    raise MisplacedError(f"used_for of {name} names {kind}, which is no kind of course", *place)
                if kind in used:
                    raise MisplacedError(f"{used[kind]} and {name} are both used for {kind}", *place)
                used[kind] = name
        known = {award for scale in self.scales.values() for award in scale.awards}
        for name, counted in self.awards.items():
            unknown = [award for award in counted if award not in known]
            if unknown:
                raise MisplacedError(f"{name} counts {', '.join(unknown)}, which no scale awards", "awards", name)
        if "ratings" not in used:
            raise MisplacedError("no scale is used for ratings", "scales")
        return self

    @property
    def version(self) -> str:
        """The first twelve digits of its hash: two policies that say the same have the same."""
        return self.sha256[:12]

    @cached_property
    def ratings(self) -> Scale:
        """The scale of effort, behaviour and homework."""
        return self._scale_by_kind["ratings"]

    @cached_property
    def _scale_by_kind(self) -> dict[str, Scale]:
        return {kind: scale for scale in self.scales.values() for kind in scale.used_for}

    @cached_property
    def rules_on(self) -> tuple[Rule, ...]:
        """The rules of concern that are switched on, in the policy's order."""
        return tuple(rule for rule in self.rules.values() if rule.on and not rule.PRAISES)

    @cached_property
    def praise_on(self) -> tuple[Praise, ...]:
        """The rules that praise and are switched on, in the policy's order."""
        return tuple(rule for rule in self.rules.values() if rule.on and isinstance(rule, Praise))

    def award_of(self, level: str | None, code: str | None) -> str | None:
        """The award that a code stands for on the scale of a level, or None where it is no award."""
        scale = self.scale_of(level)
        return scale.award_of.get(code) if scale and code else None

    def scale_of(self, level: str | None) -> Scale | None:
        """The scale on which working grades and targets of a course at ``level`` stand, if there is one."""
        return self._scale_by_kind.get(level) if level else None

    def ladder_of(self, stage: str | None) -> Ladder:
        """The ladder for pupils of a stage."""
        return ladder_for(self.ladders, stage)

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role of the ladders, lowest first, each once."""
        return tuple(dict.fromkeys(step.role for ladder in self.ladders for step in ladder.steps))
