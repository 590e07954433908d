"""What stops the pipeline: nothing to report, or files that do not seem to be the right ones."""

from __future__ import annotations

from collections.abc import Sequence

from tmi_cli.analysis import DOUBTS
from tmi_cli.cohort import Cohort
from tmi_cli.errors import ExportError, RequestError
from tmi_cli.layouts import SheetReading
from tmi_cli.layouts.families import TRACKING
from tmi_cli.pipeline.options import Options
from tmi_cli.policy.toml_file import closest
from tmi_cli.records import Problem


def refuse_doubts(doubts: Sequence[Problem], accept: Sequence[str]) -> None:
    """Stop before any list is written where these do not seem to be the right exports."""
    left = [doubt for doubt in doubts if doubt.code not in accept]
    if left:
        more = f" ({len(left) - 1} more such doubts: tmi check tells them all.)" if len(left) > 1 else ""
        raise ExportError(left[0].message + more, where=left[0].origin, hint=left[0].hint)


def refuse_unknown_doubts(accept: Sequence[str]) -> None:
    for code in accept:
        if code not in DOUBTS:
            meant = closest(code, DOUBTS)
            hint = f"Did you mean {meant}? " if meant else ""
            raise RequestError(f"There is no doubt called {code}.", hint=f"{hint}There are {', '.join(DOUBTS)}.")


def refuse_nothing(options: Options, readings: Sequence[SheetReading], cohort: Cohort) -> None:
    """Say what is wrong where nothing is there to report."""
    if cohort.reported:
        return
    if any(reading.layout in TRACKING for reading in readings):
        if options.period is not None:
            known = sorted({period for reading in readings for period in reading.periods})
            raise RequestError(
                f"No export has entries for period {options.period}.",
                hint=f"The exports hold period {', '.join(map(str, known))}.",
            )
        raise ExportError(
            "The exports hold no entry at all.",
            hint="Check that the ratings and grades were exported, not only the pupils.",
        )
    unknown = [p for reading in readings for p in reading.problems if p.code == "period-unknown"]
    if unknown:
        raise ExportError(
            "Nothing tells which tracking period this is: no column, sheet name or file name.",
            where=unknown[0].origin,
            hint="Pass --period 2, name the file like 'Tracking TP2.xlsx', or add a Tracking Point column; "
            "tmi inspect shows what each header was taken for, and maps those it does not know.",
        )
    first = next((reading for reading in readings if reading.reason), None)
    why = f": {first.reason}" if first else ""
    raise ExportError(
        f"No sheet could be read as a tracking export{why}.",
        where=str(first.table.file.name) if first else None,
        hint="A tracking sheet has a header that names the pupil (SCN or Surname), the subject and the ratings; "
        "tmi inspect shows what was understood, and maps headers it does not know.",
    )
