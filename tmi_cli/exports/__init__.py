"""Bytes on disk become tables of raw cells; nothing here knows about schools."""

from tmi_cli.exports.find import find_exports
from tmi_cli.exports.read import SUFFIXES, read_export
from tmi_cli.exports.table import Fault, SourceFile, Table, cell_text

__all__ = [
    "SUFFIXES",
    "Fault",
    "SourceFile",
    "Table",
    "cell_text",
    "find_exports",
    "read_export",
]
