"""What the commands share that make papers: study the exports, write the files, show the result."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tmi_cli.cli.options import Asked

if TYPE_CHECKING:
    from tmi_cli.pipeline import Options, Tell
    from tmi_cli.reports.paper import Paper
    from tmi_cli.reports.paper_files import Kind
    from tmi_cli.reports.report import Report


def present(
    asked: Asked,
    kind: Kind,
    make: Callable[[Report, Any], Sequence[Paper]],
    *,
    accept: tuple[str, ...] = (),
    acted: bool = False,
    interventions: Sequence[Path] = (),
    look: Callable[[Options, Tell], tuple[Report, Any]] | None = None,
) -> int:
    """Make papers of what was asked for, write them, show them, and return the exit code.

    ``make`` takes the report and what ``look`` finds beside it: without one, the study of all periods. With
    ``acted`` they may tell of interventions: those that are kept, and those in ``interventions`` (sheets). It is
    called again, without names, for a screen that may show none.
    """
    # Everything that is read is kept until the end: looking for garbage costs an eighth and finds none.
    gc.disable()
    from tmi_cli import pipeline
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.cli.writing import writing
    from tmi_cli.reports.paper_files import dated, write_papers
    from tmi_cli.reports.paper_show import to_stdout

    speaker = Speaker(quiet=asked.quiet, verbose=asked.verbose)
    options = asked.options(accept=accept, interventions=interventions)
    with writing(asked, speaker) as stamp:
        if look is None:
            report, found = pipeline.study(options, tell=speaker.progress, acted=acted)
        else:
            report, found = look(options, speaker.progress)
        speaker.progress("Writing …")
        papers = dated(make(report, found), report)
        folder = None
        if stamp and all(paper.file for paper in papers):
            folder = write_papers(report, papers, kind, html=asked.shape == "html", stamp=stamp)
        speaker.done()
    if asked.hides_names(report):
        from tmi_cli.pipeline.nameless import without_names

        papers = list(make(*without_names(report, found)))
    to_stdout(papers, shape=asked.shape, folder=folder, colour=not asked.no_color)
    if report.pseudonymised:
        speaker.pseudonymised()
    speaker.sources(report.sources)
    speaker.passed_over(report.passed_over)
    speaker.written(folder)
    return 0
