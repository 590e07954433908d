"""A school small enough to read at a glance: tables of text become exports and go through the whole pipeline."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from tmi_cli import pipeline
from tmi_cli.reports.report import Report

Row = Mapping[str, str]

HEADERS = {
    "scn": "SCN",
    "forename": "Forename",
    "known_as": "Known As",
    "surname": "Surname",
    "stage": "Stage",
    "reg": "Reg Class",
    "house": "House",
    "period": "Tracking Point",
    "subject": "Subject",
    "faculty": "Faculty",
    "level": "Level",
    "code": "Progress Code",
    "class": "Class",
    "teacher": "Teacher",
    "target": "Target",
    "new_target": "New Target",
    "grade": "Working Grade",
    "predicted": "Predicted Grade",
    "effort": "Effort",
    "behaviour": "Behaviour",
    "homework": "Homework",
    "comment": "Comment",
    "attendance": "Attendance (%)",
    "simd": "SIMD Decile",
    "asn": "ASN",
    "care": "Care Experienced",
    "carer": "Young Carer",
    "fme": "FSM",
}
"""The header over each column of a small school."""


def scn(number: int) -> str:
    """The ``number``-th candidate number with a check digit that fits, found by trying all ten digits."""
    first = 15_000_000 + number * 7
    while True:
        for digit in range(10):
            digits = [int(d) for d in f"{first:08}{digit}"]
            # The published rule restated: with weight 1 for the check digit the sum is a multiple of 11.
            weighted = sum(w * d for w, d in zip((3, 2, 7, 6, 5, 4, 3, 2, 1), digits, strict=True))
            if weighted % 11 == 0:
                return f"{first:08}{digit}"
        first += 1


def table(text: str) -> list[dict[str, str]]:
    """Rows of a table written with bars, its header first; a cell in double quotes keeps its spaces."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    header = [cell.strip() for cell in lines[0].split("|")]
    rows = []
    for line in lines[1:]:
        cells = [_cell(cell) for cell in line.split("|")]
        if len(cells) > len(header):
            raise ValueError(f"more cells than headers: {line}")
        cells += [""] * (len(header) - len(cells))
        rows.append(dict(zip(header, cells, strict=True)))
    return rows


def _cell(text: str) -> str:
    bare = text.strip()
    return bare[1:-1] if len(bare) > 1 and bare[0] == bare[-1] == '"' else bare


def csv_text(rows: Sequence[Row], columns: Sequence[str] | None = None) -> str:
    """The rows as CSV under the headers of ``HEADERS``; a column that is none of them keeps its own name."""
    columns = columns or list(dict.fromkeys(column for row in rows for column in row))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([HEADERS.get(column, column) for column in columns])
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return out.getvalue()


def with_numbers(rows: Sequence[Row], *, pupil: str = "pupil") -> list[dict[str, str]]:
    """Give each row whose ``pupil`` column holds a name an SCN, a forename, a surname, and S4 as its stage."""
    numbers = {name: scn(i) for i, name in enumerate(dict.fromkeys(row[pupil] for row in rows))}
    return [
        {
            "scn": numbers[row[pupil]],
            "forename": row[pupil],
            "surname": "Sample",
            "stage": "S4",
            **{column: cell for column, cell in row.items() if column != pupil},
        }
        for row in rows
    ]


def run(
    folder: Path,
    exports: Mapping[str, str | bytes],
    *,
    policy: str = "standard",
    changes: str = "",
    school: str = "",
    period: int | None = None,
    groups: Mapping[str, str] | None = None,
) -> Report:
    """Write exports (file name -> text) into ``folder`` and flag them.

    ``changes`` is TOML laid over ``policy``, ``school`` the text of ``tmi.toml``, ``groups`` are lists beside
    the exports.
    """
    for name, texts in (("exports", exports), ("lists", groups or {})):
        for file, content in texts.items():
            path = folder / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "tmi.toml").write_text(school, encoding="utf-8")
    if changes:
        changed = folder / "changed.toml"
        changed.write_text(f'extends = "{policy}"\n{changes}', encoding="utf-8")
        policy = str(changed)
    return pipeline.flag(
        pipeline.Options(
            exports=[folder / "exports"],
            session="2025-26",
            policy=policy,
            school=folder / "tmi.toml",
            period=period,
            groups=[folder / "lists"] if groups else [],
        )
    )
