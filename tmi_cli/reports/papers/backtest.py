"""What early flags were worth: each rule in the earlier periods against where the courses stood at the end."""

from __future__ import annotations

from collections.abc import Mapping

from tmi_cli.analysis.backtest import ANY, FEW, Backtest, RuleTest, Share, backtest
from tmi_cli.analysis.study import Study
from tmi_cli.errors import RequestError
from tmi_cli.reports.paper import ChartPart, Head, Paper, Section, TablePart, TextPart, Value
from tmi_cli.reports.papers.parts import about, listed, plural, run_id, told
from tmi_cli.reports.report import Report

SCHEMA = "tmi.backtest/1"

_CAVEAT = (
    "A school that acts on its flags changes what follows: a pupil who was flagged, helped, and is on target at "
    "the end counts here as flagged for nothing. A low precision may be good work, and is no proof of a bad rule."
)
_COUNTED = (
    "The end is the period reported for the pupil's stage.",
    "Off target: the working grade is in a worse place than the target in force; where there is no target, the "
    "working grade is a concern on the scale of its course.",
    "BGE courses have no target and are not looked at; nor are courses without a working grade at the end.",
    "A course is compared with itself: the same subject, level and class (or the subject's only class). Where it "
    "had another level earlier, or no entry, that period counts as not judged.",
    "Precision: of the courses flagged, those off target at the end. Recall: of the courses off target at the end "
    "that the rule could judge, those flagged. What could not be judged is in neither.",
    "Any period: flagged in at least one earlier period; clear where judged and never flagged.",
    f"{ANY.capitalize()}: the list as a whole, flagged by at least one of the rules tested.",
    "Lead time: the periods between the first flag of a rule and the end, of courses off target at the end.",
    "Intervals are of 95 %: Wilson's score interval (1927).",
    f"Few: a share of fewer than {FEW}. Such a share can be far from what another session would show.",
)


def backtest_paper(report: Report, study: Study) -> Paper:
    """The rules of the policy looked back on. RequestError where the exports hold one period only."""
    if len(study.findings) < 2:
        raise RequestError(
            "The exports hold one period only: there is nothing to look back on.",
            hint="Give the exports of all periods of the session, as tmi policy backtest exports/.",
        )
    found = backtest(study)
    return Paper(
        schema=SCHEMA,
        title=f"{report.policy.title}: what early flags were worth, {report.title}",
        recipient="the senior leadership team",
        about=about(report),
        sections=(
            _glance(report, found),
            Section("By period", "Each rule in each earlier period", (_table(found, name="periods", every=True),)),
            _lead_times(found),
            Section("How it is counted", "How it is counted", (TextPart(_COUNTED, bullets=True),)),
        ),
        run_id=run_id(report, "backtest"),
        file="looking-back",
        extra={"few_under": FEW},
    )


def _glance(report: Report, found: Backtest) -> Section:
    whole = [tested for tested in found.tested if tested.period is None]
    said = [f"At the end {told(found.off.hits, found.off.of, 'senior courses judged')} are off target."]
    if found.unknown:
        reasons = listed(f"{why} ({count:,})" for why, count in found.unknown.items())
        said.append(f"{plural(sum(found.unknown.values()), 'course')} cannot be judged at the end: {reasons}.")
    said += [_sentence(tested) for tested in whole]
    few = [tested.rule for tested in whole if _few(tested)]
    if few:
        rest, them = ("rests", "it") if len(few) == 1 else ("rest", "them")
        said.append(f"Few: {listed(few)} {rest} on fewer than {FEW} courses; do not decide on {them} alone.")
    if found.untested:
        reason = "they judge BGE levels, or are told once and not by period"
        said.append(f"Not tested: {listed(found.untested)} ({reason}).")
    said.append(_CAVEAT)
    table = _table(found, name="rules", every=False)
    chart = ChartPart(
        table="rules",
        title="Precision and recall of each rule, percent",
        kind="columns",
        category="rule",
        series=("precision", "recall"),
        x_title="Rule",
        y_title="Percent of courses",
        says="; ".join(map(_shares, whole)) + ".",
    )
    drawn = (chart,) if any(share is not None for key in chart.series for share in table.column(key)) else ()
    return Section("At a glance", "At a glance", (TextPart(tuple(said), bullets=True), table, *drawn))


def _sentence(tested: RuleTest) -> str:
    precision, recall = tested.precision, tested.recall
    name = "Any rule" if tested.rule == ANY else tested.rule
    if not precision.of:
        return f"{name} flagged no course earlier that can be judged at the end."
    share = told(precision.hits, precision.of, "courses")
    return (
        f"{name}: {share} flagged earlier were off target at the end; so it found "
        f"{told(recall.hits, recall.of, 'courses off target that it could judge')}."
    )


def _shares(tested: RuleTest) -> str:
    shares = (("precision", tested.precision.percent), ("recall", tested.recall.percent))
    return f"{tested.rule}: " + ", ".join(f"{name} {_told(share)}" for name, share in shares)


def _told(percent: float | None) -> str:
    return "of nothing" if percent is None else f"{percent:.0f} %"


def _few(tested: RuleTest) -> bool:
    return tested.precision.few or tested.recall.few


def _table(found: Backtest, *, name: str, every: bool) -> TablePart:
    rows = tuple(_row(tested, every=every) for tested in found.tested if every or tested.period is None)
    return TablePart(
        name=name,
        title="Each rule in each earlier period" if every else "Each rule, in any earlier period",
        heads=(
            Head("Rule", "rule", "strong", 13, 22),
            *(Head("Flagged in", "period", "text", 8, 14),) * every,
            Head("Flagged, off target", "flagged_off", "count"),
            Head("Flagged, on target", "flagged_on", "count"),
            Head("Precision %", "precision", "percent"),
            Head("Precision, 95 %", "precision_interval", "text", 9, 14),
            Head("Clear, off target", "clear_off", "count"),
            Head("Clear, on target", "clear_on", "count"),
            Head("Recall %", "recall", "percent"),
            Head("Recall, 95 %", "recall_interval", "text", 9, 14),
            Head("Not judged then", "not_judged", "count"),
            Head("Warning", "warning", "text", 8, 30),
        ),
        rows=rows,
        note=f"Flags given at random would have a precision of {_told(found.off.percent)}.",
        empty="No rule that is on judges senior courses by period.",
    )


def _row(tested: RuleTest, *, every: bool) -> tuple[Value, ...]:
    precision, recall = tested.precision, tested.recall
    return (
        tested.rule,
        *("Any period" if tested.period is None else f"Period {tested.period}",) * every,
        tested.flagged_off,
        tested.flagged_on,
        _rounded(precision.percent),
        _interval(precision),
        tested.clear_off,
        tested.clear_on,
        _rounded(recall.percent),
        _interval(recall),
        tested.not_judged,
        _warning(tested),
    )


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 4)


def _interval(share: Share) -> str:
    bounds = share.interval
    return "" if bounds is None else f"{bounds[0]:.0f} to {bounds[1]:.0f}"


def _warning(tested: RuleTest) -> str:
    shares = (("precision", tested.precision), ("recall", tested.recall))
    if not any(share.of for _, share in shares):
        return "Nothing judged" if not (tested.clear_on or tested.clear_off) else "Nothing flagged"
    few = [f"{name} of {share.of}" for name, share in shares if share.few]
    return f"Few: {listed(few)}" if few else ""


def _lead_times(found: Backtest) -> Section:
    """How many courses off target each rule flagged how many periods before the end."""
    most = sorted({lead for leads in found.leads.values() for lead in leads})
    rows = tuple(
        (rule, *(leads.get(lead, 0) for lead in most), sum(leads.values()), _mean(leads))
        for rule, leads in found.leads.items()
    )
    table = TablePart(
        name="lead_times",
        title="Periods between the first flag and the end",
        heads=(
            Head("Rule", "rule", "strong", 13, 22),
            *(Head(plural(lead, "period"), f"{lead}", "count") for lead in most),
            Head("Courses off target", "courses", "count"),
            Head("Mean periods", "mean", "number"),
        ),
        rows=rows,
        note="Courses off target at the end that the rule had flagged; the others are in the tables of recall.",
        empty="No rule that is on judges senior courses by period.",
    )
    if not most:
        return Section("Lead time", "Lead time", (table,))
    chart = ChartPart(
        table="lead_times",
        title="Courses off target at the end, by periods since the first flag",
        kind="stacked",
        category="rule",
        series=tuple(str(lead) for lead in most),
        x_title="Courses",
        y_title="Rule",
        says="; ".join(_lead_words(rule, leads) for rule, leads in found.leads.items()) + ".",
    )
    return Section("Lead time", "Lead time", (table, chart))


def _mean(leads: Mapping[int, int]) -> float | None:
    courses = sum(leads.values())
    return sum(lead * count for lead, count in leads.items()) / courses if courses else None


def _lead_words(rule: str, leads: Mapping[int, int]) -> str:
    mean = _mean(leads)
    courses = plural(sum(leads.values()), "course")
    return f"{rule}: {courses}" + (f", flagged {mean:.1f} periods before the end on average" if mean else "")
