"""The target in force: the newest up to a period; a target may only rise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_school import csv_text, run, scn, table

Told = list[tuple[int, str]]


def in_force(folder: Path, text: str) -> tuple[list[str | None], Told]:
    """The target in force in each period, and what was told as lowered: (period, code)."""
    rows = [
        {"scn": scn(1), "forename": "Ailsa", "surname": "Sample", "stage": "S4", "subject": "French", "level": "H",
         "effort": "1", "grade": "9", **row}
        for row in table(text)
    ]  # fmt: skip
    changes = "[rules.below-target]\non = true\n"
    targets: list[str | None] = []
    lowered: Told = []
    for period in sorted({int(row["period"]) for row in rows}):
        report = run(folder, {"Export.csv": csv_text(rows)}, changes=changes, period=period)
        flags = [flag for flag in report.findings.flags if flag.rule == "below-target"]
        targets.append(flags[0].evidence[1].code if flags else None)
        lowered += [(period, p.value or "") for p in report.problems if p.code == "target-lowered"]
    return targets, lowered


@pytest.mark.parametrize(
    ("text", "targets", "lowered"),
    [
        pytest.param("period|target\n1|3\n2|\n3|", ["3", "3", "3"], [], id="a blank carries the last one forward"),
        pytest.param("period|target\n1|\n2|3\n3|", [None, "3", "3"], [], id="not backward"),
        pytest.param("period|target\n1|3\n2|2\n3|2", ["3", "2", "2"], [], id="a raise in the target column"),
        pytest.param("period|target\n1|3\n2|5\n3|", ["3", "3", "3"], [(2, "5")], id="a lowering is not in force"),
        pytest.param("period|target\n1|3\n2|5\n3|2", ["3", "3", "2"], [(2, "5")], id="a raise after a lowering"),
        pytest.param("period|target|new_target\n1|3|2\n2||", ["2", "2"], [], id="new target wins in its row"),
        pytest.param(
            "period|target|new_target\n1|3|2\n2|3|\n3|3|", ["2", "2", "2"], [], id="the old one repeated"
        ),
        pytest.param(
            "period|target|new_target\n1|4|\n2||2\n3|4|", ["4", "2", "2"], [], id="nor two periods after the raise"
        ),
        pytest.param(
            "period|target|new_target\n1|3|\n2|3|4", ["3", "3"], [(2, "4")], id="a lower new target is a lowering"
        ),
        pytest.param(
            "period|target\n1|3\n2|2\n3|3", ["3", "2", "2"], [(3, "3")], id="only a new target is a raise"
        ),
        pytest.param(
            "period|target|new_target\n1|3|2\n2|5|", ["2", "2"], [(2, "5")], id="lower than the old one"
        ),
        pytest.param("period|target|level\n1|2|H\n2||N5\n3|5|N5", ["2", None, "5"], [], id="a changed level"),
        pytest.param("period|target|level\n1|2|H\n2|4|N5\n3||H", ["2", "4", "2"], [], id="and back again"),
        pytest.param("period|target\n1|3\n2|7\n3|", ["3", "3", "3"], [], id="what no target may be is not used"),
        pytest.param("period|target|class\n1|3|A\n2||B", ["3", "3"], [], id="a changed class keeps the target"),
    ],
)  # fmt: skip
def test_target_in_force(text: str, targets: list[str | None], lowered: Told, tmp_path: Path) -> None:
    assert in_force(tmp_path, text) == (targets, lowered)
