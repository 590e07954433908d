"""What is wrong or odd in a school file beside its policy: who holds which role."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from tmi_cli.policy.finding import Finding
from tmi_cli.policy.ladder import STAGES
from tmi_cli.policy.model import Policy
from tmi_cli.policy.school import School
from tmi_cli.policy.toml_file import closest


def lint_school(
    school: School, policy: Policy, *, units: Mapping[str, Collection[str]], also: Collection[str] = ()
) -> list[Finding]:
    """Roles and units that ``[staff]`` should name and does not, or names and that are not there.

    ``units`` is the kind of unit (``faculty``, ``house``, ``stage``) -> those the school has; a kind that is not
    known is not looked at, but for stages, which are S1 to S6. ``also`` are faculties that the school may have.
    """
    known = {"stage": STAGES, **units}
    if not any(school.staff.values()):
        hint = "Name them under [staff.ROLE] in tmi.toml, and lists say who has a pupil."
        return [_odd("info", "nobody-named", "staff", "No holder of any role is named.", hint)]
    kinds = {step.role: step.unit for ladder in policy.ladders for step in ladder.steps}
    staff = {**school.staff, **{role: {} for role in kinds if role not in school.staff}}
    found: list[Finding] = []
    for role, named in staff.items():
        found += _role(role, named, kinds, known=known, also=also)
    return found


def _role(
    role: str,
    named: Mapping[str, str],
    kinds: Mapping[str, str],
    *,
    known: Mapping[str, Collection[str]],
    also: Collection[str],
) -> Iterator[Finding]:
    where = f"staff › {role}"
    if role not in kinds:
        meant = closest(role, kinds)
        hint = f"Did you mean {meant}? " if meant else ""
        message = f"{role} is no role of the policy, so these names are never shown."
        yield _odd("warning", "role-not-on-ladder", where, message, f"{hint}There are {', '.join(kinds)}.")
        return
    kind = kinds[role]
    units = known.get(kind)
    if units is None:
        return
    for unit in named:
        if unit not in units and unit not in {"faculty": also, "stage": STAGES}.get(kind, ()):
            meant = closest(unit, units)
            hint = f"Did you mean {meant}? " if meant else ""
            message = f"No {kind} called {unit} is known, so its {role} is never shown."
            hint += "Correct the name, or give all exports."
            yield _odd("warning", "no-such-unit", f"{where} › {unit}", message, hint)
    without = [unit for unit in units if unit not in named]
    if without:
        code = "faculty-without-leader" if kind == "faculty" else "unit-without-holder"
        message = f"No {role} is named for {', '.join(without)}."
        yield _odd("warning", code, where, message, f"Name one for each {kind} under [staff.{role}].")


def _odd(severity: str, code: str, where: str, message: str, hint: str) -> Finding:
    place = f"tmi.toml › {where}"
    return Finding.model_validate(
        {"severity": severity, "code": code, "where": place, "message": message, "hint": hint}
    )
