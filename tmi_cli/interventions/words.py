"""The words over the columns of a sheet of interventions; whole headers count, as in ``layouts.words``."""

from __future__ import annotations

from collections.abc import Mapping

from tmi_cli.errors import PolicyError
from tmi_cli.layouts import IGNORE
from tmi_cli.layouts.words import COURSE_WORDS, PUPIL_WORDS, fold_header
from tmi_cli.policy.school import SCHOOL_FILE
from tmi_cli.policy.toml_file import closest

ACTION_WORDS: dict[str, tuple[str, ...]] = {
    "strategy": (
        "strategy", "intervention", "intervention strategy", "intervention type", "type of intervention", "action",
        "action taken", "support", "support given", "what",
    ),
    "intervention_stage": (
        "intervention stage", "stage of intervention", "intervention level", "level of intervention", "tier",
    ),
    "by": (
        "by", "by whom", "staff", "staff member", "member of staff", "who", "person responsible", "responsible",
        "lead", "owner", "recorded by", "teacher", "class teacher",
    ),
    "started": (
        "start date", "date started", "started", "start", "date of intervention", "intervention date", "date",
        "when", "since", "date recorded", "from",
    ),
    "review": ("review date", "review", "date of review", "review by", "review due", "next review", "due"),
    "reviewed": ("reviewed on", "date reviewed", "reviewed", "review completed", "review done"),
    "outcome": ("outcome", "impact", "result", "evaluation", "effect", "what came of it"),
    "note": ("note", "notes", "comment", "comments", "details", "description", "reason"),
    "number": ("number", "id", "intervention number"),
}  # fmt: skip
"""Fields of an intervention; of two columns with one field, the one whose word stands first here counts."""

TABLES: tuple[Mapping[str, tuple[str, ...]], ...] = (
    PUPIL_WORDS,
    {field: COURSE_WORDS[field] for field in ("subject", "period")},
    ACTION_WORDS,
)


class ActionWords:
    """Every header that means something in a sheet of interventions.

    ``own`` is the school's mapping (header -> field, or ``ignore``), which wins. PolicyError, with a suggestion,
    where it names no field.
    """

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        fields = [field for table in TABLES for field in table]
        self._rank = {
            word: (field, rank)
            for table in TABLES
            for field, words in table.items()
            for rank, word in enumerate(words)
        }
        self._ignored: set[str] = set()
        for header, told in (own or {}).items():
            folded = fold_header(header)
            if told == IGNORE:
                self._ignored.add(folded)
                self._rank.pop(folded, None)
            elif told in fields:
                self._rank[folded] = (told, -1)
            else:
                meant = closest(told, fields)
                raise PolicyError(
                    f"{told} is no field of an intervention.",
                    where=f"{SCHOOL_FILE} › intervention_headers › {header}",
                    hint=(f"Did you mean {meant}? " if meant else "")
                    + f"Fields are {', '.join(fields)}, {IGNORE}.",
                )

    def field(self, header: str) -> tuple[str, int] | None:
        """The field that a header means, and how good a word for it that is (0 the best), or None."""
        return self._rank.get(fold_header(header))

    def ignores(self, header: str) -> bool:
        """Whether the school says that a header means nothing."""
        return fold_header(header) in self._ignored
