"""Shells complete commands, options and values; the script for bash works in a real bash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.analysis.in_process import tmi_here
from tests.cli.command import tmi
from tmi_cli.cli.main import COMMANDS
from tmi_cli.policy import policy_names

SHELLS = {"bash": "bash", "zsh": "zsh", "fish": "fish"}


def offered(folder: Path, *words: str, of: str = "bash") -> list[str]:
    """What tmi answers a shell in which these words stand, the last of them just begun."""
    told = {"_TMI_COMPLETE": f"{of}_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in told.items():
            patch.setenv(name, value)
        done = tmi_here(cwd=folder)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("tmi", "fl"), ["plain,flag"]),
        (("tmi", ""), [f"plain,{name}" for name in COMMANDS]),
        (("tmi", "config", "s"), ["plain,show"]),
        (("tmi", "flag", "--pol"), ["plain,--policy"]),
        (("tmi", "flag", "--policy", "irvine"), ["plain,irvine-royal", "plain,irvine-royal-later"]),
        (("tmi", "policy", "show", ""), [f"plain,{name}" for name in policy_names()]),
        (("tmi", "flag", "--policy", "mine/our"), ["file,mine/our"]),
        (("tmi", "flag", "--period", ""), [f"plain,{number}" for number in range(1, 10)]),
        (("tmi", "explain", "grade"), ["plain,grade-not-on-scale"]),
        (("tmi", "explain", "falli"), ["plain,falling"]),
        (("tmi", "doctor", "--format", ""), ["plain,table", "plain,json"]),
        (("tmi", "flag", "exp"), ["file,exp"]),
    ],
    ids=" ".join,
)
def test_what_is_begun_is_completed(words: tuple[str, ...], told: list[str], tmp_path: Path) -> None:
    assert offered(tmp_path, *words) == told


def test_powershell_is_told_kind_value_and_help(tmp_path: Path) -> None:
    assert offered(tmp_path, "tmi", "fl", of="powershell")[:2] == ["plain", "flag"]


@pytest.fixture(scope="module")
def on_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a command ``tmi`` that is this one."""
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "tmi"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tmi_cli "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return folder


@pytest.mark.skipif(os.name != "posix", reason="shells of POSIX")
@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_one_of_its_shell(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not here")
    made = tmi(cwd=tmp_path, env={"_TMI_COMPLETE": f"{shell}_source"})
    script = tmp_path / "tmi.script"
    script.write_text(made.stdout, encoding="utf-8")
    assert "_TMI_COMPLETE" in made.stdout
    assert subprocess.run([shell, "-n", str(script)], check=False).returncode == 0


@pytest.mark.skipif(shutil.which("bash") is None or os.name != "posix", reason="needs bash")
def test_the_script_completes_in_a_real_bash(tmp_path: Path, on_path: Path) -> None:
    lines = """
        eval "$(_TMI_COMPLETE=bash_source tmi)"
        complete -p tmi
        COMP_WORDS=(tmi flag --policy bal) COMP_CWORD=3
        _tmi_completion tmi
        echo "${COMPREPLY[@]}"
    """
    done = subprocess.run(
        [shutil.which("bash") or "", "--norc", "-c", lines],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{on_path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout.splitlines() == ["complete -o nosort -F _tmi_completion tmi", "balerno"], done.stderr
