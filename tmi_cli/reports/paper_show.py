"""What stdout shows of papers: the result and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tmi_cli.reports.paper import Paper
from tmi_cli.reports.paper_text import to_csv, to_json, to_tab_separated


def to_stdout(papers: Sequence[Paper], *, shape: str, folder: Path | None, colour: bool = True) -> None:
    """Show papers on stdout: tables at a terminal, tab-separated lines in a pipe, or the format asked for.

    HTML is a page for a browser and not for a terminal: there only its place is told.
    """
    if shape == "table" and sys.stdout.isatty():
        from tmi_cli.reports.paper_terminal import show

        show(papers, folder=folder, colour=colour)
    elif shape == "html":
        from tmi_cli.reports.html.page import to_html

        if sys.stdout.isatty() and folder is not None:
            sys.stdout.write("".join(f"{path}\n" for path in sorted(folder.rglob("*.html"))))
        else:
            sys.stdout.write(to_html(papers))
    else:
        texts = {"json": to_json, "csv": to_csv, "table": to_tab_separated}
        sys.stdout.write(texts[shape](papers))
