"""A mistake in a policy or a school file is told before any export is read: what, where, and what was meant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tmi_cli.errors import PolicyError, RequestError, TmiError
from tmi_cli.policy import load_policy, load_school

CORRECT = "Correct this setting; docs/policies.md lists what each may hold."
SHIPPED = "Shipped are balerno, irvine-royal, irvine-royal-later, standard; or give the path of a .toml file."
LADDER = """\
[[ladders]]
count = "faculties"
steps = [
  {{ role = "CL", title = "Leader", unit = "faculty", {} }},
]
"""


def mistake(path: Path) -> tuple[str, str, str]:
    """The sentence, the place and the hint with which a policy is refused."""
    with pytest.raises(TmiError) as caught:
        load_policy(str(path))
    error = caught.value
    return error.sentence, str(error.where), error.hint


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            'titel = "Ours"\n',
            ("titel is not a setting here.", "mine.toml › line 2 › titel", "Did you mean title?"),
            id="unknown setting of the policy",
        ),
        pytest.param(
            "[rules.below-target]\non = true\nband = 2\n",
            (
                "band is not a setting here.",
                "mine.toml › line 4 › rules › below-target › band",
                "Did you mean bands?",
            ),
            id="unknown setting of a rule",
        ),
        pytest.param(
            '[scales.graded]\nconcerns = ["9"]\n',
            (
                "concerns is not a setting here.",
                "mine.toml › line 3 › scales › graded › concerns",
                "Did you mean concern?",
            ),
            id="unknown setting of a scale",
        ),
        pytest.param(
            '[[groups]]\nname = "ASN"\nfield = "asn"\nheader = ["ASN"]\n',
            ("header is not a setting here.", "mine.toml › line 5 › groups › 0 › header", "Did you mean headers?"),
            id="unknown setting of a group",
        ),
        pytest.param(
            LADDER.format("atleast = 1"),
            (
                "atleast is not a setting here.",
                "mine.toml › line 5 › ladders › 0 › steps › 0 › atleast",
                "Did you mean at_least?",
            ),
            id="unknown setting of a step",
        ),
        pytest.param(
            'wibble = "x"\n',
            ("wibble is not a setting here.", "mine.toml › line 2 › wibble", "Remove it, or check its spelling."),
            id="unknown setting like no other",
        ),
        pytest.param(
            '[scales.graded]\nconcern = ["7", "10"]\n',
            ("concern names 10, which order does not hold.", "mine.toml › line 2 › scales › graded", CORRECT),
            id="concern that is not in the order",
        ),
        pytest.param(
            '[scales.graded]\norder = ["1", "1"]\nlabels = {}\nconcern = []\n',
            ("order names 1 twice.", "mine.toml › line 2 › scales › graded", CORRECT),
            id="order with a code twice",
        ),
        pytest.param(
            LADDER.format("at_least = 1, more_than_share = 0.5"),
            (
                "step CL needs either at_least or more_than_share.",
                "mine.toml › line 4 › ladders › 0 › steps › 0",
                CORRECT,
            ),
            id="step with two conditions",
        ),
        pytest.param(
            LADDER.format("sees_groups = true"),
            (
                "step CL needs either at_least or more_than_share.",
                "mine.toml › line 4 › ladders › 0 › steps › 0",
                CORRECT,
            ),
            id="step with no condition",
        ),
        pytest.param(
            "[rules.below-target]\nbands = 0\n",
            (
                "bands must be 1 or more.",
                "mine.toml › line 3 › rules › below-target › bands",
                CORRECT,
            ),
            id="no bands",
        ),
        pytest.param(
            'plain_levels = "fail"\n',
            ("plain_levels must be 'graded' or 'pass-fail'.", "mine.toml › line 2 › plain_levels", CORRECT),
            id="value that is none of those offered",
        ),
        pytest.param(
            '[[groups]]\nname = "EAL"\nfield = "eall"\n',
            (
                "group EAL: field eall is none of simd, fme, asn, eal, care_experienced, young_carer, attendance.",
                "mine.toml › line 2 › groups › 0",
                CORRECT,
            ),
            id="group from an unknown field",
        ),
        pytest.param(
            '[[groups]]\nname = "Ours"\n',
            ("group Ours needs a field or headers.", "mine.toml › line 2 › groups › 0", CORRECT),
            id="group from nothing",
        ),
        pytest.param(
            '[[groups]]\nname = "Few"\nfield = "simd"\n',
            ("group Few needs at_most or below.", "mine.toml › line 2 › groups › 0", CORRECT),
            id="group without a threshold",
        ),
        pytest.param(
            'title = "Ours\n',
            (
                "mine.toml is not valid TOML: Illegal character '\\n' (at line 2, column 14).",
                "mine.toml",
                "Look at that line: a quote, a bracket or an equals sign is most likely missing.",
            ),
            id="not TOML",
        ),
    ],
)
def test_policy_is_refused_with(text: str, told: tuple[str, str, str], tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "standard"\n{text}', encoding="utf-8")
    assert mistake(path) == told


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param(
            '[rules.ours]\nkind = "grade-fel"\ntitle = "x"\nwhy = "x"\nsource = "x"\nsays = "x"\n',
            3,
            ("ours", "grade-fel", "grade-fell"),
            id="unknown kind of rule",
        ),
        pytest.param(
            '[rules.ours]\ntitle = "x"\nwhy = "x"\nsource = "x"\nsays = "x"\n',
            2,
            ("ours", "kind"),
            id="rule without a kind",
        ),
        pytest.param("[rules.fallling]\non = false\n", 2, ("fallling", "falling"), id="misspelt name of a rule"),
        pytest.param(
            '[rules.falling]\nsays = "Fell by {places}"\n',
            3,
            ("falling", "says", "places", "before"),
            id="says with a word that the rule does not offer",
        ),
        pytest.param(
            '[scales.ours]\ntitle = "x"\nused_for = ["H"]\norder = ["1"]\n',
            4,
            ("graded", "ours", "H"),
            id="two scales for one kind of course",
        ),
        pytest.param(
            '[scales.ours]\ntitle = "x"\nused_for = ["Highers"]\norder = ["1"]\n',
            4,
            ("ours", "Highers"),
            id="scale for no kind of course",
        ),
        pytest.param("[rules]\nfalling = false\n", 3, ("falling",), id="rule that is no table"),
        pytest.param('[rules.falling]\nsays = "Fell {}"\n', 3, ("falling", "says"), id="says with an empty word"),
        pytest.param(
            '[rules.falling]\nsays = "Fell to {grade:d}"\n',
            3,
            ("falling", "says"),
            id="says with a format that does not suit",
        ),
        pytest.param('[rules.falling]\nsays = "Fell {"\n', 3, ("falling", "says"), id="says with an open brace"),
    ],
)
def test_policy_is_refused_with_the_line_and_in_plain_words(
    text: str, line: int, words: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "standard"\n{text}', encoding="utf-8")
    sentence, where, hint = mistake(path)
    assert f"mine.toml › line {line}" in where
    told = f"{sentence} {where} {hint}"
    assert [word for word in words if word not in told] == []
    assert not re.search(r"Input|tag|discriminator|tuple|dictionary|format string", told)


def test_every_setting_that_a_policy_lacks_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('source = "Ours"\n', encoding="utf-8")
    assert mistake(path) == ("title is missing.", "mine.toml › title", "Add title = ... in this place.")


def test_a_mistake_in_an_extended_file_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('extends = "standard"\ntitel = "Ours"\n', encoding="utf-8")
    (tmp_path / "mine.toml").write_text('extends = "base.toml"\n', encoding="utf-8")
    assert mistake(tmp_path / "mine.toml") == (
        "titel is not a setting here.",
        "base.toml › line 2 › titel",
        "Did you mean title?",
    )


def test_policies_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('extends = "two.toml"\n', encoding="utf-8")
    (tmp_path / "two.toml").write_text('extends = "one.toml"\n', encoding="utf-8")
    assert mistake(tmp_path / "one.toml") == (
        "one.toml extends itself.",
        "one.toml",
        "Remove one of the extends lines.",
    )


def test_a_policy_that_extends_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('extends = "one.toml"\n', encoding="utf-8")
    assert mistake(tmp_path / "one.toml") == (
        "one.toml extends itself.",
        "one.toml",
        "Remove one of the extends lines.",
    )


def test_a_policy_that_extends_an_unknown_one_says_which_was_meant(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('extends = "standrad"\n', encoding="utf-8")
    assert mistake(tmp_path / "one.toml") == (
        "There is no policy called standrad.",
        "one.toml",
        f"Did you mean standard? {SHIPPED}",
    )


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ballerno", f"Did you mean balerno? {SHIPPED}"),
        ("Irvine-Royal", f"Did you mean irvine-royal? {SHIPPED}"),
        ("subjects", SHIPPED),
        ("nowhere.toml", SHIPPED),
        ("wibble", SHIPPED),
    ],
)
def test_an_unknown_policy_is_refused_with_the_one_most_likely_meant(name: str, hint: str) -> None:
    with pytest.raises(RequestError) as caught:
        load_policy(name)
    assert (caught.value.sentence, caught.value.where, caught.value.hint) == (
        f"There is no policy called {name}.",
        None,
        hint,
    )


def test_a_policy_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b'title = "\xff"\n')
    assert mistake(path) == (
        "mine.toml cannot be read (UnicodeDecodeError).",
        "mine.toml",
        "Check that it is a text file saved as UTF-8 and that you may read it.",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('nam = "x"\n', ("nam is not a setting here.", "tmi.toml › line 1 › nam", "Did you mean name?")),
        (
            '[faculty]\n"Maths" = ["Maths"]\n',
            ("faculty is not a setting here.", "tmi.toml › line 1 › faculty", "Did you mean faculties?"),
        ),
    ],
)
def test_school_file_is_refused_with(text: str, told: tuple[str, str, str], tmp_path: Path) -> None:
    path = tmp_path / "tmi.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_school(path)
    assert (caught.value.sentence, caught.value.where, caught.value.hint) == told


def test_a_school_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        load_school(tmp_path / "tmi.toml")
    assert (caught.value.sentence, caught.value.where, caught.value.hint) == (
        f"There is no file {tmp_path / 'tmi.toml'}.",
        "tmi.toml",
        "Check the spelling of the path.",
    )
