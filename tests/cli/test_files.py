"""What ``tmi flag`` writes: whole, repeatable, and accounted for in the manifest."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from tests.cli.command import FLAGGED, changed, tmi, write_csv

SAMPLE = Path(__file__).parent.parent.parent / "sample_data"


def run(tmp_path: Path, exports: Path = SAMPLE / "exports", **env: str) -> Path:
    """Run ``tmi flag`` on the sample into a new folder and return the run's folder."""
    out = tmp_path / f"out{len(list(tmp_path.iterdir()))}"
    result = tmi(
        "flag", exports, "--groups", SAMPLE / "lists", "--session", "2025-26", "--policy", "balerno",
        "--out", out, "-q", cwd=tmp_path, env=env,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    (folder,) = (out / "2025-26-P3").iterdir()
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_running_twice_gives_the_same_bytes_whatever_the_day_the_hash_seed_and_the_time_zone(
    tmp_path: Path,
) -> None:
    days = ["2026-03-01", "2026-09-30"]
    one = contents(run(tmp_path, PYTHONHASHSEED="0", TZ="UTC", TMI_AS_OF=days[0]))
    two = contents(run(tmp_path, PYTHONHASHSEED="1", TZ="Pacific/Auckland", TMI_AS_OF=days[1]))
    manifests = [json.loads(files.pop("manifest.json")) for files in (one, two)]
    # The day that was taken for today stands in the manifest, and in nothing else.
    assert [manifest.pop("as_of") for manifest in manifests] == days
    assert manifests[0] == manifests[1]
    assert one == two


def test_the_folder_holds_the_lists_and_a_workbook_for_each_owner(tmp_path: Path) -> None:
    files = sorted(contents(run(tmp_path)))
    assert {"escalation.xlsx", "flags.csv", "flags.json", "manifest.json"} <= set(files)
    report = json.loads(tmi_json(tmp_path))
    faculties = {flag["faculty"] for case in report["pupils"] for flag in case["flags"]}
    assert {f for f in files if f.startswith("faculties/")} == {f"faculties/{f}.xlsx" for f in faculties}
    for unit, role in (("houses", "PSL"), ("stages", "Year Head")):
        owners = {c["owner"]["unit"] for c in report["pupils"] if c["owner"]["role"] == role}
        assert {f for f in files if f.startswith(unit)} == {f"{unit}/{owner}.xlsx" for owner in owners}


def tmi_json(tmp_path: Path) -> str:
    return tmi(
        "flag", SAMPLE / "exports", "--groups", SAMPLE / "lists", "--session", "2025-26",
        "--policy", "balerno", "--format", "json", "--no-files", "-q", cwd=tmp_path,
    ).stdout  # fmt: skip


def test_flags_json_is_what_stdout_shows(tmp_path: Path) -> None:
    assert (run(tmp_path) / "flags.json").read_text(encoding="utf-8") == tmi_json(tmp_path)


def test_the_manifest_has_the_hash_of_every_input_and_output_and_no_pupil(tmp_path: Path) -> None:
    folder = run(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = contents(folder)
    files.pop("manifest.json")
    assert {name: told["sha256"] for name, told in manifest["outputs"].items()} == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items()
    }
    given = {p.name: p for p in (*(SAMPLE / "exports").iterdir(), *(SAMPLE / "lists").iterdir())}
    assert {told["file"]: told["sha256"] for told in manifest["inputs"]} == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in given.items()
    }
    text = json.dumps(manifest, ensure_ascii=False)
    pupils = [case["pupil"] for case in json.loads(tmi_json(tmp_path))["pupils"]]
    assert not any(pupil["scn"] in text or pupil["surname"] in text for pupil in pupils)


def test_an_out_folder_inside_the_exports_is_not_read_as_an_export(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    shutil.copytree(SAMPLE / "exports", exports)
    for _ in range(2):
        result = tmi("flag", exports, "--session", "2025-26", "--out", exports / "out", cwd=tmp_path)
        assert result.returncode == 0
    runs = sorted((exports / "out" / "2025-26-P3").iterdir())
    assert contents(runs[0]) == contents(runs[1])


def test_a_subject_with_a_hostile_name_stays_inside_the_folder(tmp_path: Path) -> None:
    row = changed(FLAGGED, Subject="../../Wayfinding")
    header_and_faculty = write_csv(tmp_path / "S4.csv", row)
    (tmp_path / "tmi.toml").write_text('[faculties]\n"../../CON" = ["../../Wayfinding"]\n', encoding="utf-8")
    result = tmi("flag", header_and_faculty, "--out", tmp_path / "out", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["S4.csv", "out", "tmi.toml"]
    (workbook,) = (tmp_path / "out").rglob("faculties/*.xlsx")
    assert "/" not in workbook.name
    assert workbook.stem.upper() != "CON"
