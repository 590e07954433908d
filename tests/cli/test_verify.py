"""``tmi verify``: a run is what was written, and comes out again from its inputs to the byte."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import jsonschema
import pytest

from tests.analysis.in_process import Said, tmi_here
from tests.cli.command import tmi
from tests.rag.forms import school
from tmi_cli.pipeline.again import Given, make_again
from tmi_cli.runs.manifest import Manifest
from tmi_cli.runs.published import read_run

SCHEMA = Path(__file__).parent.parent.parent / "docs" / "schemas" / "manifest.json"
COMMANDS = [
    "flag exports --groups lists",
    "check exports",
    "snapshot exports --format html",
    "gaps exports",
    "meeting exports --faculty Mathematics",
    "changes exports",
    "policy simulate exports --set below-target.on=true",
    "attainment exports",
    "rag send exports",
    "interventions list exports",
    "run",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small school with a run of every command that writes; one file cannot be read, one is passed over."""
    folder = tmp_path_factory.mktemp("school")
    school(folder)
    school(folder, period="2")
    (folder / "exports" / "deeper").mkdir()
    shutil.move(folder / "exports" / "TP1.csv", folder / "exports" / "deeper" / "TP1.csv")
    (folder / "exports" / "broken.xlsx").write_bytes(b"PK\3\4 broken")
    (folder / "exports" / "minutes.docx").write_bytes(b"words")
    with (folder / "tmi.toml").open("a", encoding="utf-8") as toml:
        toml.write("[run]\nstrict = false\nmost_errors = 100\n")
    (folder / "lists").mkdir()
    (folder / "lists" / "groups.csv").write_text("SCN,ASN\n150000003,Y\n", encoding="utf-8")
    for command in COMMANDS:
        said = tmi_here(*command.split(), "-q", cwd=folder)
        assert said.returncode in (0, 1), (command, said.stderr)
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "school")


def verify(folder: Path, *args: str | Path) -> Said:
    return tmi_here("verify", *args, "--format", "json", "-q", cwd=folder)


def differences(said: Said) -> list[tuple[str, str]]:
    runs = json.loads(said.stdout)["runs"]
    return [(each["what"], each["file"]) for run in runs for each in run["differences"]]


def run_of(folder: Path, kind: str) -> Path:
    return min(folder.glob(f"out/*/{kind}[0-9]*"))


def test_every_command_comes_out_again_to_the_byte_and_nothing_else_is_touched(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    store = {path: path.read_bytes() for path in (made / "store").iterdir()}
    said = verify(made, "out", "exports", "lists", "--inputs")
    runs = json.loads(said.stdout)["runs"]
    assert (said.returncode, said.stderr) == (0, "")
    assert [run["made_again"] for run in runs] == [True] * len(COMMANDS), runs
    assert {path: path.read_bytes() for path in (made / "store").iterdir()} == store
    assert list(tmp_path.iterdir()) == []


def test_the_private_folder_is_its_owners_alone_and_gone_when_it_is_stopped(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    seen = []

    def stop(_: object) -> None:
        (folder,) = tmp_path.iterdir()
        seen.append(stat.S_IMODE(folder.stat().st_mode))
        assert any(folder.rglob("*.csv"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_again(read_run(run_of(made, "gaps-")), Given(made / "tmi.toml", None, (), None), stop)
    assert seen == [0o700]
    assert list(tmp_path.iterdir()) == []


def test_every_manifest_is_all_that_its_schema_says_and_nothing_else(made: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert schema == Manifest.model_json_schema(), "docs/schemas/manifest.json is to be written anew"
    manifests = [json.loads(path.read_text(encoding="utf-8")) for path in made.glob("out/*/*/manifest.json")]
    assert len(manifests) == len(COMMANDS)
    for told in manifests:
        jsonschema.validate(told, schema)
        model = Manifest.model_validate(told)
        assert model.model_dump(mode="json", by_alias=True, exclude_unset=True) == told
        given = {(file.file, file.given_as) for file in model.files}
        assert given >= {("deeper/TP1.csv", "exports"), ("TP2.csv", "exports"), ("broken.xlsx", "exports")}
        assert (("groups.csv", "groups") in given) == (model.command == ("flag",))
        assert [each.file for each in model.passed_over] == ["minutes.docx"]


def test_every_output_with_a_byte_changed_is_named(copy: Path) -> None:
    wanted = []
    for manifest in sorted(copy.glob("out/*/*/manifest.json")):
        for path in sorted(manifest.parent.rglob("*")):
            if path.is_file() and path != manifest:
                data = bytearray(path.read_bytes())
                data[len(data) // 2] ^= 1
                path.write_bytes(data)
                wanted.append(("altered", path.relative_to(manifest.parent).as_posix()))
    said = verify(copy, "out")
    assert said.returncode == 1
    assert sorted(differences(said)) == sorted(wanted)


def test_an_input_that_is_changed_and_one_that_is_gone_are_named_and_nothing_is_made(copy: Path) -> None:
    with (copy / "exports" / "TP2.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    (copy / "exports" / "broken.xlsx").unlink()
    said = verify(copy, run_of(copy, "gaps-"), "--inputs")
    assert said.returncode == 1
    assert differences(said) == [("input-changed", "TP2.csv"), ("input-missing", "broken.xlsx")]
    assert not json.loads(said.stdout)["runs"][0]["made_again"]


def test_another_policy_or_school_file_is_told_and_the_right_policy_can_be_given(copy: Path) -> None:
    toml = copy / "tmi.toml"
    told = toml.read_text(encoding="utf-8")
    toml.write_text(told.replace("balerno", "standard"), encoding="utf-8")
    run = run_of(copy, "gaps-")
    assert differences(verify(copy, run, "--inputs")) == [("changed", "policy balerno")]
    assert differences(verify(copy, run, "--inputs", "--policy", "balerno")) == []
    toml.write_text('name = "Another"\n' + told, encoding="utf-8")
    assert differences(verify(copy, run, "--inputs")) == [("changed", "tmi.toml")]


def test_a_run_that_would_come_out_otherwise_names_the_files(copy: Path) -> None:
    run = run_of(copy, "changes-")
    manifest = run / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    told["command"] += ["--period", "1"]
    manifest.write_text(json.dumps(told), encoding="utf-8")
    said = verify(copy, run, "--inputs")
    assert said.returncode == 1
    assert differences(said) == [("differs", name) for name in sorted(told["outputs"])]


def test_where_what_people_wrote_has_changed_or_one_pupil_was_asked_for_only_files_are_checked(copy: Path) -> None:
    said = tmi_here(
        "interventions", "add", "exports", "--pupil", "Sample, P0", "--strategy", "Call home", cwd=copy
    )
    assert said.returncode == 0, said.stderr
    said = verify(copy, run_of(copy, "interventions-"), "--inputs")
    (run,) = json.loads(said.stdout)["runs"]
    assert (said.returncode, run["differences"], run["made_again"]) == (0, [], False)
    assert "has changed since" in run["why_not"]
    tmi_here("pupil", "Sample, P0", "exports", "-q", cwd=copy)
    said = verify(copy, run_of(copy, "pupil-"), "--inputs")
    assert said.returncode == 0
    assert "about one pupil" in json.loads(said.stdout)["runs"][0]["why_not"]


def test_what_is_no_run_ends_with_2_and_latest_looks_at_the_last_only(made: Path) -> None:
    assert tmi_here("verify", "exports", cwd=made).returncode == 2
    assert tmi_here("verify", "out", "exports", cwd=made).returncode == 2
    said = tmi_here("verify", "out", "--latest", cwd=made)
    assert said.stdout.count("as written") == 1
    assert said.stderr == "Runs checked: 1. Not as they were: none.\n"


def test_repeated_runs_have_the_same_output_hashes_whatever_the_time_zone_and_hash_seed(
    made: Path, tmp_path: Path
) -> None:
    outputs = []
    for seed, zone in (("0", "Pacific/Auckland"), ("1", "America/New_York")):
        out = tmp_path / seed
        result = tmi(
            "flag", "exports", "--groups", "lists", "--out", out, "-q", cwd=made,
            env={"PYTHONHASHSEED": seed, "TZ": zone},
        )  # fmt: skip
        assert result.returncode == 0, result.stderr
        (path,) = out.glob("*/*/manifest.json")
        outputs.append(json.loads(path.read_text(encoding="utf-8"))["outputs"])
    first = json.loads((run_of(made, "") / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    assert outputs == [first, first]
