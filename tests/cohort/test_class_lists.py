"""A class list beside the exports fills in the teachers that they do not tell, and changes nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tmi_cli.pipeline import Options, flag

WIDE = "SCN,Forename,Surname,Stage,N5 Maths WG,N5 Maths Effort,N5 Maths Behaviour\n{},Ailsa,Sample,S4,7,1,1\n"
LONG = (
    "SCN,Forename,Surname,Stage,Subject,Level,Class,Teacher,WG,Effort,Behaviour\n"
    "{},Ailsa,Sample,S4,Maths,N5,4MA2,{},7,1,1\n"
)
SCN = "165660463"


def teachers(tmp_path: Path, export: str, *rows: str) -> list[str | None]:
    (tmp_path / "S4 TP1.csv").write_text(export, encoding="utf-8")
    header = "SCN,Subject,Class Code,Teacher Name\n"
    (tmp_path / "Classes.csv").write_text(header + "".join(f"{SCN},{row}\n" for row in rows), encoding="utf-8")
    report = flag(Options([tmp_path], session="2025-26"))
    layouts = {source["file"]: source["layout"] for source in report.sources}
    assert layouts["Classes.csv"] == "class-list"
    return [found.teacher for case in report.cases for found in case.flags]


@pytest.mark.parametrize(
    ("export", "rows", "teacher"),
    [
        (WIDE.format(SCN), ["Mathematics,4MA2,M. Kirk"], "M. Kirk"),
        (WIDE.format(SCN), ["Mathematics,4MA2,M. Kirk", "Mathematics,4MA3,A. Other"], None),
        (WIDE.format(SCN), ["French,4FR1,M. Kirk"], None),
        (LONG.format(SCN, ""), ["Maths,4MA3,A. Other", "Maths,4MA2,M. Kirk"], "M. Kirk"),
        (LONG.format(SCN, "H. Own"), ["Maths,4MA2,M. Kirk"], "H. Own"),
    ],
    ids=["the only class", "two classes: not guessed", "another subject", "the same class", "told by the export"],
)
def test_teacher_is(export: str, rows: list[str], teacher: str | None, tmp_path: Path) -> None:
    assert teachers(tmp_path, export, *rows) == [teacher]
