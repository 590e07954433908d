"""No rule can ask who a pupil is: only what was tracked (DP-40)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.judging import examples, judged
from tests.laws.schools import PUPILS, Rows, policies, schools
from tests.small_school import HEADERS, csv_text, scn
from tmi_cli.errors import TmiError
from tmi_cli.policy import Rule, load_policy
from tmi_cli.records.pupil import COMPARED
from tmi_cli.reports.as_json import as_plain

KINDS = get_args(get_args(Rule)[0])
HEADER_OF = {
    "gender": "Gender",
    "eal": "EAL",
    "fme": HEADERS["fme"],
    "simd": HEADERS["simd"],
    "asn": HEADERS["asn"],
    "care_experienced": HEADERS["care"],
    "young_carer": HEADERS["carer"],
}
VALUES = {"gender": ("F", "M", "X", ""), "simd": ("1", "5", "10", "")}


def test_the_settings_of_all_kinds_of_rule_name_no_characteristic_of_a_pupil() -> None:
    told = {"name", "on", "assumed", "phase", "title", "why", "source", "example", "says", "kind"}
    asked = {field for kind in KINDS for field in kind.model_fields} - told
    assert asked == {"fields", "bands", "periods", "percent", "ratings_best", "risen", "above_target"}
    (ratings,) = (kind for kind in KINDS if "fields" in kind.model_fields)
    fields = get_args(get_args(ratings.model_fields["fields"].annotation)[0])
    assert set(fields) == {"effort", "behaviour", "homework"}


@pytest.mark.parametrize("setting", [*COMPARED, "groups", "group", "field", "where", "only"])
def test_a_policy_whose_rule_names_a_characteristic_is_refused(setting: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(f'extends = "standard"\n[rules.rating]\n{setting} = "F"\n', encoding="utf-8")
    with pytest.raises(TmiError, match=setting):
        load_policy(str(path))
    path.write_text('extends = "standard"\n[rules.rating]\nfields = ["gender"]\n', encoding="utf-8")
    with pytest.raises(TmiError, match="fields"):
        load_policy(str(path))


def found(rows: Rows, policy: str) -> list[dict[str, Any]]:
    """Who was flagged for what, and with whom that lies, without the groups that are told beside it."""
    cases = as_plain(judged({"a.csv": csv_text(rows)}, policy=policy))["pupils"]
    for case in cases:
        del case["pupil"]["groups"]
    return sorted(cases, key=lambda case: str(case["pupil"]["scn"]))


def as_columns(who: dict[str, str]) -> dict[str, str]:
    return {HEADER_OF[field]: value for field, value in who.items()}


def test_the_columns_that_tell_who_a_pupil_is_are_understood() -> None:
    who = dict.fromkeys(COMPARED, "Y") | {"gender": "F", "simd": "1"}
    row = {"scn": scn(1), "forename": "Blair", "surname": "Exemplar", "stage": "S4", "subject": "French"}
    report = judged({"a.csv": csv_text([{**row, "period": "1", "effort": "4", **as_columns(who)}])})
    assert [dict(case.pupil.told) for case in report.cases] == [who]


_WHO = st.fixed_dictionaries({field: st.sampled_from(VALUES.get(field, ("Y", ""))) for field in COMPARED})


@examples(25)
@given(schools(), st.lists(_WHO, min_size=len(PUPILS), max_size=len(PUPILS)), policies)
def test_whatever_a_pupil_is_the_flags_and_their_owners_are_the_same(
    rows: Rows, who: list[dict[str, str]], policy: str
) -> None:
    names = {forename: number for number, (forename, *_) in enumerate(PUPILS)}
    header = {
        "care_experienced": HEADERS["care"],
        "young_carer": HEADERS["carer"],
        "asn": HEADERS["asn"],
        **HEADER_OF,
    }
    others = [
        {**row, **{header[field]: value for field, value in who[names[row["forename"]]].items()}} for row in rows
    ]
    without, with_them = found(rows, policy), found(others, policy)
    for cases in (without, with_them):
        for case in cases:
            for flag in case["flags"]:
                for item in flag["evidence"]:
                    assert item["field"] not in COMPARED
    assert without == with_them
