"""What no module may use: what Windows has not, the system's own encoding, unsafe writers, code in data."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from tests.platforms.source import calls, keywords, modules, used_names

NOT_ON_WINDOWS = {
    "fcntl", "grp", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty",
    *(
        f"os.{name}"
        for name in (
            "chown", "chroot", "ctermid", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid",
            "getgroups", "getpgid", "getpgrp", "getuid", "killpg", "lchown", "mkfifo", "mknod", "nice", "openpty",
            "register_at_fork", "setgid", "setpgid", "setsid", "setuid", "statvfs", "sync", "sysconf", "uname",
            "wait", "waitid", "WNOHANG", "O_NOFOLLOW", "O_CLOEXEC", "O_DIRECTORY",
        )
    ),
    *(
        f"signal.{name}"
        for name in ("SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1", "SIGUSR2",
                     "alarm", "pause", "setitimer", "sigwait")
    ),
    "os.name", "sys.platform", "platform.system",
}  # fmt: skip
"""What Windows has not, and the switches by which code tells systems apart."""

TOLD_APART = {
    # A person is told the system by the version line, the developers by a defect's report.
    ("tmi_cli/cli/main.py", "sys.platform"),
    ("tmi_cli/cli/boundary.py", "sys.platform"),
    ("tmi_cli/pipeline/doctor/__init__.py", "sys.platform"),
    # The XML for Windows, printed elsewhere, gets a note.
    ("tmi_cli/cli/schedule.py", "sys.platform"),
}
"""Where a system may be told from another, outside of ``runs``."""

WRITERS = ("tmi_cli/reports/workbook/", "tmi_cli/sample/layouts/")
"""Where cells are written: what keeps a text from becoming a formula or a link, and the made-up exports."""


DOCTOR = "tmi_cli/pipeline/doctor/"
"""Where libraries are asked about, and used for nothing."""

Checker = Callable[[ast.AST], list[tuple[int, str]]]


def found(checker: Checker, *, but: tuple[str, ...] = ()) -> list[tuple[str, int, str]]:
    """Path, line and name of what a checker finds in the modules, those that begin with ``but`` left out."""
    return [
        (path, *what) for path, tree in modules().items() if not path.startswith(but) for what in checker(tree)
    ]


def not_on_windows(tree: ast.AST) -> list[tuple[int, str]]:
    """Uses of what Windows has not, and of what tells systems apart."""
    return [
        (line, name)
        for line, name in used_names(tree)
        if name in NOT_ON_WINDOWS or name.split(".")[0] in NOT_ON_WINDOWS
    ]


def texts_without_encoding(tree: ast.AST) -> list[tuple[int, str]]:
    """Calls that read or write text in whatever encoding the system has."""
    return [(call.lineno, name) for name, call in calls(tree) if takes_text(name, call)]


def takes_text(name: str, call: ast.Call) -> bool:
    """Whether a call reads or writes text in whatever encoding the system has."""
    first, _, last = name.rpartition(".")
    # A member of an archive is bytes, and so is what the system itself opens.
    if "encoding" in keywords(call) or first in ("os", "archive"):
        return last == "fdopen" and "encoding" not in keywords(call) and not is_binary(call, place=1)
    if last in ("read_text", "write_text"):
        return True
    if first == "subprocess":
        return bool(keywords(call) & {"text", "universal_newlines"})
    if last == "open":
        return not is_binary(call, place=0 if first else 1)
    return last in ("NamedTemporaryFile", "TemporaryFile") and not is_binary(call, place=0, default="b")


def is_binary(call: ast.Call, *, place: int, default: str = "") -> bool:
    """Whether the mode, given by name or at its ``place``, is one of bytes."""
    modes = [keyword.value for keyword in call.keywords if keyword.arg == "mode"] or call.args[place : place + 1]
    return "b" in (str(modes[0].value) if modes and isinstance(modes[0], ast.Constant) else default)


def unsafe_writes(tree: ast.AST) -> list[tuple[int, str]]:
    """Frames and sheets written by a library's own ways, which make formulas and links out of texts."""
    ways = {f"{sheet}.{way}" for sheet in ("sheet", "worksheet", "ws") for way in ("append", "cell", "write")}
    return [
        *((line, name) for line, name in used_names(tree) if name.split(".")[0] in ("openpyxl", "xlsxwriter")),
        *(
            (call.lineno, name)
            for name, call in calls(tree)
            if name in ways
            or name.rsplit(".", 1)[-1] in ("to_excel", "ExcelWriter")
            # A function of this name is tmi's own, a method the library's.
            or name.endswith(".to_csv")
        ),
    ]


def code_in_data(tree: ast.AST) -> list[tuple[int, str]]:
    """Whatever runs a text, or makes objects out of bytes."""
    runs = {"eval", "exec", "compile", "__import__"}
    methods = {"eval", "query", "read_pickle", "to_pickle"}
    makers = {"pickle", "cPickle", "dill", "joblib", "marshal", "shelve", "yaml", "cloudpickle"}
    return [
        *((line, name) for line, name in used_names(tree) if name.split(".")[0] in makers),
        *(
            (call.lineno, name)
            for name, call in calls(tree)
            if name in runs or ("." in name and name.rsplit(".", 1)[1] in methods)
        ),
    ]


def test_only_runs_knows_what_differs_between_systems() -> None:
    outside = found(not_on_windows, but=("tmi_cli/runs/",))
    assert {(path, name) for path, _, name in outside} == TOLD_APART


def test_every_text_names_its_encoding() -> None:
    assert found(texts_without_encoding) == []


def test_no_frame_and_no_cell_is_written_past_the_writers() -> None:
    assert found(unsafe_writes, but=(*WRITERS, DOCTOR)) == []


def test_no_data_is_ever_run_as_code() -> None:
    assert found(code_in_data) == []


@pytest.mark.parametrize(
    ("checker", "code"),
    [
        (not_on_windows, "import fcntl"),
        (not_on_windows, "from os import fork"),
        (not_on_windows, "import resource as r"),
        (not_on_windows, "if os.name == 'posix': pass"),
        (not_on_windows, "x.kill(signal.SIGKILL)"),
        (texts_without_encoding, "open(p)"),
        (texts_without_encoding, "open(p, mode='w')"),
        (texts_without_encoding, "path.open()"),
        (texts_without_encoding, "Path(p).open('w')"),
        (texts_without_encoding, "path.read_text()"),
        (texts_without_encoding, "os.fdopen(h, 'w')"),
        (texts_without_encoding, "subprocess.run(c, text=True)"),
        (texts_without_encoding, "tempfile.NamedTemporaryFile('w')"),
        (unsafe_writes, "frame.to_csv(p)"),
        (unsafe_writes, "pd.DataFrame(x).to_excel(p)"),
        (unsafe_writes, "ws.append(row)"),
        (unsafe_writes, "from openpyxl import Workbook"),
        (code_in_data, "eval(rule)"),
        (code_in_data, "frame.query(rule)"),
        (code_in_data, "from pickle import loads"),
    ],
)
def test_what_is_wrong_would_be_found(checker: Checker, code: str) -> None:
    assert len(checker(ast.parse(code))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "open(p, 'rb')", "open(p, encoding='utf-8')", "path.open('rb')", "path.write_text(t, encoding='utf-8')",
        "tempfile.NamedTemporaryFile()", "archive.open(name)", "os.open(p, 0)", "subprocess.run(c, check=True)",
    ],
)  # fmt: skip
def test_bytes_and_told_encodings_are_no_fault(code: str) -> None:
    assert texts_without_encoding(ast.parse(code)) == []


def test_every_module_was_looked_at() -> None:
    assert len(modules()) > 200
    assert {"tmi_cli/cli/main.py", "tmi_cli/runs/folder.py", "tmi_cli/exports/worker.py"} <= set(modules())
