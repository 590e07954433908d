"""Writing a run so that it is either whole or not there."""

from tmi_cli.runs.folder import MANIFEST, publish
from tmi_cli.runs.lock import hold
from tmi_cli.runs.plain import printable
from tmi_cli.runs.safe import csv_bytes, json_bytes, safe_cell
from tmi_cli.runs.stamp import Stamp

__all__ = ["MANIFEST", "Stamp", "csv_bytes", "hold", "json_bytes", "printable", "publish", "safe_cell"]
