"""``tmi interventions``: what was done for pupils, what is due, and whether it helped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tmi_cli.cli.declared import ACCEPT, PATH, SCHOOL
from tmi_cli.cli.options import Asked, makes_papers, takes_exports

if TYPE_CHECKING:
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.reports.report import Report

_NAMED = "what was done is kept and found by the pupils' own names and numbers"


class _Day(click.ParamType[date]):
    """A date as a school writes it: 2025-11-03, 3/11/2025, 3 Nov 2025."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from tmi_cli.interventions.dates import read_date

        day = value if isinstance(value, date) else read_date(str(value))
        if day is None:
            self.fail(f"{value} is no date. Write 2025-11-03 or 3/11/2025.", param, ctx)
        return day


def _from(*, required: bool) -> Callable[..., Any]:
    told = "A sheet of interventions" + ("; may be given again." if required else ", read but not kept.")
    return click.option("--from", "files", type=PATH, multiple=True, required=required, metavar="PATH", help=told)


def _today() -> date:
    return datetime.now().astimezone().date()


@click.group("interventions")
def command() -> None:
    """Record what was done for pupils, see what is due and what was forgotten, and whether it helped.

    Interventions are kept in store/interventions.csv beside tmi.toml (docs/interventions.md).

    \b
    Examples:
      tmi interventions import exports/ --from "Interventions.xlsx"
      tmi interventions list exports/
      tmi interventions add exports/ --pupil 123456785 --strategy "Call home"
      tmi interventions review 7 --outcome "Homework is in on time again"
      tmi interventions impact exports/
    """


@command.command("list")
@makes_papers
@_from(required=False)
@click.option("--today", type=_Day(), metavar="DATE", help="The day that reviews are due by.  [default: today]")
@ACCEPT
def list_command(asked: Asked, files: tuple[Path, ...], today: date | None, accept: tuple[str, ...]) -> int:
    """List open interventions, overdue reviews, and flags for which no action is recorded."""
    asked.refuse_pseudonyms(_NAMED)
    from tmi_cli.cli.papers import present

    def make(report: Any, study: Any) -> Any:
        from tmi_cli.reports.papers.interventions import interventions_paper

        return [interventions_paper(report, today=today or asked.today)]

    return present(asked, "interventions", make, accept=accept, acted=True, interventions=files)


@command.command("impact")
@makes_papers
@_from(required=False)
@click.option("--publish", is_flag=True, help="For beyond the school: pupils counted, small numbers suppressed.")
@ACCEPT
def impact(asked: Asked, files: tuple[Path, ...], publish: bool, accept: tuple[str, ...]) -> int:
    """Compare the flags before and after each intervention; no proof, and the paper says why."""
    asked.refuse_pseudonyms(_NAMED)
    from tmi_cli.cli.papers import present

    def make(report: Any, study: Any) -> Any:
        from tmi_cli.reports.papers.impact import impact_paper

        return [impact_paper(report, study, publish=publish)]

    return present(asked, "impact", make, accept=accept, acted=True, interventions=files)


@command.command("import")
@takes_exports
@_from(required=True)
@ACCEPT
def import_command(asked: Asked, files: tuple[Path, ...], accept: tuple[str, ...]) -> int:
    """Keep the interventions of sheets; those that are kept already are brought up to date, never doubled."""
    asked.refuse_pseudonyms(_NAMED)
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.cli.writing import changing_store
    from tmi_cli.interventions import store
    from tmi_cli.runs import printable

    speaker = Speaker(quiet=asked.quiet, verbose=asked.verbose)
    with changing_store(asked.school, speaker):
        report, _ = _recorded(asked, files, accept, speaker)
        found = report.interventions
        store.save(found.path, found.kept())
    for sheet in found.sheets:
        place = " › ".join(part for part in (sheet.file, sheet.sheet) if part)
        click.echo(
            f"{printable(place)}: {sheet.rows} rows = {len(sheet.read)} read + {len(sheet.rejected)} rejected "
            f"+ {len(sheet.ignored)} ignored" + (f" ({sheet.reason})" if sheet.reason else "")
        )
        for remark in sheet.rejected:
            click.echo(printable(f"  {remark.origin} rejected: {remark.says}"))
        for remark in sheet.remarks:
            click.echo(printable(f"  {remark.origin} read without it: {remark.says}"))
        if sheet.unknown:
            click.echo(printable(f"  headers not understood: {', '.join(sheet.unknown)}"))
    click.echo(
        f"{found.new} new, {found.updated} updated, {found.repeated} with nothing new; kept in {found.path}"
    )
    return 0


@command.command("add")
@takes_exports
@click.option("--pupil", required=True, metavar="SCN|NAME", help="The pupil, as for tmi pupil.")
@click.option("--strategy", required=True, metavar="TEXT", help="What is done; the policy has a menu.")
@click.option("--subject", metavar="NAME", help="The subject.  [default: across the school]")
@click.option("--stage", default="", metavar="N|NAME", help="The stage of the intervention, as the policy has it.")
@click.option("--by", "by_whom", default="", metavar="NAME", help="Who does it.")
@click.option("--started", type=_Day(), metavar="DATE", help="The day it begins.  [default: today]")
@click.option("--review", type=_Day(), metavar="DATE", help="The day its impact is looked at.")
@click.option("--after-period", type=click.IntRange(1, 9), metavar="N", help="The last tracking period before it.")
@click.option("--note", default="", metavar="TEXT", help="Anything else.")
@ACCEPT
def add(asked: Asked, accept: tuple[str, ...], started: date | None, after_period: int | None, **told: Any) -> int:
    """Record one intervention for one pupil, who must be in the exports."""
    asked.refuse_pseudonyms(_NAMED)
    from tmi_cli.analysis.new_intervention import Told, new_intervention
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.cli.writing import changing_store
    from tmi_cli.interventions import store
    from tmi_cli.policy import SubjectMap
    from tmi_cli.runs import printable

    speaker = Speaker(quiet=asked.quiet, verbose=asked.verbose)
    with changing_store(asked.school, speaker):
        report, school = _recorded(asked, (), accept, speaker)
        one, notes = new_intervention(
            Told(**told, started=started or asked.today, period=after_period),
            report.cohort,
            menu=report.policy.interventions,
            subjects=SubjectMap(school.faculties),
            session=report.session,
        )
        found = report.interventions.adding(*one)
        kept = found.kept()
        store.save(found.path, kept)
    for note in notes:
        click.echo(printable(note), err=True)
    click.echo(f"Recorded as number {max(each.number or 0 for each in kept)} in {found.path}")
    return 0


@command.command("review")
@click.argument("number", type=click.IntRange(1))
@click.option("--outcome", required=True, metavar="TEXT", help="What came of it.")
@click.option("--on", type=_Day(), metavar="DATE", help="The day of the review.  [default: today]")
@click.option("--replace", is_flag=True, help="Write over an outcome that stands there.")
@SCHOOL
def review(number: int, outcome: str, on: date | None, replace: bool, school: Path | None) -> int:
    """Record what came of an intervention; its NUMBER is shown by tmi interventions list."""
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.cli.writing import changing_store
    from tmi_cli.interventions import store

    with changing_store(school, Speaker(quiet=False, verbose=False)) as folder:
        store.review(folder / store.FILE, number, outcome=outcome, on=on or _today(), replace=replace)
    click.echo(f"Number {number} is reviewed.")
    return 0


def _recorded(
    asked: Asked, files: tuple[Path, ...], accept: tuple[str, ...], speaker: Speaker
) -> tuple[Report, Any]:
    from tmi_cli import pipeline

    options = asked.options(accept=accept, interventions=files)
    found = pipeline.recorded(options, tell=speaker.progress)
    speaker.done()
    speaker.sources(found[0].sources)
    speaker.passed_over(found[0].passed_over)
    return found
