"""Why a file is refused: each reason its own sentence, and what to do about it."""

from __future__ import annotations

from tmi_cli.errors import ExportError

_AGAIN = "Export it again from SEEMiS."
_SAVE_AS = "Open it in Excel, save it as .xlsx, and run again."
_REPAIR = "Open it in Excel, save it as .xlsx, and run again; if Excel cannot open it either, export it again."
_AS_WORKBOOK = "Export it again as an Excel workbook or CSV."
_SMALLER = "Export one period or one stage at a time."
_TIDY = "Delete the rows below the table and the columns to its right, save it, and run again."

_REASONS: dict[str, tuple[str, str]] = {
    "empty": ("is empty.", _AGAIN),
    "incomplete": (
        "is incomplete.",
        "Was it still being copied or downloaded? Export it again and wait until it is done.",
    ),
    "damaged": ("is damaged: a part of it cannot be read.", _REPAIR),
    "unreadable": ("cannot be read as a workbook.", _REPAIR),
    "no-sheet": ("holds no worksheet.", "Choose the export itself; this has only charts, or nothing, in it."),
    "lock": (
        "is the note that a program leaves beside a file it has open, not an export.",
        "Give the file itself; its name has no ~$ or .~lock in front.",
    ),
    # Files that are something else, whatever they are called.
    "pdf": ("is a PDF document, not a spreadsheet.", _AS_WORKBOOK),
    "picture": ("is a picture, not a spreadsheet.", _AS_WORKBOOK),
    "word": ("is a Word document, not a spreadsheet.", _AS_WORKBOOK),
    "powerpoint": ("is a PowerPoint presentation, not a spreadsheet.", _AS_WORKBOOK),
    "writer": ("is an OpenDocument text, not a spreadsheet.", _AS_WORKBOOK),
    "zip": ("is a zip archive without a workbook in it.", "Unpack it, and give the files that were in it."),
    "web-page": (
        "is a web page without a table.",
        "It may be a sign-in page saved in place of the report: export it again from SEEMiS.",
    ),
    "web-archive": ("is a web archive (MHTML), not a spreadsheet.", _SAVE_AS),
    "xml": ("is an XML file, but no spreadsheet.", _AS_WORKBOOK),
    "old-excel": ("is a workbook of Excel 4 or older.", _SAVE_AS),
    "unknown": ("is no spreadsheet and no text.", _AS_WORKBOOK),
    # Passwords.
    "encrypted": (
        "is protected by a password.",
        "Give the password when asked or with --password-file, or take it off in Excel: "
        "File › Info › Protect Workbook.",
    ),
    "wrong-password": (
        "is protected by another password than the one given.",
        "Check the password, and run again.",
    ),
    "locked-otherwise": (
        "is protected by a password in a way that cannot be opened here.",
        "Open it in the program it was made with, take the password off, and save it.",
    ),
    # Files too big, or made to do harm.
    "file-size": ("is larger than {megabytes} MB.", _SMALLER),
    "members": ("has more than {members} parts inside, as no spreadsheet has.", _SAVE_AS),
    "unpacked": ("unpacks to more than {megabytes} MB.", _SMALLER),
    "ratio": ("unpacks to more than {ratio} times its size, as a file made to do harm does.", _AGAIN),
    "doctype": ("declares a document type (DOCTYPE), as no spreadsheet does.", _SAVE_AS),
    "far-cell": ("has a value far from its table, in cell {cell} of sheet {sheet}.", _TIDY),
    "cells": ("is too big: its sheets spread over more than {cells} cells.", f"{_TIDY} {_SMALLER}"),
    "text": ("is too big: its cells hold more than {megabytes} MB of text.", _SMALLER),
    "quotes": ("has quotation marks that are opened and never closed in more than {lines} lines.", _AS_WORKBOOK),
    # What happened to the process that read it.
    "memory": ("needs more memory than a spreadsheet may.", f"{_TIDY} {_SMALLER}"),
    "timeout": ("took longer to read than {seconds} s.", f"{_TIDY} {_SMALLER}"),
    "crashed": ("made its reader break off: it is damaged, or made to do harm.", _REPAIR),
}


class Refused(Exception):  # noqa: N818 - it says what happened to a file, not what went wrong here
    """A file cannot be read, for the reason ``why``; ``values`` fill the reason's sentence.

    Readers raise it, knowing no file name; ``read_export`` turns it into an ExportError.
    """

    def __init__(self, why: str, **values: str | int) -> None:
        super().__init__(why)
        self.why = why
        self.values = values

    def told(self, name: str) -> ExportError:
        """Return the error that a person sees, about the file told as ``name``."""
        sentence, hint = _REASONS.get(self.why, _REASONS["unreadable"])
        shown = {key: f"{value:,}" if isinstance(value, int) else value for key, value in self.values.items()}
        return ExportError(f"{name} {sentence.format(**shown)}", where=name, hint=hint)
