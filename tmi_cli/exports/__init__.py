"""Bytes on disk become tables of raw cells; nothing here knows about schools."""

from tmi_cli.exports.find import Found, PassedOver, find_exports, search_exports
from tmi_cli.exports.limits import Limits
from tmi_cli.exports.read import SUFFIXES, Password, read_data, read_export
from tmi_cli.exports.table import Fault, SourceFile, Table, cell_text

__all__ = [
    "SUFFIXES",
    "Fault",
    "Found",
    "Limits",
    "PassedOver",
    "Password",
    "SourceFile",
    "Table",
    "cell_text",
    "find_exports",
    "read_data",
    "read_export",
    "search_exports",
]
