"""Drafts of e-mails to those who act: a workbook for its owner, counts and no names; a person sends them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import PurePosixPath

from tmi_cli.reports.handling import FOR_REVIEW, day_in_words
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook import Owned
from tmi_cli.reports.workbook.owners import Owner, recipient_of
from tmi_cli.runs import printable
from tmi_cli.version import __version__

_STATES = ("new", "worse", "continuing", "better")
_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def drafts(
    report: Report, owned: Mapping[str, Owned], files: Mapping[str, bytes], *, locked: bool
) -> dict[str, bytes]:
    """A draft for each owner (``mail/faculties/Mathematics.eml``), the owner's workbook attached.

    ``owned`` says whose the workbooks are, ``files`` holds them as they are written; ``locked`` says that a
    password opens them. A mail program opens a draft ready to be sent; tmi sends nothing. The same arguments
    give the same bytes.
    """
    return {
        f"mail/{PurePosixPath(path).with_suffix('.eml')}": _draft(
            report, whose, PurePosixPath(path).name, files[path], locked=locked
        )
        for path, whose in owned.items()
    }


def _draft(report: Report, whose: Owned, name: str, data: bytes, *, locked: bool) -> bytes:
    message = EmailMessage(policy=SMTP)
    # A line break in the name of a house must not become a header of its own.
    message["Subject"] = printable(f"Tracking {report.title}: {whose.owner.name}")
    addresses = _told(report.settings.addresses, report, whose.owner)
    if addresses:
        message["To"] = printable(", ".join(addresses))
    # Outlook opens what is marked so as a message to be sent.
    message["X-Unsent"] = "1"
    message.set_content(_body(report, whose, name, locked=locked))
    message.add_attachment(data, maintype=_XLSX[0], subtype=_XLSX[1], filename=name)
    # The library would draw one at random.
    message.set_boundary(f"tmi-{report.run_id}")
    return message.as_bytes()


def _body(report: Report, whose: Owned, name: str, *, locked: bool) -> str:
    owner = whose.owner
    holders = _told(report.settings.staff, report, owner)
    lines = [
        f"Dear {' and '.join(holders) if holders else 'colleague'},",
        "",
        f"{name} is attached: the list of {owner.name}, {report.title}.",
        "",
        _counts(whose),
        FOR_REVIEW,
        "",
        f"The workbook contains personal data about pupils. It is for {recipient_of(report, owner)}.",
    ]
    delete_by = report.settings.delete_by(report.session)
    if delete_by:
        lines.append(f"Delete it, and this message, by {day_in_words(delete_by)}.")
    if locked:
        lines.append("A password opens it; it reaches you another way.")
    return "\n".join([*map(printable, lines), "", f"tmi {__version__}, run {report.run_id}", ""])


def _counts(whose: Owned) -> str:
    if not whose.flags:
        return "No pupil is flagged."
    pupils = len({line.who.key for line in whose.flags})
    seen = Counter(line.state for line in whose.flags)
    states = ", ".join(f"{seen[state]} {state}" for state in _STATES if seen[state])
    flags = len(whose.flags)
    return (
        f"{pupils} {'pupils are' if pupils > 1 else 'pupil is'} flagged, "
        f"with {flags} {'flags' if flags > 1 else 'flag'}: {states}."
    )


def _told(book: Mapping[str, Mapping[str, str]], report: Report, owner: Owner) -> list[str]:
    """What a book (role -> unit -> text) says for those who look after such a unit, each once."""
    steps = [step for ladder in report.policy.ladders for step in ladder.steps if step.unit == owner.kind]
    told = (book.get(step.role, {}).get(owner.unit or "") for step in steps)
    return list(dict.fromkeys(text for text in told if text))
