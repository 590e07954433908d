"""What a cell means on a scale: one code in many spellings, and never a guess."""

from __future__ import annotations

import pytest

from tmi_cli.policy import load_policy


@pytest.mark.parametrize(
    ("level", "text", "code"),
    [
        ("H", "7", "7"),
        ("H", "7.0", "7"),
        ("H", "7.00", "7"),
        ("H", "7 ", "7"),
        ("H", " 7", "7"),
        ("H", "07", "7"),
        ("H", "7 (D)", "7"),
        ("H", "7(d)", "7"),
        ("H", "D", "7"),
        ("H", "d", "7"),
        ("H", "d7", "7"),
        ("H", "D7", "7"),
        ("H", "D 7", "7"),
        ("H", "C5", "5"),
        ("H", "5 (C5)", "5"),
        ("H", "B3", "3"),
        ("H", "b 4", "4"),
        ("H", "A1", "1"),
        ("H", "Off Track", "9"),
        ("H", "no award", "8"),
        ("H", "3 (D)", None),
        ("H", "D3", None),
        ("H", "C3", None),
        ("H", "A", None),
        ("H", "B", None),
        ("H", "0", None),
        ("H", "10", None),
        ("H", "999", None),
        ("H", "7.5", None),
        ("H", "-7", None),
        ("H", "7/8", None),
        ("H", "", None),
        ("H", "pass", None),
        ("N4", "8", "8"),
        ("N4", "8 (on track to pass)", "8"),
        ("N4", "On track to pass", "8"),
        ("N4", "7", None),
        ("N4", "D", None),
        ("SCQF5", "pass", "7"),
        ("SCQF5", "Fail", "9"),
        ("SCQF5", "8", None),
        ("BGE", "3B", "3B"),
        ("BGE", "3 b", "3B"),
        ("BGE", "ED", "ED"),
        ("BGE", "3E", None),
        ("BGE", "5A", None),
        ("BGE", "3", None),
    ],
)
def test_text_means_code_in_the_standard_policy(level: str, text: str, code: str | None) -> None:
    scale = load_policy("standard").scale_of(level)
    assert scale is not None
    assert scale.read(text) == code


@pytest.mark.parametrize(
    ("text", "code"), [("1", "1"), ("2 (A)", "2"), ("A", None), ("B", None), ("D", "7"), ("units only", "8")]
)
def test_a_label_that_two_codes_share_is_no_code(text: str, code: str | None) -> None:
    scale = load_policy("irvine-royal-later").scale_of("SCQF5")
    assert scale is not None
    assert scale.read(text) == code


@pytest.mark.parametrize(
    ("text", "code"), [("3", "3"), ("always", "1"), ("4 - rarely", "4"), ("1 (sometimes)", None), ("5", None)]
)
def test_rating_text_means_code(text: str, code: str | None) -> None:
    assert load_policy("standard").ratings.read(text) == code


def test_every_code_and_every_name_of_a_code_is_read_as_that_code() -> None:
    for policy in ("standard", "irvine-royal", "irvine-royal-later"):
        for scale in load_policy(policy).scales.values():
            assert [scale.read(code) for code in scale.order] == list(scale.order)
            assert [scale.read(scale.name(code)) for code in scale.order] == list(scale.order)


@pytest.mark.parametrize(
    ("policy", "level", "targets"),
    [
        ("standard", "H", ("1", "2", "3", "4", "5", "6")),
        ("irvine-royal", "N5", ("1", "2", "3", "4", "5", "6")),
        ("standard", "N4", ("8",)),
        ("standard", "SCQF5", ("7",)),
        ("irvine-royal-later", "SCQF5", ("1", "2", "3", "4", "5", "6")),
    ],
)
def test_a_target_is_a_code_that_is_no_concern(policy: str, level: str, targets: tuple[str, ...]) -> None:
    scale = load_policy(policy).scale_of(level)
    assert scale is not None
    assert scale.successes == targets
