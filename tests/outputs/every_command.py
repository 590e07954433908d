"""Every command of ``tmi``, run once on a little school, with all that it says and leaves behind."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import load_workbook

from tests.analysis.in_process import Said, as_it_was
from tests.small_school import Row, csv_text
from tmi_cli.cli.main import run

SCHOOL = """
session = "2025-26"
policy = "balerno"
groups = "lists"
[run]
most_errors = 100
[period_dates]
1 = 2025-10-31
2 = 2026-01-23
[privacy]
keep_days = 400
"""

READS = ("exports", "--groups", "lists")

PAPERS: Mapping[str, Sequence[str]] = {
    "snapshot": ("snapshot", *READS),
    "snapshot --school": ("snapshot", *READS, "--school"),
    "snapshot --publish": ("snapshot", *READS, "--publish"),
    "changes": ("changes", *READS),
    "gaps": ("gaps", *READS, "--show-small"),
    "attainment": ("attainment", *READS),
    "meeting": ("meeting", *READS, "--faculty", "Science", "--meeting", "1"),
    "interventions list": ("interventions", "list", *READS, "--today", "2026-03-01"),
    "interventions impact": ("interventions", "impact", *READS),
    "policy simulate": ("policy", "simulate", *READS, "--set", "below-target.on=true"),
    "policy backtest": ("policy", "backtest", *READS),
}
"""Commands that make papers, each with a page of HTML where it is asked for."""

OTHERS: Mapping[str, Sequence[str]] = {
    "interventions import": ("interventions", "import", *READS, "--from", "done/Done.csv"),
    "flag": ("flag", *READS),
    "check": ("check", *READS),
    "inspect": ("inspect", "exports", "lists"),
    "rag send": ("rag", "send", *READS),
    "rag send --by stage": ("rag", "send", *READS, "--by", "stage", "--unprotected"),
    "rag send --by house": ("rag", "send", *READS, "--by", "house", "--flagged-only"),
    "run": ("run", "--no-input", "-v"),
    "init": ("init", "new-school", "--from", "exports", "--no-input"),
    "doctor": ("doctor", "--school", "tmi.toml"),
    "schedule": ("schedule", "--cron"),
    "key": ("key", "made.key"),
    "config": ("config", "show"),
    "schema": ("schema", "school"),
    "policy list": ("policy", "list"),
    "policy show": ("policy", "show", "balerno"),
    "policy check": ("policy", "check", "balerno", "exports"),
    "explain": ("explain", "rating"),
    "sample": ("sample", "made-up", "--pupils", "6", "--periods", "1", "--layout", "long"),
}

TOLD = ("flag", "check", "inspect", "rag send")
"""Commands whose other formats are looked at too."""


WHO = "zqwhoami"
"""The name of the user and of the machine."""


class Ran(NamedTuple):
    """What the commands said, by name, and the folder in which they ran."""

    said: Mapping[str, Said]
    folder: Path

    def files(self, suffix: str) -> Iterator[tuple[str, bytes]]:
        """Every file of a kind that was written, by its path."""
        for path in sorted((self.folder / "out").rglob(f"*{suffix}")):
            yield path.relative_to(self.folder).as_posix(), path.read_bytes()


def write_school(folder: Path, rows: Sequence[Row], *, lists: Sequence[Row], done: Sequence[Row]) -> None:
    """Write exports (a file a period), a list of groups, a sheet of interventions, and the school file."""
    for name in ("exports", "lists", "done"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    for period in sorted({row["period"] for row in rows}):
        text = csv_text([row for row in rows if row["period"] == period], columns)
        (folder / "exports" / f"TP{period}.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    (folder / "lists" / "Groups.csv").write_bytes(csv_text(lists).encode("utf-8", "surrogatepass"))
    (folder / "done" / "Done.csv").write_bytes(csv_text(done).encode("utf-8", "surrogatepass"))
    (folder / "tmi.toml").write_text(SCHOOL, encoding="utf-8")


def run_every(
    folder: Path, *, pupil: str, note: str, pages: Collection[str] = (), faculty: str = "Science"
) -> Ran:
    """Run every command in a folder; ``pupil`` is whom to look up, ``note`` what is written onto the forms.

    ``pages`` are the papers that are made as pages of HTML too: their charts take the most time.
    """
    said = {"interventions import": tmi(folder, *OTHERS["interventions import"])}
    said["interventions add"] = tmi(
        folder, "interventions", "add", *READS, "--pupil", pupil, "--strategy", "Call home", "--note", note
    )
    said["interventions review"] = tmi(folder, "interventions", "review", "1", "--outcome", note)
    said["rag send"] = tmi(folder, *OTHERS["rag send"])
    for form in sorted(folder.glob("out/*/rag-*/*/*.xlsx")):
        _fill(form, folder / "back" / form.name, note=note)
    said["rag collect"] = tmi(folder, "rag", "collect", "back")
    said["rag collect --format json"] = tmi(folder, "rag", "collect", "back", "--format", "json")
    for name, args in OTHERS.items():
        if name not in said:
            said[name] = tmi(folder, *args, *(["-v"] if name in TOLD else []))
    for name, args in {**PAPERS, "pupil": ("pupil", pupil, *READS)}.items():
        said[name] = tmi(folder, *args, "--format", "html" if name in pages else "table")
    said["snapshot --faculty"] = tmi(folder, *PAPERS["snapshot"], "--faculty", faculty, "--format", "html")
    for name in TOLD:
        for shape in ("json", "csv"):
            said[f"{name} --format {shape}"] = tmi(folder, *OTHERS[name], "--format", shape, "--no-files")
    said["verify"] = tmi(folder, "verify", "out", "--inputs", "--latest")
    said["purge"] = tmi(folder, "purge")
    said["find"] = tmi(folder, "find", pupil)
    (folder / "mapped").mkdir()
    (folder / "mapped" / "tmi.toml").touch()
    said["inspect --write-mapping"] = tmi(
        folder, "inspect", "exports", "--write-mapping", "--school", "mapped/tmi.toml"
    )
    return Ran(said, folder)


def _fill(form: Path, target: Path, *, note: str) -> None:
    book = load_workbook(form)
    sheet = book["RAG"]
    at = {str(cell.value): cell.column for cell in sheet[4]}
    for line in range(5, sheet.max_row + 1):
        sheet.cell(line, at["RAG"]).value = "Red"
        told = sheet.cell(line, at["Note"])
        told.value, told.data_type = note, "s"
    target.parent.mkdir(exist_ok=True)
    book.save(target)


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def tmi(
    folder: Path, *args: str | Path, terminal: bool = False, patches: Mapping[str, object] | None = None
) -> Said:
    """Run ``tmi`` in this process, in a folder, with ``folder/tmp`` for whatever is temporary.

    ``patches`` are attributes to replace, by their dotted names.
    """
    kind = _Terminal if terminal else io.TextIOWrapper
    out, err = (kind(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with (
        _inside(folder, patches or {}),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as left,
    ):
        run([str(arg) for arg in args])
    out.flush()
    err.flush()
    told = (stream.buffer.getvalue().decode("utf-8") for stream in (out, err))
    return Said(int(str(left.value.code)), *told)


@contextmanager
def _inside(folder: Path, patches: Mapping[str, object]) -> Iterator[None]:
    (folder / "tmp").mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch, as_it_was():
        patch.chdir(folder)
        patch.setenv("TMPDIR", str(folder / "tmp"))
        patch.setenv("COLUMNS", "160")
        for name in ("USER", "LOGNAME", "USERNAME", "HOSTNAME", "COMPUTERNAME"):
            patch.setenv(name, WHO)
        patch.setattr("getpass.getuser", lambda: WHO)
        patch.setattr("socket.gethostname", lambda: WHO)
        patch.setattr("platform.node", lambda: WHO)
        patch.setattr(tempfile, "tempdir", None)
        for name, value in patches.items():
            patch.setattr(name, value)
        yield
