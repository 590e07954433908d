"""Finding and loading a policy, with those it extends, before any export is read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from tmi_cli.errors import PolicyError, RequestError
from tmi_cli.policy.model import Policy
from tmi_cli.policy.toml_file import closest, read_toml, validate

DEFAULT_POLICY = "standard"
"""The policy where nobody names one."""

_PACKAGE = Path(__file__).resolve().parent.parent
_NOT_POLICIES = {"subjects"}
_MERGED_BY_FIELD = ("scales", "rules")


def rules_folder() -> Path:
    """The folder of the shipped policies: inside the installed package, else beside it in a checkout."""
    installed = _PACKAGE / "rules"
    return installed if installed.is_dir() else _PACKAGE.parent / "rules"


def policy_names() -> list[str]:
    """The names of the shipped policies, in alphabetical order."""
    return sorted(path.stem for path in rules_folder().glob("*.toml") if path.stem not in _NOT_POLICIES)


def load_policy(name_or_path: str) -> Policy:
    """Return the policy of a shipped name (``balerno``) or of a TOML file.

    RequestError where there is no such policy (with the name most likely meant); PolicyError where the
    file holds a mistake, naming file, line, place and field.
    """
    path = _find(name_or_path, beside=None)
    tables, files = _tables(path, above=())
    for field in ("name", "sha256"):
        if field in tables:
            raise PolicyError(
                f"{field} is not a setting here.",
                where=f"{path.name} › {field}",
                hint="Remove it: a policy is called what its file is called.",
            )
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return validate(Policy, {**tables, "name": path.stem, "sha256": digest.hexdigest()}, paths=files)


def _find(name_or_path: str, *, beside: Path | None) -> Path:
    if name_or_path in policy_names():
        return rules_folder() / f"{name_or_path}.toml"
    path = Path(name_or_path)
    if beside is not None and not path.is_absolute():
        path = beside.parent / path
    if path.suffix == ".toml" and path.is_file():
        return path
    meant = closest(name_or_path, policy_names())
    hint = f"Did you mean {meant}? " if meant else ""
    raise RequestError(
        f"There is no policy called {name_or_path}.",
        where=beside.name if beside else None,
        hint=f"{hint}Shipped are {', '.join(policy_names())}; or give the path of a .toml file.",
    )


def _tables(path: Path, *, above: tuple[Path, ...]) -> tuple[dict[str, Any], list[Path]]:
    """The tables of a policy file laid over those it extends; and the files, the uppermost first."""
    if path.resolve() in above:
        raise PolicyError(f"{path.name} extends itself.", where=path.name, hint="Remove one of the extends lines.")
    tables = read_toml(path)
    base = tables.pop("extends", None)
    if base is None:
        return tables, [path]
    under, files = _tables(_find(str(base), beside=path), above=(*above, path.resolve()))
    return _lay_over(under, tables), [path, *files]


def _lay_over(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Lay one policy over another: scales and rules field by field, everything else as a whole."""
    merged = {**under, **over}
    for part in _MERGED_BY_FIELD:
        below, above = under.get(part), over.get(part)
        if isinstance(below, dict) and isinstance(above, dict):
            merged[part] = {**below, **above}
            for name in below.keys() & above.keys():
                if isinstance(below[name], dict) and isinstance(above[name], dict):
                    merged[part][name] = {**below[name], **above[name]}
    return merged
