"""tmi: tracking, monitoring and intervention for Scottish secondary schools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tmi_cli.version import __version__

__all__ = ["Options", "__version__", "flag", "study"]

if TYPE_CHECKING:
    from tmi_cli.pipeline import Options, flag, study


def __getattr__(name: str) -> Any:
    # Imported on first use, so that `tmi --help` does not pay for pydantic and the readers.
    if name in ("Options", "flag", "study"):
        from tmi_cli import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
