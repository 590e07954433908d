"""Settings first, then every file: exports in, readings out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tmi_cli.cohort import Cohort
from tmi_cli.errors import ExportError, RequestError
from tmi_cli.exports import read_export, search_exports
from tmi_cli.layouts import SheetReading, Vocabulary, read_table
from tmi_cli.origin import Origin
from tmi_cli.pipeline.key_file import read_key
from tmi_cli.pipeline.options import Options, Tell
from tmi_cli.policy import DEFAULT_POLICY, Policy, School, SubjectMap, find_school_file, load_policy, load_school
from tmi_cli.rag import RagEntry, read_store
from tmi_cli.records import Problem
from tmi_cli.records.period import is_session, session_of
from tmi_cli.runs.digest import sha256_of

_SEVERITIES = {"error": 0, "warning": 1, "info": 2}


class Read(NamedTuple):
    """Everything that was read: settings, sheets, what could not be read, what was passed over, what is kept.

    ``key`` is that of ``--pseudonymise``, None where names are shown.
    ``unread`` are the files that could not be read, as the manifest tells of them.
    """

    school: School
    session: str
    policy: Policy
    readings: list[SheetReading]
    problems: list[Problem]
    passed_over: list[tuple[str, str]]
    kept: list[RagEntry]
    key: bytes | None = None
    unread: Sequence[Mapping[str, Any]] = ()


def settings_of(options: Options) -> tuple[School, Policy]:
    """The school file and the policy that are asked for."""
    school = load_school(find_school_file(options.school))
    if isinstance(options.policy, Policy):
        return school, options.policy
    return school, load_policy(options.policy or school.policy or DEFAULT_POLICY)


def read_all(options: Options, tell: Tell, *, keep_rows: bool = False) -> Read:
    """Read the settings, then every export and list. Raises as ``flag`` does.

    With ``keep_rows`` the readings keep every cell of their tables, also of columns that mean nothing.
    """
    return read_for(*settings_of(options), options, tell, keep_rows=keep_rows)


def read_for(school: School, policy: Policy, options: Options, tell: Tell, *, keep_rows: bool = False) -> Read:
    """As ``read_all``, for a school and a policy that are known already."""
    session = _session(options, school)
    out = school.out_folder(options.out)
    key = read_key(_key_file(options, school), out=out) if options.pseudonymise else None
    # What people wrote about pupils is free text.
    kept = list(read_store(Path(school.store))) if key is None else []
    subjects = SubjectMap(school.faculties)
    words = Vocabulary(policy.groups, school.headers)
    found = search_exports(options.exports)
    given = options.groups or [Path(path) for path in school.groups]
    groups = search_exports(given).files if given else []
    lists = search_exports(options.lists).files if options.lists else []
    wanted = list(dict.fromkeys((*found.files, *groups, *lists)))
    readings: list[SheetReading] = []
    problems: list[Problem] = []
    unread: list[dict[str, Any]] = []

    def given_as(path: Path, name: str) -> str:
        return "groups" if (path, name) in groups else "lists" if (path, name) in lists else "exports"

    for number, (path, name) in enumerate(wanted, 1):
        tell(f"Reading {number} of {len(wanted)} files …")
        try:
            tables = read_export(path, name, password=options.password)
        except ExportError as error:
            if options.strict or len(wanted) == 1:
                raise
            problems.append(Problem.of("file-unread", Origin(name), sentence=error.sentence, todo=error.hint))
            unread.append(_unread(path, name, given_as(path, name)))
            continue
        for table in tables:
            reading = read_table(
                table,
                policy=policy,
                subjects=subjects,
                words=words,
                period=options.period,
                keep_rows=keep_rows,
            )
            if reading.layout != "left-out" and any(path == listed for listed, _ in groups):
                reading.layout = "groups"
            reading.given_as = given_as(path, name)
            readings.append(reading)
    passed = [(item.name, item.reason) for item in found.passed_over if item.worth_telling]
    return Read(school, session, policy, readings, problems, passed, kept, key, unread)


def _key_file(options: Options, school: School) -> Path | None:
    told = school.privacy.key_file
    return options.key_file or (Path(told) if told else None)


def _unread(path: Path, name: str, given_as: str) -> dict[str, Any]:
    """What the manifest tells of a file that could not be read; one that cannot be opened was empty."""
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    return {"file": name, "sha256": sha256_of(data), "size": len(data), "given_as": given_as}


def problems_of(read: Read, cohort: Cohort) -> list[Problem]:
    """Every problem of the files, their sheets and the cohort."""
    return [*read.problems, *(p for reading in read.readings for p in reading.problems), *cohort.problems]


def periods_of(cohort: Cohort) -> dict[str, int]:
    """The reported period of each stage, stages in order."""
    return {stage: p for stage, p in sorted(cohort.reported.items(), key=str) if stage}


def order(problem: Problem) -> tuple[object, ...]:
    """The key by which problems are listed: gravest first, then by place."""
    place = problem.origin or Origin("")
    cell = (-1 if place.row is None else place.row, -1 if place.column is None else place.column)
    return (_SEVERITIES[problem.severity], problem.code, place.file, place.sheet or "", cell, problem.message)


def is_reported(problem: Problem, cohort: Cohort) -> bool:
    """Whether a problem is about the reported period, or about no period at all."""
    if problem.period is None:
        return True
    if problem.stage is None:
        return problem.period in cohort.reported.values()
    return problem.period == cohort.reported.get(problem.stage)


def _session(options: Options, school: School) -> str:
    session = options.session or school.session
    if session is None:
        if options.today is None:
            raise RequestError("No session was given.", hint="Give a session like 2025-26.")
        return session_of(options.today)
    if not is_session(session):
        raise RequestError(f"{session} is not a session.", hint="Write a session like 2025-26.")
    return session
