"""Compares the whole result of a run with the expected result of an example case.

``expected.json`` holds every flag, owner, state, problem and account that is due; ``at`` lists cells of which
any one will do, ``also`` another pair of state and since, ``may`` items that may stand in a list or in none.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path
from typing import Any

from tmi_cli import pipeline
from tmi_cli.records import sort_name
from tmi_cli.reports.as_json import to_json

CASES = Path(__file__).parent / "cases"

Plain = dict[str, Any]


def case_names() -> list[str]:
    """The names of the example cases, one folder each."""
    return sorted(path.parent.name for path in CASES.glob("*/case.json"))


def load(name: str, file: str) -> Plain:
    result: Plain = json.loads((CASES / name / file).read_text(encoding="utf-8"))
    return result


def case_options(name: str, folder: Path = Path()) -> pipeline.Options:
    """What a case asks for; ``folder`` is the case's, and need not be given from inside of it."""
    given = dict(itertools.pairwise(load(name, "case.json")["args"]))
    return pipeline.Options(
        exports=[folder / "exports"],
        session=given["--session"],
        policy=given["--policy"],
        groups=[folder / given["--groups"]] if "--groups" in given else [],
    )


def run(name: str) -> Plain:
    """The result of a case as plain values; call it from inside the case's folder."""
    result: Plain = json.loads(to_json(pipeline.flag(case_options(name))))
    return result


def differences(got: Plain, expected: Plain) -> list[str]:
    """Every way in which a result differs from what is expected; empty where it is right."""
    who = _Who(expected)
    return [
        *_top(got, expected),
        *_sources(got, expected),
        *_pupils(got, expected, who),
        *_flags(got, expected, who),
        *_lists(got, expected, who),
        *_problems(got, expected),
    ]


class _Who:
    """Finds the true number of a pupil in the output: by SCN, else by name and registration."""

    def __init__(self, expected: Plain) -> None:
        self._names: dict[tuple[str, str, str | None], str] = {}
        for pupil in expected["pupils"]:
            for first in (pupil["forename"], pupil["known_as"]):
                self._names[first, pupil["surname"], pupil["registration"]] = pupil["scn"]

    def of(self, pupil: Plain) -> str:
        if pupil["scn"]:
            return str(pupil["scn"])
        key = (pupil["forename"], pupil["surname"], pupil["registration"])
        return self._names.get(key, f"nobody: {key}")


def _differ(what: str, got: Any, due: Any) -> list[str]:
    return [] if got == due else [f"{what}: got {got}, due {due}"]


def _top(got: Plain, expected: Plain) -> list[str]:
    found = _differ("session", got["session"], expected["session"])
    found += _differ("policy", got["policy"]["name"], expected["policy"])
    found += _differ("period", got["period"], expected["period"])
    found += _differ("periods", got["periods"], expected["periods"])
    for name in ("flagged_pupils", "flags"):
        found += _differ(name, got["counts"][name], expected["counts"][name])
    for name in ("pupils", "courses"):
        least, most = expected["counts"][name]
        if not least <= got["counts"][name] <= most:
            found.append(f"counts.{name}: got {got['counts'][name]}, due {least} to {most}")
    rules = {r["rule"]: [r["flagged"], r["clear"], r["cannot_judge"]] for r in got["rules"]}
    if expected["counts"]["courses"][0] != expected["counts"]["courses"][1]:
        # Where empty blocks may or may not be courses, what could be judged is exact all the same.
        found += _differ(
            "rules",
            {rule: counts[:2] for rule, counts in rules.items()},
            {rule: counts[:2] for rule, counts in expected["rules"].items()},
        )
    else:
        found += _differ("rules", rules, expected["rules"])
    return found


def _sources(got: Plain, expected: Plain) -> list[str]:
    found = []
    sheets = {(s["file"], s["sheet"]): s for s in got["sources"]}
    for source in got["sources"]:
        if source["rows"] != source["read"] + source["rejected"] + source["ignored"]:
            found.append(f"account of {source['file']} does not add up")
    for due in expected["sheets"]:
        source = sheets.pop((due["file"], due["sheet"]), None)
        if source is None:
            found.append(f"no source {due['file']} {due['sheet']}")
            continue
        left_out = due["layout"] == "left-out"
        keys = ["layout", "read", "rejected"] + ([] if left_out else ["rows", "ignored", "period"])
        for key in keys:
            found += _differ(f"{due['file']} › {due['sheet']} {key}", source[key], due[key])
        if left_out and not source.get("reason"):
            found.append(f"{due['sheet']} was left out without a reason")
        kind = expected["files"][due["file"]]
        found += _differ(f"{due['file']} kind", source["kind"], kind["kind"])
        if "encoding" in kind:
            got_text = (source["encoding"], source["separator"])
            found += _differ(f"{due['file']} text", got_text, (kind["encoding"], kind["sep"]))
    return found + [f"unexpected source {key}" for key in sheets]


def _pupils(got: Plain, expected: Plain, who: _Who) -> list[str]:
    found = []
    order_got = [who.of(case["pupil"]) for case in got["pupils"]]
    order_due = [pupil["scn"] for pupil in expected["pupils"]]
    if sorted(order_got) != sorted(order_due):
        return [f"pupils: {set(order_got) ^ set(order_due)} differ"]
    found += _order(got, expected)
    due_of = {pupil["scn"]: pupil for pupil in expected["pupils"]}
    for case in got["pupils"]:
        pupil, scn = case["pupil"], who.of(case["pupil"])
        due = due_of[scn]
        found += _differ(f"{scn} scn shown", pupil["scn"], None if due["no_scn"] else scn)
        if pupil["forename"] not in (due["forename"], due["known_as"]):
            found.append(f"{scn} forename {pupil['forename']}")
        for key in ("surname", "stage", "registration", "groups"):
            found += _differ(f"{scn} {key}", pupil[key], due[key])
        if due["house"] is not None:
            found += _differ(f"{scn} house", pupil["house"], due["house"])
        for key in ("subjects", "faculties"):
            found += _differ(f"{scn} {key}", sorted(case[key]), sorted(due[key]))
        found += _differ(f"{scn} owner", case["owner"]["role"], due["owner"])
        if due["nobody"]:
            found += _differ(f"{scn} owner's name", case["owner"]["name"], None)
    return found


def _order(got: Plain, expected: Plain) -> list[str]:
    """By owner, group and number of faculties exactly; names within them in an order of letters."""
    due = [(p["owner"], bool(p["groups"]), len(p["faculties"])) for p in expected["pupils"]]
    rungs = [(c["owner"]["role"], bool(c["pupil"]["groups"]), len(c["faculties"])) for c in got["pupils"]]
    found = _differ("order of pupils", rungs, due)
    names = [
        (rung, sort_name(c["pupil"]["surname"]), sort_name(c["pupil"]["forename"]))
        for rung, c in zip(rungs, got["pupils"], strict=True)
    ]
    for one, two in itertools.pairwise(names):
        if one[0] == two[0] and one > two:
            found.append(f"order of names: {one[1:]} before {two[1:]}")
    return found


def _flags(got: Plain, expected: Plain, who: _Who) -> list[str]:
    found = []
    flags: dict[tuple[Any, ...], Plain] = {}
    for case in got["pupils"]:
        for flag in case["flags"]:
            key = (
                who.of(case["pupil"]),
                flag["rule"],
                flag["subject"],
                flag["level"],
                flag["class"],
            )
            flags[key] = flag
    for due in expected["flags"]:
        key = (due["scn"], due["rule"], due["subject"], due["level"], due["class"])
        flag = flags.pop(key, {})
        if not flag:
            found.append(f"missing flag {key}")
            continue
        found += _differ(f"{key} faculty", flag["faculty"], due["faculty"])
        pairs = [[due["state"], due["since"]], *(due.get("also") or [])]
        if due.get("also") and not isinstance(due["also"][0], list):
            pairs = [[due["state"], due["since"]], list(due["also"])]
        if [flag["state"], flag["since"]] not in pairs:
            found.append(f"{key}: got {flag['state']} since {flag['since']}, due {pairs}")
        found += _evidence(key, flag["evidence"], due["evidence"])
    return found + [f"flag not due {key}" for key in flags]


def _evidence(key: tuple[Any, ...], got: list[Plain], due: list[Plain]) -> list[str]:
    left = list(got)
    found = []
    for item in due:
        fits = [
            e
            for e in left
            if (e["field"], e["period"], e["code"]) == (item["field"], item["period"], item["code"])
            and [e["file"], e["sheet"], e["cell"]] in item["at"]
        ]
        if fits:
            left.remove(fits[0])
        else:
            found.append(f"{key}: no evidence {item}")
    return found + [f"{key}: evidence not due {item}" for item in left]


def _lists(got: Plain, expected: Plain, who: _Who) -> list[str]:
    found = []
    misses = Counter((who.of(m["pupil"]), tuple(sorted(m["faculties"])), m["to"]) for m in got["near_misses"])
    misses_due = Counter((m["scn"], tuple(sorted(m["faculties"])), m["to"]) for m in expected["near_misses"])
    found += _differ("near misses", misses - misses_due, Counter())
    found += _differ("near misses missing", misses_due - misses, Counter())
    may = {_item(m, m["scn"]) for m in expected["may"]}
    for name in ("resolved", "not_seen"):
        here = Counter(_item(i, who.of(i["pupil"])) for i in got[name])
        due = Counter(_item(i, i["scn"]) for i in expected[name])
        found += [f"{name} not due {i}" for i in here - due if i not in may]
        found += [f"{name} missing {i}" for i in due - here if i not in may]
    return found


def _item(item: Plain, scn: str) -> tuple[Any, ...]:
    return (scn, item["rule"], item["subject"], item["level"], item["last_period"])


def _problems(got: Plain, expected: Plain) -> list[str]:
    found = []
    told = [(p, [p["file"], p["sheet"], p["cell"]]) for p in got["problems"]]
    for due in expected["problems"]:
        fits = [
            p
            for p, place in told
            if due["code"] in (None, p["code"])
            and due.get("severity") in (None, p["severity"])
            and due.get("field") in (None, p["field"])
            and (
                place in due["at"]
                or (due.get("free") and p["cell"] is None)
                or (due.get("file") and p["file"] == due["file"])
            )
        ]
        if not fits:
            found.append(f"problem not told {due}")
    for quiet in expected["quiet"]:
        found += [
            f"should be quiet: {p['code']} at {place}"
            for p, place in told
            if quiet["code"] in (None, p["code"]) and place in quiet["at"]
        ]
    codes = Counter(p["code"] for p, _ in told)
    for code, times in expected["once"].items():
        found += _differ(f"{code} told", codes[code], times)
    return found
