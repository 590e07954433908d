"""Writes the pages and pictures of docs/ that are generated: run ``make docs``. A test holds the pages equal.

Pictures of pages need Chromium, that of a workbook LibreOffice and poppler; without them the old ones stay.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from tmi_cli import Options, flag, study
from tmi_cli.reports.explain import problems_page
from tmi_cli.reports.html.charts import to_svg
from tmi_cli.reports.html.page import to_html
from tmi_cli.reports.paper import ChartPart, Paper
from tmi_cli.reports.papers.attainment import attainment_paper
from tmi_cli.reports.papers.gaps import Scope, gaps_paper
from tmi_cli.reports.papers.meeting import meeting_paper
from tmi_cli.reports.papers.pupil import pupil_paper
from tmi_cli.reports.papers.school import school_paper
from tmi_cli.reports.papers.snapshot import snapshots
from tmi_cli.reports.rules_page import rules_page
from tmi_cli.reports.terminal import render
from tmi_cli.reports.workbook.paper import paper_workbook

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"
SAMPLE = HERE.parent / "sample_data"
PAGES = {"problems.md": problems_page, "rules.md": rules_page}
COMMAND = "tmi flag sample_data/exports --groups sample_data/lists --policy balerno"
PAGE = (1200, 1150)


def options() -> Options:
    """What every picture is made of: the committed sample school."""
    return Options([SAMPLE / "exports"], session="2025-26", policy="balerno", groups=[SAMPLE / "lists"])


def terminal_picture() -> str:
    """What the command shows on the sample at a terminal of 100 columns, as SVG without any web font."""
    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True, markup=False, emoji=False)
    render(flag(options()), console, folder=None)
    svg = console.export_svg(title=COMMAND, unique_id="tmi")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def papers() -> dict[str, Paper]:
    """A paper of each report, by the name of its pictures."""
    report, studied = study(options())
    most = max(report.cases, key=lambda case: len(case.flags))
    return {
        "snapshot": snapshots(report, studied, ["Mathematics"])[0],
        "school": school_paper(report, studied),
        "pupil": pupil_paper(report, studied, most.pupil),
        # The sample is so small that nearly every figure would be suppressed.
        "gaps": gaps_paper(report, studied, Scope(show_small=True)),
        "attainment": attainment_paper(report, studied),
        "meeting": meeting_paper(report, studied, faculty="Mathematics", meeting=2),
    }


def chart_of(paper: Paper, *, name: str) -> str | None:
    """The first chart of a paper as SVG, None where it has none."""
    for section in paper.sections:
        for part in section.parts:
            if isinstance(part, ChartPart):
                return to_svg(section.table(part.table), part, name=name)
    return None


def page_pictures(pages: dict[str, Paper]) -> None:
    """The top of each page as Chromium shows it."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.stderr.write("No Chromium here: the pictures of pages stay as they are.\n")
        return
    with TemporaryDirectory() as folder:
        for name, paper in pages.items():
            page = Path(folder) / f"{name}.html"
            page.write_text(to_html([paper]), encoding="utf-8")
            size = f"--window-size={PAGE[0]},{PAGE[1]}"
            picture = f"--screenshot={PICTURES / name}.png"
            command = [browser, "--headless", "--no-sandbox", "--hide-scrollbars", size, picture, page.as_uri()]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603  our own page, no shell


def workbook_picture(paper: Paper) -> None:
    """The second sheet of a workbook, with its chart, as LibreOffice prints it."""
    office, painter = shutil.which("soffice"), shutil.which("pdftoppm")
    if office is None or painter is None:
        sys.stderr.write("No LibreOffice or no poppler here: the picture of a workbook stays as it is.\n")
        return
    with TemporaryDirectory() as folder:
        book = Path(folder) / "snapshot.xlsx"
        book.write_bytes(paper_workbook(paper))
        to_pdf = [office, "--headless", "--convert-to", "pdf", "--outdir", folder, str(book)]
        subprocess.run(to_pdf, check=True, capture_output=True)  # noqa: S603  our own workbook, no shell
        target = str(PICTURES / "snapshot-workbook")
        to_png = [
            painter,
            "-png",
            "-r",
            "80",
            "-f",
            "4",
            "-l",
            "4",
            "-singlefile",
            f"{folder}/snapshot.pdf",
            target,
        ]
        subprocess.run(to_png, check=True, capture_output=True)  # noqa: S603  as above


if __name__ == "__main__":
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "terminal.svg").write_text(terminal_picture(), encoding="utf-8")
    shown = papers()
    for name, paper in shown.items():
        svg = chart_of(paper, name=name)
        if svg is not None:
            (PICTURES / f"{name}-chart.svg").write_text(svg, encoding="utf-8")
    page_pictures(shown)
    workbook_picture(shown["snapshot"])
