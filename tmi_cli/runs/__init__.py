"""Writing a run so that it is either whole or not there."""

from tmi_cli.runs.folder import MANIFEST, publish
from tmi_cli.runs.safe import safe_cell

__all__ = ["MANIFEST", "publish", "safe_cell"]
