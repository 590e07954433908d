"""The layouts by name, and the writing of any of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tmi_cli.sample.layouts.across import write_across
from tmi_cli.sample.layouts.bge import write_bge_one_column, write_bge_two_columns
from tmi_cli.sample.layouts.csv_files import write_csv
from tmi_cli.sample.layouts.lists import write_lists
from tmi_cli.sample.layouts.long import write_long
from tmi_cli.sample.layouts.per_class import write_per_class
from tmi_cli.sample.layouts.wide_flat import write_wide_flat
from tmi_cli.sample.layouts.wide_two_row import write_wide_two_row
from tmi_cli.sample.model import SampleSchool

Writer = Callable[[SampleSchool, Path], list[Path]]

LAYOUTS: dict[str, Writer] = {
    "long": write_long,
    "across": write_across,
    "wide-two-row": write_wide_two_row,
    "wide-flat": write_wide_flat,
    "bge-one-column": write_bge_one_column,
    "bge-two-columns": write_bge_two_columns,
    "csv": write_csv,
    "per-class": write_per_class,
    "lists": write_lists,
}


def write_sample(folder: Path, *, school: SampleSchool, layouts: Sequence[str] | None = None) -> list[Path]:
    """Writes the school in each layout into `folder/<layout>/`; returns the files written.

    Without `layouts` all are written. A layout nobody knows is a ValueError, and then nothing
    is written. Files of the same name are replaced, others are left alone.
    """
    chosen = list(LAYOUTS) if layouts is None else list(layouts)
    unknown = [name for name in chosen if name not in LAYOUTS]
    if unknown:
        raise ValueError(f"no layout called {', '.join(unknown)}; there are {', '.join(LAYOUTS)}")
    return [path for name in chosen for path in LAYOUTS[name](school, folder / name)]
