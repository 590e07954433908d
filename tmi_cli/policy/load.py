"""Finding and loading a policy, with those it extends, before any export is read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from tmi_cli.errors import PolicyError, RequestError
from tmi_cli.policy.model import Policy
from tmi_cli.policy.toml_file import closest, read_toml, validate

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
    tables, digest = _tables(path, seen=())
    return validate(Policy, {**tables, "name": path.stem, "sha256": digest}, path=path)


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


def _tables(path: Path, *, seen: tuple[Path, ...]) -> tuple[dict[str, Any], str]:
    """The tables of a policy file laid over those it extends, rules named; and the hash of them all."""
    if path in seen:
        raise PolicyError(f"{path.name} extends itself.", where=path.name, hint="Remove one of the extends lines.")
    tables = read_toml(path)
    digest = hashlib.sha256(path.read_bytes())
    base = tables.pop("extends", None)
    if base is not None:
        under, under_digest = _tables(_find(str(base), beside=path), seen=(*seen, path))
        digest.update(under_digest.encode())
        tables = _lay_over(under, tables)
    rules = tables.get("rules", {})
    if isinstance(rules, dict) and not seen:
        tables["rules"] = [
            {**rule, "name": name} if isinstance(rule, dict) else rule for name, rule in rules.items()
        ]
    return tables, digest.hexdigest()


def _lay_over(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Lay one policy over another: scales and rules field by field, everything else as a whole."""
    merged = {**under, **over}
    for part in _MERGED_BY_FIELD:
        below, above = under.get(part), over.get(part)
        if isinstance(below, dict) and isinstance(above, dict):
            merged[part] = {
                name: {**below.get(name, {}), **above.get(name, {})}
                for name in (*below, *(name for name in above if name not in below))
            }
    return merged
