"""A policy: everything a school decides about tracking, as one frozen value."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from tmi_cli.policy.attainment import Measure
from tmi_cli.policy.ladder import Ladder, ladder_for
from tmi_cli.policy.menu import Menu
from tmi_cli.policy.rules import Praise, Rule
from tmi_cli.policy.scale import Scale
from tmi_cli.policy.toml_file import MisplacedError
from tmi_cli.records import Record

KINDS_OF_COURSE = (
    "BGE", "N2", "N3", "N4", "N5", "H", "AH", "SCQF2", "SCQF3", "SCQF4", "SCQF5", "SCQF6", "SCQF7",
)  # fmt: skip
"""The levels a course can have. SCQF with a number is a pass/fail course or a group award."""

PUPIL_FIELDS = ("simd", "fme", "asn", "eal", "care_experienced", "young_carer", "attendance")
"""What a list or an export may tell of a pupil, for groups to be made of."""


class Group(Record):
    """A group of vulnerable pupils, told beside a flag; a group never flags by itself.

    Its members come from a ``field`` of the pupil (``simd`` with ``at_most``, ``attendance`` with
    ``below``, else a tick), or from the columns or group names called ``headers`` in a list.
    """

    name: str
    field: str | None = None
    headers: tuple[str, ...] = ()
    at_most: float | None = None
    below: float | None = None
    assumed: bool = False

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        if self.field is None and not self.headers:
            raise ValueError(f"group {self.name} needs a field or headers")
        if self.field is not None and self.field not in PUPIL_FIELDS:
            raise ValueError(f"group {self.name}: field {self.field} is none of {', '.join(PUPIL_FIELDS)}")
        if self.field in ("simd", "attendance") and self.at_most is None and self.below is None:
            raise ValueError(f"group {self.name} needs at_most or below")
        return self

    @property
    def mark(self) -> str:
        """The name under which a row's word on this group is kept."""
        return self.field or f"group {self.name}"


class Policy(Record):
    """A school's policy: scales, rules, ladders, groups, and what it assumes.

    ``name`` is what ``--policy`` takes, ``sha256`` the hash of the file (and of those it extends).
    ``not_courses`` lists subjects that are never judged or counted. ``plain_levels`` says what a plain
    ``Level 5`` means: the graded course of that level, or a pass/fail one. ``awards`` names sets of awards that
    are counted together (``A-C``, ``A-D``), the first the strictest; each of ``measures`` is told for every set.
    ``interventions`` is the menu of what may be done for a pupil.
    ``rag_comments`` is the list that a curriculum leader chooses from; where it is empty any comment is right.
    """

    name: str
    sha256: str
    title: str
    source: str
    summary: str = ""
    assumptions: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    plain_levels: Literal["graded", "pass-fail"] = "graded"
    not_courses: tuple[str, ...] = ()
    periods: dict[Literal["bge", "senior"], int] = {}
    scales: dict[str, Scale]
    rules: dict[str, Rule]
    ladders: tuple[Ladder, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = ()
    awards: dict[str, tuple[str, ...]] = {}
    measures: tuple[Measure, ...] = ()
    interventions: Menu = Menu()
    rag_comments: tuple[str, ...] = ()

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
