"""Making a run again from its inputs, in a private folder, and comparing every byte that comes out."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from tmi_cli.errors import TmiError
from tmi_cli.exports import search_exports
from tmi_cli.pipeline.given_again import lay_out
from tmi_cli.policy import DEFAULT_POLICY, Policy, School, load_policy, load_school
from tmi_cli.policy.school_again import written_again
from tmi_cli.reports.files import store_hashes
from tmi_cli.runs.digest import sha256_of
from tmi_cli.runs.manifest import InputFile, Manifest
from tmi_cli.runs.published import Run, runs_in
from tmi_cli.runs.verify import Difference
from tmi_cli.version import __version__

Command = Callable[[Sequence[str]], object]
"""Runs ``tmi`` with some words, and raises TmiError where it cannot."""

_OTHER_POLICY = "The policy is not the one of the run: give that one with --policy."
_OTHER_SCHOOL = "The school file says other things than it did: give the one of the run with --school."


class Again(NamedTuple):
    """What making a run again came to: the ``differences``, and why it was not made where it was not.

    ``same`` is True only where it was made and every byte came out the same.
    """

    differences: tuple[Difference, ...] = ()
    why_not: str = ""
    same: bool = False


class Given(NamedTuple):
    """What a run is made again with: the school file, a policy in place of the one in the command, exports.

    ``password_file`` opens inputs that are locked.
    """

    school: Path | None
    policy: str | None
    exports: Sequence[Path]
    password_file: Path | None


def make_again(run: Run, given: Given, command: Command) -> Again:
    """Make a run again with ``command`` and compare. Raises as ``load_school`` does."""
    manifest = run.manifest
    if manifest is None:
        return Again(why_not="Its manifest cannot be relied on, so it cannot be made again.")
    if not manifest.command:
        return Again(why_not="Its manifest does not say by which command it was made.")
    if manifest.command[0] == "pupil":
        return Again(
            why_not="It is about one pupil, whom the manifest does not name: it cannot be made again, "
            "only its files were checked."
        )
    if manifest.pseudonymised:
        return Again(
            why_not="It has tokens in the place of names, also of those of files: it cannot be made again, "
            "only its files were checked."
        )
    school = _as_it_ran(load_school(given.school.resolve() if given.school else None), manifest)
    found = _found(given.exports or school.inputs_there())
    lost = [each for file in manifest.files for each in _missing(file, found)]
    other = list(_other_settings(manifest, school, given))
    if lost or other:
        return Again((*lost, *other))
    store = Path(school.store)
    with private_folder() as folder:
        out = folder / "out"
        laid = lay_out(manifest, found, folder)
        toml = folder / "tmi.toml"
        toml.write_text(
            written_again(school, folder, inbox=laid.exports, groups=laid.groups, encrypt=manifest.is_encrypted),
            encoding="utf-8",
        )
        (folder / "password").write_text(secrets.token_hex() + "\n", encoding="utf-8")
        _copy(store, folder / "store")
        words = [*manifest.command, *laid.words]
        words += ["--school", str(toml), "--out", str(out), "--quiet", "--no-input"]
        words += ["--as-of", manifest.as_of.isoformat()]
        words += ["--password-file", str(given.password_file.resolve())] if given.password_file else []
        words += ["--policy", given.policy] if given.policy else []
        try:
            command(words)
            made = [one for one in runs_in(out) if one.kind == run.kind]
        except TmiError as error:
            return Again((Difference("differs", "", f"cannot be made again: {error.sentence}"),))
        differing = tuple(_compared(manifest, made[-1].manifest if made else None))
    if differing and manifest.store != store_hashes(store):
        return Again(
            why_not="What people wrote (RAG, interventions) has changed since: it cannot be made again, "
            "only its files were checked."
        )
    if differing and manifest.beside:
        return Again(
            why_not="It read a sheet of interventions besides, which the manifest does not name: it cannot be "
            "made again, only its files were checked."
        )
    return Again(differing, same=not differing)


def _as_it_ran(school: School, manifest: Manifest) -> School:
    """The school with what ``[run]`` said when the run was made: the manifest knows, whatever it says today."""
    told = {
        name.removeprefix("run."): setting.get("value")
        for name, setting in manifest.settings.items()
        if name.startswith("run.")
    }
    try:
        return school.model_copy(update={"run": type(school.run).model_validate_json(json.dumps(told))})
    except ValidationError:
        # Another version of tmi had other settings there.
        return school


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder for its owner alone, which is gone afterwards whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="tmi-verify-"))
    try:
        yield folder.resolve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _found(places: Sequence[Path]) -> dict[str, list[tuple[str, Path]]]:
    """The files in some places by their hash: the name each is told by, and where it is."""
    found: dict[str, list[tuple[str, Path]]] = {}
    for place in places:
        # Place by place: a file in two of them may be told by two names.
        for path, name in search_exports([place]).files:
            found.setdefault(sha256_of(path.read_bytes()), []).append((name, path))
    return found


def _missing(file: InputFile, found: Mapping[str, Sequence[tuple[str, Path]]]) -> Iterator[Difference]:
    if file.sha256 in found:
        return
    name = Path(file.file).name
    if any(Path(other).name == name for each in found.values() for other, _ in each):
        yield Difference("input-changed", file.file, "is not the file that was read: its contents are others")
    else:
        yield Difference("input-missing", file.file, "is not among the files given")


def _other_settings(manifest: Manifest, school: School, given: Given) -> Iterator[Difference]:
    policy = _policy(manifest, school, given)
    if policy is None or policy.sha256 != manifest.policy.sha256:
        yield Difference("changed", f"policy {manifest.policy.name}", _OTHER_POLICY)
    if school.results_sha256 != manifest.school_sha256 or school.delete_by(manifest.session) != manifest.delete_by:
        yield Difference("changed", "tmi.toml", _OTHER_SCHOOL)


def _policy(manifest: Manifest, school: School, given: Given) -> Policy | None:
    words = manifest.command
    told = words[words.index("--policy") + 1] if "--policy" in words[:-1] else None
    try:
        return load_policy(given.policy or told or school.policy or DEFAULT_POLICY)
    except TmiError:
        return None


def _copy(store: Path, copy: Path) -> None:
    """Copy what people wrote: rag send writes there what it sent, and the real one must stay as it is."""
    if store.is_dir():
        shutil.copytree(store, copy, ignore=shutil.ignore_patterns(".*"))


def _compared(manifest: Manifest, made: Manifest | None) -> Iterator[Difference]:
    was = {name: one.plain_sha256 or one.sha256 for name, one in manifest.outputs.items()}
    now = {name: one.plain_sha256 or one.sha256 for name, one in made.outputs.items()} if made else {}
    because = (
        "" if manifest.version == __version__ else f" (made by tmi {manifest.version}, this is {__version__})"
    )
    for name in sorted(was.keys() | now.keys()):
        if name not in now:
            yield Difference("differs", name, f"does not come out when the run is made again{because}")
        elif name not in was:
            yield Difference("differs", name, f"comes out only when the run is made again{because}")
        elif was[name] != now[name]:
            yield Difference("differs", name, f"comes out otherwise when the run is made again{because}")
