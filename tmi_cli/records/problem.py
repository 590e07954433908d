"""Problems: what could not be used, or should be looked at, with its place and what to do."""

from __future__ import annotations

from typing import Literal, NamedTuple

from tmi_cli.origin import Origin
from tmi_cli.records.model import Record
from tmi_cli.records.period import Period

Severity = Literal["error", "warning", "info"]


class ProblemKind(NamedTuple):
    """What all problems of one code share: how grave it is, the sentence, and what to do."""

    severity: Severity
    sentence: str
    hint: str


KINDS: dict[str, ProblemKind] = {
    "pupil-missing": ProblemKind(
        "error",
        "This row has no pupil: neither a Scottish Candidate Number nor a surname.",
        "Fill in the pupil in SEEMiS and export again, or delete the row.",
    ),
    "subject-missing": ProblemKind(
        "error",
        "This row has no subject, so nobody can tell which course it is about.",
        "Fill in the subject and export again.",
    ),
    "subject-without-faculty": ProblemKind(
        "warning",
        "No faculty claims the subject {subject}; it counts towards no faculty.",
        "Add it to a faculty under [faculties] in tmi.toml, or give the export a Faculty column.",
    ),
    "scn-missing": ProblemKind(
        "warning",
        "This pupil has no Scottish Candidate Number; matched by name and class instead.",
        "Include the Scottish Candidate Number column in the export, or give a pupil list.",
    ),
    "scn-check-digit": ProblemKind(
        "warning",
        "The check digit of this Scottish Candidate Number does not fit.",
        "Compare the number with the pupil's record in SEEMiS.",
    ),
    "scn-damaged": ProblemKind(
        "error",
        "This Scottish Candidate Number was damaged and matches nobody; the row was matched by name.",
        "Format the column as text before saving, or export again without opening it in Excel.",
    ),
    "pupil-ambiguous": ProblemKind(
        "error",
        "More than one pupil fits this name, so the row was given to nobody.",
        "Add the Scottish Candidate Number to the row.",
    ),
    "pupil-unknown": ProblemKind(
        "warning",
        "No tracking export knows this pupil, so the row was not used.",
        "Check the spelling and the class, or whether the pupil has left.",
    ),
    "pupil-two-names": ProblemKind(
        "warning",
        "One Scottish Candidate Number stands beside two different names.",
        "Check in SEEMiS whose number it is.",
    ),
    "stage-unknown": ProblemKind(
        "warning",
        "{value} is not a stage (S1-S6), and nothing else tells the pupil's stage.",
        "Give the pupil's stage as S1 to S6 in the Stage column.",
    ),
    "rating-not-on-scale": ProblemKind(
        "error",
        "{value} is not on the scale for {field}: {codes}.",
        "Correct the rating in SEEMiS and export again; until then it cannot be judged.",
    ),
    "grade-not-on-scale": ProblemKind(
        "error",
        "{value} is not on the scale for {course}: {codes}.",
        "Correct the {field} in SEEMiS and export again; until then it cannot be judged.",
    ),
    "target-not-allowed": ProblemKind(
        "error",
        "{value} is not a target that {course} may have: {codes}.",
        "Set a target that is a success on this scale; until then the target is not used.",
    ),
    "target-lowered": ProblemKind(
        "warning",
        "The target was lowered from {before} (period {before_period}) to {value}; a target may only rise.",
        "Put the earlier target back, or tell the curriculum leader why. {before} stays in force.",
    ),
    "level-unknown": ProblemKind(
        "error",
        "No place tells the level of this senior course, so its grades cannot be judged.",
        "Put the level (N5, Higher ...) in the Level column or the course name.",
    ),
    "level-changed": ProblemKind(
        "info",
        "The pupil moved from {before} (period {before_period}) to {after}; grades are not compared.",
        "Nothing to do if the move was meant.",
    ),
    "duplicate-entry": ProblemKind(
        "warning",
        "This row says the same as row {other_row} for the same pupil, class and period.",
        "Delete one of the two rows.",
    ),
    "conflicting-entries": ProblemKind(
        "error",
        "This row disagrees with row {other_row} on the {field} of the same pupil, class and period.",
        "Find out which of the two is right; until then the {field} cannot be judged.",
    ),
    "period-unknown": ProblemKind(
        "error",
        "Nothing here tells the tracking period: no column, sheet name or file name.",
        "Add a Tracking Point column, name the file like 'Tracking TP2.xlsx', or pass --period.",
    ),
    "period-conflict": ProblemKind(
        "warning",
        "The {weaker} says period {weaker_period}, the {stronger} says period {period}; "
        "the {stronger} was believed.",
        "Rename the file or the sheet, or check that it is the right export.",
    ),
    "polarity-doubtful": ProblemKind(
        "warning",
        "{share} ratings in this sheet are a concern; are they the wrong way round?",
        "Check whether 1 is the best rating in this export; the policy says it is.",
    ),
    "formula-without-value": ProblemKind(
        "error",
        "This cell holds a formula that was never calculated.",
        "Open the workbook in Excel, save it, and run again.",
    ),
    "error-cell": ProblemKind(
        "error",
        "This cell holds the spreadsheet error {value}.",
        "Mend the formula or type the value, save the workbook, and run again.",
    ),
}
"""Every problem that ``tmi flag`` can tell, by code."""


class Problem(Record):
    """One thing that is wrong or should be looked at, where it is, and what to do.

    ``period`` and ``stage`` say whom it is about, None where it is about a whole file. ``message`` never
    holds a pupil's name.
    """

    code: str
    severity: Severity
    origin: Origin | None
    message: str
    hint: str
    field: str | None = None
    value: str | None = None
    period: Period | None = None
    stage: str | None = None

    @classmethod
    def of(
        cls,
        code: str,
        origin: Origin | None,
        *,
        severity: Severity | None = None,
        field: str | None = None,
        value: str | None = None,
        period: Period | None = None,
        stage: str | None = None,
        **facts: object,
    ) -> Problem:
        """Make a problem of a declared kind; ``facts`` fill its sentence. KeyError for an unknown code."""
        kind = KINDS[code]
        words = {
            "field": (field or "").replace("_", " "),
            "value": f"“{value}”" if value is not None else "This",
            "period": period,
            "stage": stage,
            **facts,
        }
        return cls(
            code=code,
            severity=severity or kind.severity,
            origin=origin,
            message=kind.sentence.format_map(words),
            hint=kind.hint.format_map(words),
            field=field,
            value=value,
            period=period,
            stage=stage,
        )
