"""Writes the committed sample school and the flags it is due: run ``make sample``.

Every pupil, teacher and number is invented. ``expected.json`` is what ``tmi flag`` gives for it under the
policy balerno; tests/test_sample_data.py compares, and checks the ratings and grades against the school's
own records.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from tmi_cli import Options, flag
from tmi_cli.reports.as_json import as_plain
from tmi_cli.sample import make_school, write_sample

HERE = Path(__file__).parent
SEED = 7
PUPILS = 60
SESSION = "2025-26"


def write() -> None:
    """Write exports/ (long layout), lists/ and expected.json."""
    school = make_school(seed=SEED, pupils=PUPILS, session=SESSION)
    with TemporaryDirectory() as folder:
        write_sample(Path(folder), school=school, layouts=["long", "lists"])
        for layout, name in (("long", "exports"), ("lists", "lists")):
            shutil.rmtree(HERE / name, ignore_errors=True)
            shutil.copytree(Path(folder) / layout, HERE / name)
    (HERE / "expected.json").write_text(
        json.dumps(expected(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def expected() -> dict[str, object]:
    """What the sample gives now: counts, and every flag with owner, state and reason."""
    report = as_plain(
        flag(Options([HERE / "exports"], session=SESSION, policy="balerno", groups=[HERE / "lists"]))
    )
    return {
        "counts": report["counts"],
        "rules": report["rules"],
        "flags": [
            [
                case["pupil"]["scn"],
                case["owner"]["role"],
                item["subject"],
                item["rule"],
                item["state"],
                item["since"],
                item["reason"],
            ]
            for case in report["pupils"]
            for item in case["flags"]
        ],
    }


if __name__ == "__main__":
    write()
