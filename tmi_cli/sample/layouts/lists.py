"""Lists that lie beside the tracking: pupils, attendance, vulnerable groups."""

from __future__ import annotations

from pathlib import Path

from tmi_cli.sample.layouts.book import Cell, new_book, write_table
from tmi_cli.sample.model import SamplePupil, SampleSchool

PUPIL_HEADINGS = (
    "SCN",
    "Forename",
    "Known As",
    "Surname",
    "Gender",
    "Year Group",
    "Reg Class",
    "House",
    "SIMD Decile",
    "FSM",
    "ASN",
    "EAL",
    "LAC",
    "Young Carer",
)
ATTENDANCE_HEADINGS = ("Known As", "Surname", "Reg class", "Attendance (%)", "Late")
GROUP_HEADINGS = ("SCN", "Forename", "Surname", "Reg Class", "SEBN", "Pathway 3", "5@3")


def write_lists(school: SampleSchool, folder: Path) -> list[Path]:
    """Pupil list, attendance (without SCN), groups (only pupils who are in one).

    All pupils of the session are listed, also those who have left. Group cells are Y or blank.
    """
    tables: dict[str, tuple[tuple[str, ...], list[list[Cell]]]] = {
        "Pupil list": (PUPIL_HEADINGS, [_listed(pupil) for pupil in school.pupils]),
        "Attendance": (
            ATTENDANCE_HEADINGS,
            [
                [pupil.known_as, pupil.surname, pupil.registration, pupil.attendance, pupil.late]
                for pupil in school.pupils
            ],
        ),
        "Vulnerable groups": (
            GROUP_HEADINGS,
            [_grouped(pupil) for pupil in school.pupils if any(_groups(pupil))],
        ),
    }
    written = []
    for name, (headings, rows) in tables.items():
        path = folder / f"{name}.xlsx"
        with new_book(path, school=school) as book:
            write_table(book, book.add_worksheet(name), headings=headings, rows=rows)
        written.append(path)
    return written


def _groups(pupil: SamplePupil) -> tuple[bool, bool, bool]:
    return pupil.sebn, pupil.pathway_3, pupil.five_at_three


def _ticks(*facts: bool) -> list[Cell]:
    return ["Y" if fact else None for fact in facts]


def _listed(pupil: SamplePupil) -> list[Cell]:
    return [
        pupil.scn,
        pupil.forename,
        pupil.known_as,
        pupil.surname,
        pupil.gender,
        pupil.stage,
        pupil.registration,
        pupil.house,
        pupil.simd_decile,
        *_ticks(pupil.fme, pupil.asn, pupil.eal, pupil.care_experienced, pupil.young_carer),
    ]


def _grouped(pupil: SamplePupil) -> list[Cell]:
    return [
        pupil.scn,
        pupil.forename,
        pupil.surname,
        pupil.registration,
        *_ticks(*_groups(pupil)),
    ]
