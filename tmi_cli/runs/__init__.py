"""Writing a run so that it is either whole or not there."""

from tmi_cli.runs.folder import MANIFEST, publish

__all__ = ["MANIFEST", "publish"]
