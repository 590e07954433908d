"""A draft is for one owner, names no pupil outside its workbook, and opens ready to be sent."""

from __future__ import annotations

import io
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tmi_cli import pipeline
from tmi_cli.reports.everything import make_everything
from tmi_cli.reports.mail import drafts

SAMPLE = Path(__file__).parents[2] / "sample_data"
TOML = """
session = "2025-26"
policy = "balerno"
[privacy]
keep_days = 400
[staff.CL]
"Mathematics" = "M. Kirk"
[addresses.CL]
"Mathematics" = "maths@school.example"
[addresses.PSL]
"Rowan" = "rowan@school.example"
"""


@cache
def made() -> tuple[dict[str, bytes], pipeline.Together]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        toml = Path(folder) / "tmi.toml"
        toml.write_text(TOML, encoding="utf-8")
        options = pipeline.Options([SAMPLE / "exports"], groups=[SAMPLE / "lists"], school=toml)
        found = pipeline.together(options, checking=False)
    everything = make_everything(found.report, found.checked, found.study)
    letters = drafts(found.report, everything.owned, everything.files, locked=False)
    return {**everything.files, **letters}, found


def letter(path: str) -> EmailMessage:
    return message_from_bytes(made()[0][path], policy=SMTP)  # type: ignore[return-value]  # what this policy gives


def test_there_is_one_for_each_owners_workbook_and_the_workbook_is_attached() -> None:
    files, _ = made()
    owners = [path for path in files if path.split("/")[0] in ("faculties", "houses", "stages")]
    assert sorted(path for path in files if path.startswith("mail/")) == sorted(
        f"mail/{path.removesuffix('.xlsx')}.eml" for path in owners
    )
    for path in owners:
        (attached,) = letter(f"mail/{path.removesuffix('.xlsx')}.eml").iter_attachments()
        assert (attached.get_filename(), attached.get_content()) == (Path(path).name, files[path])


def test_a_draft_is_whole() -> None:
    message = letter("mail/faculties/Mathematics.eml")
    headers = {name: message[name] for name in ("Subject", "To", "X-Unsent", "From", "Date", "Message-ID")}
    assert headers == {
        "Subject": "Tracking 2025-26, period 3: Mathematics",
        "To": "maths@school.example",
        "X-Unsent": "1",
        "From": None,
        "Date": None,
        "Message-ID": None,
    }
    _, found = made()
    flags = [flag for flag in found.report.findings.flags if flag.faculty == "Mathematics"]
    pupils = {flag.pupil.key for flag in flags}
    states = [
        f"{n} {s}" for s in ("new", "worse", "continuing", "better") if (n := sum(f.state == s for f in flags))
    ]
    body = message.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == (
        "Dear M. Kirk,\n\n"
        "Mathematics.xlsx is attached: the list of Mathematics, 2025-26, period 3.\n\n"
        f"{len(pupils)} pupils are flagged, with {len(flags)} flags: {', '.join(states)}.\n"
        "Flags are for review: a person decides.\n\n"
        "The workbook contains personal data about pupils. It is for the curriculum leader of Mathematics.\n"
        "Delete it, and this message, by 4 September 2027.\n\n"
        f"tmi 0.1.0, run {found.report.run_id}\n"
    )


def test_who_is_not_in_the_school_file_gets_a_draft_without_an_address() -> None:
    assert letter("mail/houses/Rowan.eml")["To"] == "rowan@school.example"
    message = letter("mail/faculties/Science.eml")
    assert message["To"] is None
    assert message.get_body().get_content().startswith("Dear colleague,")  # type: ignore[union-attr]  # it has one


def test_no_pupil_is_named_outside_the_workbook() -> None:
    files, found = made()
    for path in files:
        if not path.startswith("mail/"):
            continue
        text = letter(path).get_body().get_content() + str(letter(path).items()) + path  # type: ignore[union-attr]
        for pupil in found.report.cohort.pupils.values():
            assert pupil.scn not in text
            assert pupil.surname not in text


def test_an_attached_workbook_can_be_opened() -> None:
    (attached,) = letter("mail/stages/S4.eml").iter_attachments()
    assert load_workbook(io.BytesIO(attached.get_content())).sheetnames[0] == "Summary"


@pytest.mark.parametrize("locked", [True, False])
def test_a_locked_workbook_says_so(locked: bool) -> None:
    _, found = made()
    everything = make_everything(found.report, found.checked, found.study)
    data = drafts(found.report, everything.owned, everything.files, locked=locked)["mail/stages/S4.eml"]
    body = message_from_bytes(data, policy=SMTP).get_body()  # type: ignore[attr-defined]  # what this policy gives
    assert ("A password opens it" in body.get_content()) is locked
