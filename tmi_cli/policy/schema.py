"""The JSON Schemas of the school file and of a policy, made from the models, for editors of TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, get_args

from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from tmi_cli.policy.model import Policy
from tmi_cli.policy.rules import Rule, RuleBase
from tmi_cli.policy.school import School

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_NO_SETTINGS = ("name", "sha256")
_SAID_AGAIN = ("title", "discriminator")


class _OfToml(GenerateJsonSchema):
    """A schema without null, which TOML cannot say."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        return {key: value for key, value in made.items() if (key, value) != ("default", None)}

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def school_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of ``tmi.toml``."""
    return _schema(School, title="The school file tmi.toml")


def policy_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a policy file.

    One that ``extends`` another may leave everything out. What stands in several places at once (a code that the
    order lacks, two scales for one kind of course) no schema can see: ``tmi policy check`` does.
    """
    made = _schema(Policy, title="A policy of tmi")
    parts = made["$defs"]
    properties = made["properties"]
    for name in _NO_SETTINGS:
        del properties[name]
    properties["extends"] = {
        "type": "string",
        "description": "The policy over which this one is laid: a shipped name or the path of a .toml file. "
        "Scales and rules are laid over those of it field by field, everything else as a whole.",
        "examples": ["standard"],
    }
    for kind in rule_kinds():
        _fit_rule(parts[kind.__name__], kind)
    properties["rules"]["additionalProperties"] = _any_rule(parts)
    whole = [name for name in made.pop("required") if name not in _NO_SETTINGS]
    of_rules = [name for name, field in RuleBase.model_fields.items() if _must_be_told(name, field)]
    made["if"] = {"required": ["extends"]}
    made["then"] = True
    made["else"] = {
        "required": whole,
        "properties": {
            "scales": {"additionalProperties": {"required": parts["Scale"].pop("required")}},
            "rules": {"additionalProperties": {"required": ["kind", *of_rules]}},
        },
    }
    return made


def rule_kinds() -> tuple[type[RuleBase], ...]:
    """The kinds of rule."""
    kinds: tuple[type[RuleBase], ...] = get_args(get_args(Rule)[0])
    return kinds


def _schema(model: type[School] | type[Policy], *, title: str) -> dict[str, Any]:
    made = _tidied(model.model_json_schema(schema_generator=_OfToml))
    return {"$schema": DRAFT, "title": title, **made}


def _fit_rule(rule: dict[str, Any], kind: type[RuleBase]) -> None:
    """Make the schema of a kind of rule fit what a file may say: all of it, or what differs from another's."""
    del rule["required"]
    del rule["properties"]["name"]
    words = "|".join(kind.FACTS)
    rule["properties"]["says"]["pattern"] = rf"^([^{{}}]|\{{\{{|\}}\}}|\{{({words})\}})*$"


def _any_rule(parts: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a rule: that of its kind; of one that does not say its kind, what a rule of any kind may say.

    So an editor tells which setting is wrong, and not that none of nine kinds fits.
    """
    alike: dict[str, list[Any]] = {}
    branches = []
    for kind in rule_kinds():
        own = parts[kind.__name__]["properties"]
        for name, setting in own.items():
            alike.setdefault(name, [])
            alike[name] += [] if setting in alike[name] else [setting]
        is_of_kind = {"properties": {"kind": {"const": own["kind"]["const"]}}, "required": ["kind"]}
        branches.append({"if": is_of_kind, "then": {"$ref": f"#/$defs/{kind.__name__}"}})
    settings = {name: told[0] if len(told) == 1 else _either(told) for name, told in alike.items()}
    return {"type": "object", "properties": settings, "additionalProperties": False, "allOf": branches}


def _either(told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The schema of a setting that several kinds of rule have, each in its way."""
    ways = [{key: value for key, value in each.items() if key not in ("description", "default")} for each in told]
    values = [way.get("enum", [way["const"]] if "const" in way else []) for way in ways]
    made = {"enum": list(dict.fromkeys(chain(*values)))} if all(values) else {"anyOf": ways}
    return {"description": told[0]["description"], **made}


def _must_be_told(name: str, field: FieldInfo) -> bool:
    return field.is_required() and name not in _NO_SETTINGS


def _tidied(part: Any, *, names: bool = False) -> Any:
    """A schema without what it says twice. ``names`` is True for a mapping whose keys are names of settings."""
    if isinstance(part, str):
        return part.replace("``", "`")
    if isinstance(part, Mapping):
        return {
            key: _tidied(inside, names=key in ("properties", "$defs") and not names)
            for key, inside in part.items()
            if names or not (key in _SAID_AGAIN or (key == "default" and "$ref" in part))
        }
    return [_tidied(inside) for inside in part] if isinstance(part, list) else part


def as_text(schema: Mapping[str, Any]) -> str:
    """A schema as JSON, as it stands in a file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
