"""Looking whether tmi can do its work here: every check, in the order in which they are told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from importlib import metadata
from pathlib import Path

from tmi_cli.pipeline.doctor import machine, school
from tmi_cli.policy import DEFAULT_POLICY, Policy, School
from tmi_cli.runs import last_run, place, probe
from tmi_cli.runs.published import runs_in
from tmi_cli.runs.verdict import Verdict

__all__ = ["examine"]


def examine(
    *,
    school_file: Path | None,
    policy: str | None,
    out: Path | None,
    now: datetime,
    today: date,
    encoding: str | None,
) -> Iterator[Verdict]:
    """Look at everything; nothing is changed but a probe in the out folder, which is taken away again.

    ``policy`` and ``out`` win over the school file, ``now`` knows its time zone, ``today`` is the day by which
    runs are to be deleted, ``encoding`` is that of stdout. Where the school file is wrong, nothing is looked at
    that it would say.
    """
    yield from _machine(now, encoding)
    verdict, ours = school.school_file(school_file)
    yield verdict
    if ours is None:
        return
    verdict, judged_by = school.policy_file(policy or ours.policy or DEFAULT_POLICY)
    yield verdict
    folder = ours.out_folder(out).absolute()
    yield from _folder(folder, now)
    yield from _school(ours, judged_by, folder, now, today)


def _machine(now: datetime, encoding: str | None) -> Iterator[Verdict]:
    # Imported here: only this command asks openpyxl what it uses.
    import openpyxl

    yield machine.python(sys.version_info[:3], sys.platform)
    yield machine.libraries(_needed(), _installed)
    yield machine.defused(bool(openpyxl.DEFUSEDXML))
    yield machine.encoding(encoding)
    yield machine.clock(now)


def _folder(folder: Path, now: datetime) -> Iterator[Verdict]:
    yield from probe.probe(folder)
    yield probe.space(folder)
    yield place.length(str(folder))
    yield place.synchronised(str(folder))
    yield place.network(str(folder))
    yield probe.unfinished(folder, now)


def _school(ours: School, policy: Policy | None, folder: Path, now: datetime, today: date) -> Iterator[Verdict]:
    verdict, newest = school.inbox([Path(path) for path in ours.inbox], now)
    yield verdict
    runs = [(run.made, run.manifest) for run in runs_in(folder) if run.manifest]
    made = runs[-1][0].astimezone() if runs and runs[-1][0] else None
    told = last_run.read(folder)
    yield school.last_run(made, newest, now, told)
    yield school.unattended(told)
    yield school.retention([manifest for _, manifest in runs], ours, today)
    if policy is not None:
        yield school.addresses(ours, policy)
    for name in ("password_file", "key_file"):
        path = getattr(ours.privacy, name)
        if path is not None:
            yield probe.secret(name, Path(path))


def _needed() -> list[str]:
    try:
        return metadata.requires("tmi") or []
    except metadata.PackageNotFoundError:
        return []


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
