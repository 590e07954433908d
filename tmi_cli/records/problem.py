"""Problems: what could not be used, or should be looked at, with its place and what to do."""

from __future__ import annotations

from tmi_cli.origin import Origin
from tmi_cli.records.model import Record
from tmi_cli.records.period import Period
from tmi_cli.records.problem_kinds import KINDS, Severity


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
        message = kind.sentence.format_map(words)
        return cls(
            code=code,
            severity=severity or kind.severity,
            origin=origin,
            message=message[:1].upper() + message[1:],
            hint=kind.hint.format_map(words),
            field=field,
            value=value,
            period=period,
            stage=stage,
        )
