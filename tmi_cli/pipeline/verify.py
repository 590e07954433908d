"""Runs checked one after another: their files, and where it is asked for whether they come out again."""

from __future__ import annotations

from collections.abc import Sequence

from tmi_cli.pipeline.again import Again, Command, Given, make_again
from tmi_cli.pipeline.options import Tell
from tmi_cli.reports.verify_show import Verified
from tmi_cli.runs.published import Run
from tmi_cli.runs.verify import differences


def verify(runs: Sequence[Run], given: Given | None, *, command: Command, tell: Tell) -> list[Verified]:
    """Check each of ``runs``; with ``given`` also make it again with ``command``. Raises as ``make_again``."""
    verified = []
    for number, run in enumerate(runs, 1):
        tell(f"Checking {number} of {len(runs)} runs …")
        again = make_again(run, given, command) if given else Again()
        verified.append(
            Verified(
                run,
                [*differences(run), *again.differences],
                made_again=again.same,
                why_not=again.why_not,
            )
        )
    return verified
