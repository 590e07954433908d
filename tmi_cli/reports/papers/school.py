"""The whole school for its leadership: who is flagged where, who has how much on the list, and the trend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from tmi_cli.analysis.completeness import completeness_of
from tmi_cli.analysis.study import Study
from tmi_cli.escalation import Case
from tmi_cli.flags import Flag
from tmi_cli.records import Entry, Pupil
from tmi_cli.reports.paper import ChartPart, Head, Paper, Section, TablePart, TextPart, Value
from tmi_cli.reports.papers import glance
from tmi_cli.reports.papers.grades import grades_section, ratings_section, targets_section
from tmi_cli.reports.papers.parts import about, percent, plural, run_id, told
from tmi_cli.reports.papers.snapshot import SCHEMA, trend_section
from tmi_cli.reports.papers.units import unit_section
from tmi_cli.reports.report import Report

_NOBODYS = {"stage": "No stage", "house": "No house", "faculty": "No faculty"}


def school_paper(report: Report, study: Study) -> Paper:
    """The overview of the whole school: flags by stage, house, faculty and rule, the load of each owner, a heat
    map of faculties and stages, the trend, and completeness.
    """
    policy = report.policy
    return Paper(
        schema=SCHEMA,
        title=f"{report.school or 'Whole school'}: overview, {report.title}",
        recipient="the senior leadership team",
        about=about(report),
        sections=(
            _glance(report, study),
            _places(report),
            owners_section(report.cases),
            _faculties(report),
            trend_section(study, study.counted),
            grades_section(study.counted, policy),
            targets_section(study.counted),
            ratings_section(study.counted, policy.ratings),
            unit_section(
                study.now, policy, name="Subjects", by=("faculty", "subject", "level"), title="By subject"
            ),
            unit_section(study.now, policy, name="Stages", by=("stage", "faculty"), title="By stage and faculty"),
        ),
        run_id=run_id(report, "school"),
        file="overview",
        extra={"faculty": None},
    )


def _glance(report: Report, study: Study) -> Section:
    findings = report.findings
    flagged = len(report.cases)
    due = [item for item in completeness_of(report.cohort) if item.unit == "faculty"]
    entered, wanted = sum(item.entered for item in due), sum(item.due for item in due)
    flags = plural(len(findings.flags), "flag")
    sentences = (
        f"{plural(report.courses_judged, 'course')} of {plural(report.pupils_judged, 'pupil')} in the period.",
        f"{told(flagged, report.pupils_judged, 'pupils')} are flagged, with {flags}.",
        glance.changes_sentence(findings.flags, findings.resolved, findings.not_seen),
        *_near_misses(report),
        f"{told(entered, wanted, 'courses due')} are complete.",
    )
    return Section(
        "At a glance",
        "At a glance",
        (
            TextPart(sentences, bullets=True),
            glance.glance_table(study.counted, report.policy),
            glance.owners_table(report.cases, report.policy),
            glance.changes_table(findings.flags, findings.resolved, findings.not_seen),
            _rules(report),
            glance.completeness_table(due, title="Completeness by faculty", unit="Faculty"),
        ),
    )


def _near_misses(report: Report) -> list[str]:
    """How many flagged pupils are one short of each top step; the ladder says what is counted."""
    to = Counter((miss.to, report.policy.ladder_of(miss.pupil.stage).count) for miss in report.near_misses)
    one = {"faculties": "faculty", "subjects": "subject"}
    return [
        f"{plural(number, 'flagged pupil is', 'flagged pupils are')} one {one[counted]} short of the {role}."
        for (role, counted), number in to.items()
    ]


def _rules(report: Report) -> TablePart:
    rows = tuple(
        (count.rule, report.policy.rules[count.rule].title, count.flagged, count.judged,
         percent(count.flagged, count.judged), count.cannot_judge)
        for count in report.findings.counts
    )  # fmt: skip
    return TablePart(
        name="rules",
        title="What each rule found",
        heads=(
            Head("Rule", "rule", "strong"),
            Head("Asks", "title", "text", 24, 40),
            Head("Flagged", "flagged", "count"),
            Head("of judged", "judged", "count"),
            Head("%", "share", "percent"),
            Head("Not judged", "not_judged", "count"),
        ),
        rows=rows,
    )


def _places(report: Report) -> Section:
    stages = _by_place(report, "stage", what="Stage", of=lambda pupil: pupil.stage)
    houses = _by_place(report, "house", what="House", of=lambda pupil: pupil.house)
    charts = [_place_chart(table, what) for table, what in ((stages, "Stage"), (houses, "House"))]
    return Section("Stages and houses", "Flags by stage and house", (stages, houses, *charts))


def _by_place(report: Report, name: str, *, what: str, of: Callable[[Pupil], str | None]) -> TablePart:
    """Pupils, flagged pupils and flags by rule of each stage or house."""
    pupils = Counter(of(pupil) for pupil in {pupil.key: pupil for pupil, _ in report.entries}.values())
    flagged = Counter(of(case.pupil) for case in report.cases)
    flags = Counter((of(flag.pupil), flag.rule) for flag in report.findings.flags)
    rules = [rule.name for rule in report.policy.rules_on]
    rows: list[tuple[Value, ...]] = []
    for place in sorted(pupils, key=lambda place: (place is None, place or "")):
        found = [flags[place, rule] for rule in rules]
        share = percent(flagged[place], pupils[place])
        rows.append((place or _NOBODYS[name], pupils[place], flagged[place], share, *found, sum(found)))
    whole = [sum(flags[place, rule] for place in pupils) for rule in rules]
    everybody, all_flagged = pupils.total(), flagged.total()
    rows.append(("All", everybody, all_flagged, percent(all_flagged, everybody), *whole, sum(whole)))
    return TablePart(
        name=f"{name}s",
        title=f"By {name}",
        heads=(
            Head(what, name, "strong"),
            Head("Pupils", "pupils", "count"),
            Head("Flagged", "flagged", "count"),
            Head("%", "share", "percent"),
            *(Head(rule, f"flags {rule}", "count") for rule in rules),
            Head("Flags", "flags", "count"),
        ),
        rows=tuple(rows),
        total=True,
        note="Percent of the pupils with a course in the period; the columns of the rules count flags.",
    )


def _place_chart(table: TablePart, what: str) -> ChartPart:
    places = table.rows[:-1]
    return ChartPart(
        table=table.name,
        title=f"Flagged pupils by {what.lower()}, percent",
        kind="columns",
        category=table.heads[0].key,
        series=("share",),
        x_title=what,
        y_title="Percent of pupils",
        says=", ".join(f"{row[0]}: {row[2]} of {row[1]} pupils" for row in places) + " are flagged.",
    )


def owners_section(cases: Sequence[Case]) -> Section:
    """How many pupils each holder of a role has, and how many of their flags are new or worse."""
    loads: dict[tuple[str, str, str], list[Case]] = {}
    for case in cases:
        owner = case.owner
        unit = owner.unit or _NOBODYS[owner.unit_kind]
        named = owner.name if owner.name and owner.name != owner.unit else ""
        loads.setdefault((owner.role, unit, named), []).append(case)
    rows: list[tuple[Value, ...]] = []
    for (role, unit, named), found in sorted(loads.items(), key=lambda item: (-len(item[1]), item[0])):
        flags = [flag for case in found for flag in case.flags]
        states = Counter(flag.state for flag in flags)
        holder = f"{role}, {unit}"
        rows.append((holder, named, len(found), len(flags), states["new"], states["worse"]))
    table = TablePart(
        name="owners_load",
        title="How much each owner has",
        heads=(
            Head("Owner", "owner", "strong", 20, 36),
            Head("Name", "name", "text", 10, 24),
            Head("Pupils", "pupils", "count"),
            Head("Flags", "flags", "count"),
            Head("New", "new", "count"),
            Head("Worse", "worse", "count"),
        ),
        rows=tuple(rows),
        note="A pupil is with one owner: the furthest step of the ladder that was reached.",
        empty="No pupil is flagged.",
    )
    if not rows:
        return Section("Owners", "How much each owner has", (table,))
    chart = ChartPart(
        table="owners_load",
        title="Pupils with each owner",
        kind="bars",
        category="owner",
        series=("pupils",),
        x_title="Pupils",
        y_title="Owner",
        says=f"Most pupils are with {rows[0][0]}: {rows[0][2]}.",
    )
    return Section("Owners", "How much each owner has", (table, chart))


def _faculties(report: Report) -> Section:
    stages = sorted({entry_stage for entry_stage in (pupil.stage for pupil, _ in report.entries) if entry_stage})
    return Section(
        "Faculties",
        "Faculties and stages",
        (_by_faculty(report), heat_map(report.entries, report.findings.flags, stages)),
    )


def _by_faculty(report: Report) -> TablePart:
    """Pupils, flagged pupils and flags by rule of each faculty; a pupil counts in each of theirs."""
    pupils = Counter(faculty for _, faculty in {(pupil.key, entry.faculty) for pupil, entry in report.entries})
    about_courses = [flag for flag in report.findings.flags if flag.subject is not None]
    flagged = Counter(faculty for _, faculty in {(flag.pupil.key, flag.faculty) for flag in about_courses})
    flags = Counter((flag.faculty, flag.rule) for flag in about_courses)
    rules = [rule.name for rule in report.policy.rules_on]
    rows = []
    for faculty in sorted(pupils, key=lambda name: (name is None, name or "")):
        found = [flags[faculty, rule] for rule in rules]
        share = percent(flagged[faculty], pupils[faculty])
        rows.append((faculty or "No faculty", pupils[faculty], flagged[faculty], share, *found, sum(found)))
    return TablePart(
        name="faculties",
        title="By faculty",
        heads=(
            Head("Faculty", "faculty", "strong", 18, 28),
            Head("Pupils", "pupils", "count"),
            Head("Flagged", "flagged", "count"),
            Head("%", "share", "percent"),
            *(Head(rule, f"flags {rule}", "count") for rule in rules),
            Head("Flags", "flags", "count"),
        ),
        rows=tuple(rows),
        note="A pupil counts in each of their faculties, so the faculties do not add up to the school.",
    )


def heat_map(entries: Sequence[tuple[Pupil, Entry]], flags: Sequence[Flag], stages: Sequence[str]) -> TablePart:
    """Flagged pupils in percent of the pupils with a course: faculty by stage; empty where there is none."""
    pupils = Counter((faculty, stage) for _, faculty, stage in {(p.key, e.faculty, p.stage) for p, e in entries})
    flagged = Counter(
        (faculty, stage)
        for _, faculty, stage in {(f.pupil.key, f.faculty, f.pupil.stage) for f in flags if f.subject is not None}
    )
    faculties = sorted({faculty for faculty, _ in pupils}, key=lambda name: (name is None, name or ""))
    rows = tuple(
        (faculty or "No faculty", *(percent(flagged[faculty, stage], pupils[faculty, stage]) for stage in stages))
        for faculty in faculties
    )
    return TablePart(
        name="heat_map",
        title="Flagged pupils, percent of those with a course: faculty by stage",
        heads=(Head("Faculty", "faculty", "strong", 18, 28), *(Head(stage, stage, "percent") for stage in stages)),
        rows=rows,
        note="The darker, the greater the share. An empty field has no pupil.",
        heat=tuple(stages),
    )
