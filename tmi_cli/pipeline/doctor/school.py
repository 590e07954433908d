"""Whether a school's settings are fit, its exports are there, and its runs are recent and not kept too long."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tmi_cli.errors import RequestError, TmiError
from tmi_cli.exports.find import search_exports
from tmi_cli.policy import Policy, School, load_policy, load_school
from tmi_cli.runs.last_run import WELL
from tmi_cli.runs.manifest import Manifest
from tmi_cli.runs.verdict import Verdict

_FEW = 3


def school_file(path: Path | None) -> tuple[Verdict, School | None]:
    """Whether the school file is right; and the school, None where it is not."""
    name = "school file"
    if path is None:
        sentence = "There is no tmi.toml here or above; the defaults hold."
        return Verdict(name, "warning", sentence, "Run tmi init, or name one with --school."), School()
    try:
        return Verdict(name, "ok", f"{path} is right."), load_school(path)
    except TmiError as error:
        return _refused(name, error), None


def policy_file(asked: str) -> tuple[Verdict, Policy | None]:
    """Whether the policy is right; and the policy, None where it is not."""
    try:
        policy = load_policy(asked)
    except TmiError as error:
        return _refused("policy", error), None
    return Verdict("policy", "ok", f"{policy.name}: {policy.title}."), policy


def _refused(name: str, error: TmiError) -> Verdict:
    where = f" ({error.where})" if " › " in str(error.where) else ""
    return Verdict(name, "failed", f"{error.sentence.removesuffix('.')}{where}.", error.hint)


def inbox(folders: Sequence[Path], now: datetime) -> tuple[Verdict, datetime | None]:
    """Whether the exports can be read; and when the newest was saved, None where there is none."""
    name = "inbox"
    for folder in folders:
        if not folder.exists():
            todo = "Make it and put the exports into it, or correct inbox in tmi.toml."
            return Verdict(name, "failed", f"There is no folder {folder}.", todo), None
        if not os.access(folder, os.R_OK | (os.X_OK if folder.is_dir() else 0)):
            return Verdict(name, "failed", f"{folder} may not be read.", "Ask for permission."), None
    try:
        files = search_exports(folders).files
    except RequestError:
        told = ", ".join(map(str, folders))
        return Verdict(
            name, "warning", f"No export is in {told}.", "Put the exports of the session into it."
        ), None
    newest = max(datetime.fromtimestamp(path.stat().st_mtime).astimezone() for path, _ in files)
    if newest > now:
        sentence = (
            f"The newest of {len(files)} exports was saved at {newest:%Y-%m-%d %H:%M}, which is still to come."
        )
        return Verdict(name, "warning", sentence, "Look whether the clock is right."), newest
    return Verdict(name, "ok", f"{len(files)} files, the newest saved {_ago(newest, now)}."), newest


def unattended(told: Mapping[str, Any]) -> Verdict:
    """How the last tmi run ended; ``told`` is its ``last-run.json``."""
    name = "tmi run"
    if not told:
        return Verdict(name, "ok", "tmi run has not been used with this out folder.")
    sentence = f"It ended with {told.get('exit_code')} at {told.get('ended')}: {told.get('message')}"
    if told.get("exit_code") in WELL:
        return Verdict(name, "ok", sentence)
    return Verdict(name, "warning", sentence, told.get("waits_for") or "Look into its log.")


def last_run(made: datetime | None, newest: datetime | None, now: datetime, told: Mapping[str, Any]) -> Verdict:
    """Whether a run was ``made`` since the newest export was saved, or tmi run found nothing new in it."""
    name = "last run"
    if made is None:
        todo = "Run tmi flag or tmi run when the exports are there."
        return Verdict(name, "warning", "No complete run is in the out folder.", todo)
    sentence = f"The last complete run was {_ago(made, now)}"
    looked = max(made, _looked(told) or made)
    # A run is known by the second in which it was made.
    if newest is not None and newest.replace(microsecond=0) > looked:
        todo = "Run tmi run; where it is scheduled, look into its newest log."
        return Verdict(name, "warning", f"{sentence}, before the newest export was saved.", todo)
    return Verdict(name, "ok", f"{sentence}.")


def _looked(told: Mapping[str, Any]) -> datetime | None:
    """When tmi run last looked into the inbox and had nothing against it."""
    try:
        return datetime.fromisoformat(str(told["ended"])) if told["exit_code"] in WELL else None
    except (KeyError, ValueError):
        return None


def retention(runs: Sequence[Manifest], school: School, today: date) -> Verdict:
    """Whether runs are kept for longer than they themselves say, or than the school file says now."""
    name = "retention"
    for days, sentence, todo in (
        (
            [run.delete_by for run in runs],
            "should have been deleted by now",
            "Run tmi purge: it lists them, and deletes them with --yes.",
        ),
        (
            [school.delete_by(run.session) for run in runs],
            "are kept for longer than keep_days says now",
            "Run tmi purge --older-than DAYS: they were made when it said a later day, or none.",
        ),
    ):
        due = [run.session for run, day in zip(runs, days, strict=True) if day is not None and day < today]
        if due:
            told = f"{len(due)} of {len(runs)} runs {sentence} (session {', '.join(sorted({*due}))})."
            return Verdict(name, "warning", told, todo)
    if school.privacy.keep_days is None:
        return Verdict(
            name,
            "warning",
            "Nobody has said for how long results are kept.",
            "Ask the council's records manager, and set keep_days under [privacy] in tmi.toml.",
        )
    return Verdict(name, "ok", f"No run is kept for more than {school.privacy.keep_days} days after its session.")


def addresses(school: School, policy: Policy) -> Verdict:
    """Whether everybody whom the school file names has an address, where tmi run is to write e-mail."""
    name = "addresses"
    if not school.run.mail:
        return Verdict(name, "ok", "tmi run writes no e-mail.")
    missing = list(_without_address(school, policy))
    if not any(any(told.values()) for told in school.addresses.values()):
        sentence = "tmi run is to write e-mail, and no address is known."
        todo = "Fill in [addresses.ROLE] in tmi.toml, or set mail = false under [run]."
        return Verdict(name, "warning", sentence, todo)
    if missing:
        more = f" and {len(missing) - _FEW} more" if len(missing) > _FEW else ""
        sentence = f"No address is known for {', '.join(missing[:_FEW])}{more}."
        return Verdict(name, "warning", sentence, "Add it under [addresses.ROLE] in tmi.toml.")
    odd = [
        f"{role} › {unit}" for role, told in school.addresses.items() for unit, to in told.items() if "@" not in to
    ]
    if odd:
        sentence = f"What stands for {', '.join(odd[:_FEW])} under [addresses] is no address."
        return Verdict(name, "warning", sentence, "Write it as name@school.example; or take it away.")
    return Verdict(name, "ok", "Everybody who is named in tmi.toml has an address.")


def _without_address(school: School, policy: Policy) -> Iterator[str]:
    kinds = {step.role: step.unit for ladder in policy.ladders for step in ladder.steps}
    for role, kind in kinds.items():
        units = [*school.staff.get(role, {}), *(school.faculties if kind == "faculty" else ())]
        for unit in dict.fromkeys(units):
            if not school.addresses.get(role, {}).get(unit):
                yield f"{role} of {unit}"


def _ago(then: datetime, now: datetime) -> str:
    days = (now.date() - then.date()).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"
