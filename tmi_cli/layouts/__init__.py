"""How tables become records: header words, finding the header, the families of layout, values to codes."""

from tmi_cli.layouts.read import read_table
from tmi_cli.layouts.reading import Blank, ListRow, Passed, SheetReading
from tmi_cli.layouts.words import IGNORE, Vocabulary, field_names, is_known, suggestion

__all__ = [
    "IGNORE",
    "Blank",
    "ListRow",
    "Passed",
    "SheetReading",
    "Vocabulary",
    "field_names",
    "is_known",
    "read_table",
    "suggestion",
]
