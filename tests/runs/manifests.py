"""Runs with real manifests, written without any pipeline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tmi_cli.runs import publish

FILES = {"escalation.xlsx": b"PK one", "faculties/Science.xlsx": b"PK two", "flags.csv": b"three"}


def manifest(files: Mapping[str, bytes] = FILES, **changed: Any) -> dict[str, Any]:
    """The manifest of some files, with other values where they are given."""
    return {
        "schema": "tmi.manifest/1",
        "run_id": "0123456789ab",
        "command": ["flag"],
        "as_of": "2025-11-14",
        "delete_by": None,
        "version": "0.1.0",
        "python": "3.11.0",
        "libraries": {},
        "session": "2025-26",
        "period": 1,
        "periods": {"S4": 1},
        "policy": {"name": "standard", "sha256": "0" * 64, "meaning_sha256": "0" * 64},
        "school_sha256": "0" * 64,
        "store": {},
        "settings": {},
        "exit_code": 0,
        "inputs": [],
        "unread": [],
        "passed_over": [],
        "beside": 0,
        "counts": {},
        "outputs": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()
        },
        **changed,
    }


def write_run(
    out: Path,
    *,
    day: date = date(2025, 11, 14),
    kind: str = "",
    files: Mapping[str, bytes] = FILES,
    **changed: Any,
) -> Path:
    """Publish a run of a day in ``out``, and return its folder."""
    name = f"{kind}{'-' if kind else ''}{day.isoformat()}-160000"
    told = json.dumps(manifest(files, **{"as_of": day.isoformat(), **changed}))
    return publish(out / "2025-26-P1", name=name, files=files, manifest=told.encode())
