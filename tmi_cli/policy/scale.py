"""Scales: what the codes of a policy mean. A code has no meaning apart from its scale."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from tmi_cli.records import Record

KINDS_OF_COURSE = (
    "BGE", "N2", "N3", "N4", "N5", "H", "AH", "SCQF2", "SCQF3", "SCQF4", "SCQF5", "SCQF6", "SCQF7",
)  # fmt: skip
"""The levels a course can have. SCQF with a number is a pass/fail course or a group award."""

_DIGITS = re.compile(r"0*(\d+)(?:\.0+)?")


def tidy(text: str) -> str:
    """Fold a code or label for comparing: no spaces, capitals or leading zeros; ``7.0`` is ``7``."""
    squeezed = "".join(text.split()).casefold()
    number = _DIGITS.fullmatch(squeezed)
    return number.group(1) if number else squeezed


class Scale(Record):
    """Codes from best to worst, what each is called, and which of them are a concern."""

    title: str = Field(description="What the scale is of, in words.")
    used_for: tuple[str, ...] = Field(
        min_length=1,
        description="The kinds of course whose working grades and targets stand on it: N2 to N5, H, AH, SCQF2 to "
        "SCQF7 for pass/fail courses and group awards, BGE for level and progress code; or ratings.",
        json_schema_extra={"items": {"enum": [*KINDS_OF_COURSE, "ratings"]}},
    )
    order: tuple[str, ...] = Field(
        min_length=1, description="The codes, best first.", json_schema_extra={"uniqueItems": True}
    )
    labels: dict[str, str] = Field(default={}, description="What a code is called: code = label.")
    concern: tuple[str, ...] = Field(default=(), description="The codes that are a concern.")
    awards: dict[str, tuple[str, ...]] = Field(
        default={},
        description="Which codes stand for an award: award = codes. A code in none of them is no award.",
        examples=[{"A": ["1", "2"]}],
    )

    @model_validator(mode="after")
    def _codes_are_known(self) -> Self:
        twice = [code for code, count in Counter(self.order).items() if count > 1]
        if twice:
            raise ValueError(f"order names {', '.join(twice)} twice")
        awarded = [code for codes in self.awards.values() for code in codes]
        for field, codes in (("labels", self.labels), ("concern", self.concern), ("awards", awarded)):
            unknown = [code for code in codes if code not in self.order]
            if unknown:
                raise ValueError(f"{field} names {', '.join(unknown)}, which order does not hold")
        return self

    @cached_property
    def place_of(self) -> dict[str, int]:
        """The place of each code, 0 the best."""
        return {code: place for place, code in enumerate(self.order)}

    @cached_property
    def concerns(self) -> frozenset[str]:
        """The codes that are a concern."""
        return frozenset(self.concern)

    @cached_property
    def award_of(self) -> dict[str, str]:
        """The award that each code stands for; codes that are no award are left out."""
        return {code: award for award, codes in self.awards.items() for code in codes}

    @cached_property
    def successes(self) -> tuple[str, ...]:
        """The codes that are no concern: those a target may have."""
        return tuple(code for code in self.order if code not in self.concerns)

    @cached_property
    def _readings(self) -> dict[str, str]:
        """Every spelling that means a code, folded: the code, its label where only one has it, both."""
        readings: dict[str, str] = {}
        labels = Counter(tidy(label) for label in self.labels.values())
        for code, label in self.labels.items():
            short, name = tidy(code), tidy(label)
            if labels[name] == 1:
                readings[name] = code
                readings[f"{name}{short}"] = code
                readings[f"{name}({short})"] = code
            readings[f"{short}({name})"] = code
            readings[f"{short}{name}"] = code
            readings[f"{short}-{name}"] = code
        readings.update({tidy(code): code for code in self.order})
        return readings

    def read(self, text: str) -> str | None:
        """Return the code that a text means on this scale, or None where it means none.

        ``7``, ``7.0``, ``" 7"``, ``07``, ``7 (D)``, ``D`` and ``D7`` are one code where the label D is on
        the scale once.
        """
        return self._readings.get(tidy(text))

    def name(self, code: str) -> str:
        """The code with its label, as a person reads it: ``7 (D)``."""
        label = self.labels.get(code)
        return f"{code} ({label})" if label and label != code else code
