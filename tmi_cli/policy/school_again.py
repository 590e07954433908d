"""A school file for a run that is made again elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomlkit

from tmi_cli.policy.school import School


def written_again(
    school: School, folder: Path, *, inbox: Sequence[Path], groups: Sequence[Path], encrypt: bool
) -> str:
    """The text of a school file that says what ``school`` says, but that everything lies in ``folder``.

    Where the run's workbooks were locked (``encrypt``) these are too, with the first line of ``folder/password``.
    """
    told: dict[str, Any] = school.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    told["store"] = str(folder / "store")
    told["inbox"] = [str(place) for place in inbox]
    told["groups"] = [str(place) for place in groups]
    kept = {**told.get("privacy", {}), "encrypt": encrypt, "password_file": str(folder / "password")}
    told["privacy"] = kept
    told["logs"] = {**told.get("logs", {}), "folder": str(folder / "logs")}
    return tomlkit.dumps(told)
