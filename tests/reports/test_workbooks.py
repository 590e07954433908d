"""The workbooks: every finding once, nobody else's, the same bytes, and fit to read and print."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.reports.books import NAMES, RUN, books_of, report_of, sheets, without_flags
from tests.reports.workbook_lint import complaints
from tmi_cli.records import Pupil
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook import workbooks
from tmi_cli.reports.workbook.style import MARKS


@pytest.mark.parametrize("name", NAMES)
def test_no_workbook_gives_cause_for_complaint(name: str) -> None:
    found = {path: complaints(data, run_id=RUN) for path, data in books_of(name).items()}
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_role_lists_hold_every_flag_once_with_its_evidence(name: str) -> None:
    report, shown = report_of(name), sheets(books_of(name)["escalation.xlsx"])
    rows = [(role, row) for role in report.policy.roles for row in shown.get(role, [])]
    titles = {r.name: r.title + (" (assumed)" if r.assumed else "") for r in report.policy.rules_on}
    due = Counter(
        (
            case.owner.role, case.pupil.surname, case.pupil.forename, case.pupil.scn, case.pupil.registration,
            ", ".join(case.pupil.groups) or None, flag.subject, flag.level, flag.class_code, titles[flag.rule],
            flag.reason, MARKS[flag.state].text, flag.since,
        )
        for case in report.cases
        for flag in case.flags
    )  # fmt: skip
    headers = (
        "Surname", "First name", "SCN", "Registration", "Groups", "Subject", "Level", "Class", "Rule", "Reason",
        "State", "Since",
    )  # fmt: skip
    assert Counter((role, *(row[h] for h in headers)) for role, row in rows) == due
    assert all((row["Decision"], row["By / date"]) == (None, None) for _, row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_each_row_shows_the_cells_its_flag_rests_on(name: str) -> None:
    report, shown = report_of(name), sheets(books_of(name)["escalation.xlsx"])
    flags = [
        flag
        for role in reversed(report.policy.roles)
        for case in report.cases
        if case.owner.role == role
        for flag in case.flags
    ]
    rows = [row for role in reversed(report.policy.roles) for row in shown.get(role, [])]
    for flag, row in zip(flags, rows, strict=True):
        now = [e for e in flag.evidence if e.period in (flag.period, None) and e.field != "target"]
        before = [e for e in flag.evidence if e not in now]
        assert row["Value"].replace(",", "").split(" ")[-1] == now[-1].value.split(" ")[-1]
        assert all(e.value in row["Value"] for e in now)
        assert (row["Previous value"] or "") == "; ".join(
            " ".join(e.value for e in before if e.period == period)
            for period in dict.fromkeys(e.period for e in before)
        )
        for item in flag.evidence:
            place = f"{item.origin.file} › {item.origin.sheet} › " if item.origin.sheet else item.origin.file
            assert place in row["Source"]
            assert str(item.origin.cell) in row["Source"]


@pytest.mark.parametrize("name", NAMES)
def test_the_order_is_that_of_the_report(name: str) -> None:
    report, shown = report_of(name), sheets(books_of(name)["escalation.xlsx"])
    for role in report.policy.roles:
        due = [c.pupil.scn for c in report.cases if c.owner.role == role for _ in c.flags]
        assert [row["SCN"] for row in shown.get(role, [])] == due


@pytest.mark.parametrize("name", NAMES)
def test_changes_and_what_could_not_be_judged_are_complete(name: str) -> None:
    report, shown = report_of(name), sheets(books_of(name)["escalation.xlsx"])
    findings = report.findings
    due = Counter(MARKS[f.state].text for f in findings.flags if f.state != "continuing")
    for state, items in (("resolved", findings.resolved), ("not seen", findings.not_seen)):
        due[MARKS[state].text] += len({(i.pupil.key, i.rule, i.subject, i.level, i.last_period) for i in items})
    assert Counter(row["Change"] for row in shown.get("Changes", [])) == +due
    assert len(shown.get("Cannot judge", [])) == len(findings.cannot_judge)
    assert len(shown.get("Near misses", [])) == len(report.near_misses)
    problems = [(p.code, p.message, str(p.origin or "") or None) for p in report.problems]
    assert [(r["Code"], r["Message"], r["Place"]) for r in shown.get("Problems", [])] == problems


@pytest.mark.parametrize("name", NAMES)
def test_the_account_of_every_sheet_adds_up(name: str) -> None:
    rows = [row for row in sheets(books_of(name)["escalation.xlsx"])["About"] if row["Part"] == "Source"]
    assert len(rows) == len(report_of(name).sources)
    assert all(r["Rows"] == r["Read"] + r["Rejected"] + r["Ignored"] for r in rows)


def pupils_of(report: Report) -> dict[str, Pupil]:
    """Every pupil of a report, with or without an entry in the reported period."""
    findings = report.findings
    items: list[Any] = [*findings.flags, *findings.resolved, *findings.not_seen, *findings.cannot_judge]
    return {p.key: p for p in (*(pupil for pupil, _ in report.entries), *(item.pupil for item in items))}


def owner_keys(report: Report, path: str) -> set[str]:
    """The keys of the pupils whom an owner's workbook may show."""
    folder, unit = Path(path).parent.name, Path(path).stem
    if folder == "faculties":
        findings = report.findings
        items: list[Any] = [*findings.flags, *findings.resolved, *findings.not_seen, *findings.cannot_judge]
        found = {item.pupil.key for item in items if item.faculty == unit}
        return found | {item.pupil.key for item in report.praise if item.entry.faculty == unit}
    kind = {"houses": "house", "stages": "stage"}[folder]
    unit_or_none = None if unit.startswith("No ") else unit
    return {c.pupil.key for c in report.cases if c.owner.unit_kind == kind and c.owner.unit == unit_or_none}


@pytest.mark.parametrize("name", NAMES)
def test_an_owners_workbook_holds_no_other_pupil_in_any_member(name: str) -> None:
    report = report_of(name)
    everyone = pupils_of(report)
    surnames = Counter(pupil.surname for pupil in everyone.values())
    for path, data in books_of(name).items():
        if path == "escalation.xlsx":
            continue
        mine = owner_keys(report, path)
        told = {sheet: rows for sheet, rows in sheets(data).items() if sheet != "About"}
        if path.startswith("faculties"):
            praised = {name for row in told.pop("Praise", []) for name in row["Names"].split(", ")}
            assert praised <= {f"{everyone[key].forename} {everyone[key].surname}" for key in mine}
        rows = [row for rows in told.values() for row in rows]
        shown = {(row["Surname"], row["First name"], row["Registration"]) for row in rows}
        allowed = {(p.surname, p.forename, p.registration) for p in (everyone[key] for key in mine)}
        assert shown <= allowed
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = b"\0".join(archive.read(member) for member in archive.namelist()).decode("utf-8")
        teachers = " ".join(t for _, entry in report.entries for t in entry.teachers)
        for key, pupil in everyone.items():
            if key not in mine:
                assert not pupil.scn or pupil.scn not in content
                alone = surnames[pupil.surname] == 1 and pupil.surname not in teachers
                assert not alone or f">{pupil.surname}<" not in content


@pytest.mark.parametrize("name", NAMES)
def test_owners_together_hold_every_flag_they_should(name: str) -> None:
    report, books = report_of(name), books_of(name)
    for path, data in books.items():
        if path == "escalation.xlsx":
            continue
        mine, unit = owner_keys(report, path), Path(path).stem
        due = Counter(
            (flag.pupil.scn, flag.subject, flag.reason)
            for case in report.cases
            if case.pupil.key in mine
            for flag in case.flags
            if flag.faculty == unit or not path.startswith("faculties")
        )
        assert Counter((r["SCN"], r["Subject"], r["Reason"]) for r in sheets(data).get("Flags", [])) == due


@pytest.mark.parametrize("name", NAMES)
def test_praise_is_part_of_every_list(name: str) -> None:
    report, books = report_of(name), books_of(name)
    reasons = Counter(item.pupil.scn for item in report.praise for _ in item.reasons)
    pupil_of = {item.pupil.scn: item.pupil for item in report.praise}
    for path, data in books.items():
        rows, unit = sheets(data).get("Praise", []), Path(path).stem
        if path.startswith("faculties"):
            due = Counter(
                (
                    item.entry.course.subject,
                    item.entry.course.class_code,
                    f"{item.pupil.forename} {item.pupil.surname}",
                )
                for item in report.praise
                if item.entry.faculty == unit
                for _ in {reason.kind for reason in item.reasons}
            )
            shown = Counter((r["Subject"], r["Class"], who) for r in rows for who in r["Names"].split(", "))
            assert shown == due
            assert all(row["Pupils"] == len(row["Names"].split(", ")) for row in rows)
        else:
            mine = set(pupils_of(report)) if path == "escalation.xlsx" else owner_keys(report, path)
            everyone = sorted((p for p in pupil_of.values() if p.key in mine), key=lambda p: p.order)
            by_reasons = sorted(everyone, key=lambda p: -reasons[p.scn])
            assert [(r["Surname"], r["First name"], r["Reasons"]) for r in rows] == [
                (p.surname, p.forename, reasons[p.scn]) for p in by_reasons
            ]


def test_a_class_of_many_names_takes_several_lines_and_none_is_lost() -> None:
    report = report_of("groups-and-attendance")
    first = next(item for item in report.praise if item.entry.faculty)
    pupils = [first.pupil.model_copy(update={"key": f"{n:03}", "surname": f"Sample{n:03}"}) for n in range(95)]
    praise = [first._replace(pupil=pupil, reasons=first.reasons[:1]) for pupil in pupils]
    books = workbooks(dataclasses.replace(report, praise=praise), run_id=RUN)
    rows = sheets(books[f"faculties/{first.entry.faculty}.xlsx"])["Praise"]
    assert [row["Pupils"] for row in rows] == [40, 40, 15]
    names = [name.split(" ")[-1] for row in rows for name in row["Names"].split(", ")]
    assert names == [pupil.surname for pupil in pupils]


def test_only_roles_that_may_see_groups_see_them() -> None:
    report, books = report_of("groups-and-attendance"), books_of("groups-and-attendance")
    sees = {path: "Groups" in sheets(data)["Flags"][0] for path, data in books.items() if "/" in path}
    assert sees == {path: not path.startswith("faculties/") for path in sees}
    named = [group.name for group in report.policy.groups]
    for path, data in books.items():
        if path.startswith("faculties/"):
            rows = sheets(data)["Flags"]
            assert not any(str(value) in named for row in rows for value in row.values())
            names = [row["SCN"] for row in rows]
            order = sorted({c.pupil for c in report.cases if c.pupil.scn in names}, key=lambda p: p.order)
            assert list(dict.fromkeys(names)) == [pupil.scn for pupil in order]


def test_a_school_with_no_flag_gets_a_workbook_that_says_what_was_checked() -> None:
    report = without_flags(report_of("groups-and-attendance"))
    books = workbooks(report, run_id=RUN)
    assert {path.split("/")[0] for path in books} == {"escalation.xlsx", "faculties"}
    assert [complaints(data, run_id=RUN) for data in books.values()] == [[]] * len(books)
    book = load_workbook(io.BytesIO(books["escalation.xlsx"]))
    told = {sheet.title: sheet["A2"].value for sheet in book if not sheet.tables and sheet.title != "Summary"}
    assert set(told) == {*report.policy.roles, "Near misses", "Changes", "Cannot judge", "Problems"}
    assert all("600 courses of 88 pupils were checked by 3 rules" in sentence for sentence in told.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert workbooks(report_of(name), run_id=RUN) == books_of(name)


def test_a_file_name_holds_no_pupils_name() -> None:
    for name in NAMES:
        stems = {Path(path).stem for path in books_of(name)}
        units = {str(e.faculty) for _, e in report_of(name).entries}
        units |= {
            value for p, _ in report_of(name).entries for value in (p.house or "No house", p.stage or "No stage")
        }
        assert stems <= units | {"escalation"}
