"""Candidate numbers: what a cell says of one, and whether its check digit fits."""

from __future__ import annotations

import pytest

from tests.small_school import scn
from tmi_cli.records import ScnReading, check_digit_fits, read_scn

# Worked by hand: 1*3 + 2*2 + 3*7 + 4*6 + 5*5 + 6*4 + 7*3 + 8*2 = 138 = 12 * 11 + 6, and 11 - 6 = 5.
BY_HAND = "123456785"


def test_the_check_digit_worked_by_hand_fits() -> None:
    assert check_digit_fits(BY_HAND)


@pytest.mark.parametrize("digit", "012346789")
def test_no_other_digit_fits(digit: str) -> None:
    assert not check_digit_fits(BY_HAND[:8] + digit)


def test_the_weighted_sum_of_every_number_that_fits_is_a_multiple_of_eleven() -> None:
    for number in range(300):
        assert check_digit_fits(scn(number))


def test_any_one_changed_digit_is_noticed() -> None:
    for place in range(9):
        for digit in "0123456789":
            changed = BY_HAND[:place] + digit + BY_HAND[place + 1 :]
            assert check_digit_fits(changed) == (changed == BY_HAND)


def test_eleven_counts_as_nought_and_ten_is_never_issued() -> None:
    # 0*3 ... 0 = 0 leaves 11; 00000005: 5*2 = 10 leaves 1; 00000006: 6*2 = 12 leaves 10.
    assert check_digit_fits("000000000")
    assert check_digit_fits("000000051")
    assert not any(check_digit_fits(f"00000006{digit}") for digit in range(10))


@pytest.mark.parametrize("text", ["", "12345678", "1234567850", "12345678X"])
def test_what_is_not_nine_digits_fits_nothing(text: str) -> None:
    assert not check_digit_fits(text)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("", ScnReading(None)),
        ("123456785", ScnReading("123456785")),
        ("123456785.0", ScnReading("123456785")),
        ("123 456 785", ScnReading("123456785")),
        (" 123456785 ", ScnReading("123456785")),
        ("SCN 123456785", ScnReading("123456785")),
        ("SCN: 123456785", ScnReading("123456785")),
        ("000000051", ScnReading("000000051")),
        ("123456784", ScnReading("123456784", None, False)),
        ("00000051", ScnReading("000000051", "repaired")),
        ("12345678", ScnReading(None, "lost")),
        ("1.23E+08", ScnReading(None, "lost")),
        ("1.23456785E+08", ScnReading(None, "lost")),
        ("1234567", ScnReading(None, "lost")),
        ("1234567850", ScnReading(None, "lost")),
        ("to follow", ScnReading(None, "lost")),
    ],
)
def test_cell_reads_as(text: str, reading: ScnReading) -> None:
    assert read_scn(text) == reading
