"""CSV: the long layout as text, a file per stage, with the pupils' groups in columns."""

from __future__ import annotations

import csv
from pathlib import Path

from tmi_cli.sample.layouts.book import Cell
from tmi_cli.sample.layouts.long import HEADINGS, long_row
from tmi_cli.sample.model import SamplePupil, SampleSchool

GROUP_HEADINGS = ("Gender", "SIMD", "FSM", "ASN", "EAL", "Care Experienced", "Young Carer")


def write_csv(school: SampleSchool, folder: Path) -> list[Path]:
    """One file per stage with all its periods: UTF-8 with a byte order mark, CRLF."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for stage in school.stages:
        path = folder / f"{stage} tracking.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow((*HEADINGS, *GROUP_HEADINGS))
            writer.writerows(
                [*long_row(pupil, entry), *_group_cells(pupil)] for pupil, entry in school.entries_of(stage)
            )
        written.append(path)
    return written


def _group_cells(pupil: SamplePupil) -> list[Cell]:
    ticks = (pupil.fme, pupil.asn, pupil.eal, pupil.care_experienced, pupil.young_carer)
    return [pupil.gender, pupil.simd_decile, *("Y" if tick else None for tick in ticks)]
