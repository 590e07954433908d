"""Writes bytes to a file and reads it as the program does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tmi_cli.errors import ExportError
from tmi_cli.exports import Table, read_export


def read(folder: Path, data: bytes, name: str = "Tracking.xlsx", **options: Any) -> list[Table]:
    path = folder / name
    path.write_bytes(data)
    return read_export(path, name, **options)


def refusal(folder: Path, data: bytes, name: str = "Tracking.xlsx", **options: Any) -> ExportError:
    with pytest.raises(ExportError) as raised:
        read(folder, data, name, **options)
    assert raised.value.exit_code == 2
    assert raised.value.where == name
    return raised.value


def rows(folder: Path, data: bytes, name: str = "Tracking.xlsx", **options: Any) -> list[list[Any]]:
    [table] = read(folder, data, name, **options)
    return table.rows
