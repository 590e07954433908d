"""What a sheet's XML tells that a reader of values hides: error cells, uncalculated formulas, hidden rows."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from defusedxml.ElementTree import fromstring

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_VALUE = re.compile(rb"<v>([^<]+)</v>")
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"')
_HIDDEN_COLUMNS = re.compile(rb'<col\b[^>]*\bhidden="(?:1|true)"[^>]*>')
_MIN_MAX = re.compile(rb'\b(min|max)="(\d+)"')

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """Faults by (row, column) from 0, as (kind, what the cell shows), and how much of the sheet is hidden."""

    faults: Mapping[Place, tuple[Literal["error", "formula"], str]] = field(default_factory=dict)
    hidden_rows: int = 0
    hidden_columns: int = 0


def sheet_facts(data: bytes) -> dict[str, SheetFacts]:
    """Return the facts of each sheet of an ``.xlsx``, by the name of the sheet; empty where unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
            return {
                name: _facts(archive.read(member))
                for name, member in _sheet_members(archive).items()
                if member in members
            }
    except (zipfile.BadZipFile, KeyError, SyntaxError, ValueError):
        # A workbook this cannot follow: calamine says whether it can be read at all.
        return {}


def _sheet_members(archive: zipfile.ZipFile) -> dict[str, str]:
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {item.get("Id"): item.get("Target", "") for item in relations.iter(_RELATIONS)}
    workbook = fromstring(archive.read("xl/workbook.xml"))
    members = {}
    for sheet in workbook.iter():
        if sheet.tag.endswith("}sheet") and sheet.get(_ID) in targets:
            target = targets[sheet.get(_ID)]
            member = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            members[sheet.get("name")] = posixpath.normpath(member)
    return members


def _facts(xml: bytes) -> SheetFacts:
    faults: dict[Place, tuple[Literal["error", "formula"], str]] = {}
    # The search through every cell is slow; these two marks say whether there is anything to find.
    if b't="e"' in xml or b"<f" in xml:
        for cell in _CELL.finditer(xml):
            attributes, content = cell.group(1), cell.group(2) or b""
            is_error = b't="e"' in attributes
            value = _VALUE.search(content)
            is_formula = b"<f" in content and value is None and b"<is>" not in content
            if is_error or is_formula:
                shown = value.group(1).decode() if value else "=…"
                faults[_place(attributes)] = ("error" if is_error else "formula", shown)
    hidden_rows = len(_HIDDEN_ROW.findall(xml)) if b"hidden=" in xml else 0
    hidden_columns = 0
    if b"hidden=" in xml:
        for column in _HIDDEN_COLUMNS.findall(xml):
            ends = {key: int(number) for key, number in _MIN_MAX.findall(column)}
            hidden_columns += ends.get(b"max", 0) - ends.get(b"min", 0) + 1
    return SheetFacts(faults, hidden_rows, hidden_columns)


def _place(attributes: bytes) -> Place:
    reference = _REFERENCE.search(attributes)
    if reference is None:
        return (0, 0)
    column = 0
    for letter in reference.group(1):
        column = column * 26 + letter - ord("A") + 1
    return int(reference.group(2)) - 1, column - 1
