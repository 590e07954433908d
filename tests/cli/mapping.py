"""What the tests of a mapping share: what a school is told of unused headers, and all that ``tmi flag`` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.analysis.in_process import tmi_here

UNUSED = "run tmi inspect again with --ask, or with --write-mapping and edit [headers] in tmi.toml."


def flags_of(folder: Path, file: str) -> dict[str, Any]:
    """All that ``tmi flag`` says, but for the hashes of the files."""
    result = tmi_here("flag", file, "--session", "2025-26", "--no-files", "--format", "json", cwd=folder)
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    found["sources"] = [
        {k: v for k, v in source.items() if k not in ("sha256", "size")} for source in found["sources"]
    ]
    return found
