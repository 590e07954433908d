"""One theme that can be read by everybody, on paper too (XL-04, XL-12, XL-14)."""

from __future__ import annotations

from tmi_cli.reports.workbook.style import MARKS, STYLES


def contrast(one: str, two: str) -> float:
    """The contrast of two colours as WCAG 2.2 defines it."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((light(one), light(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_every_style_can_be_read_and_every_state_has_a_word_and_a_symbol() -> None:
    for style in STYLES.values():
        assert contrast(style.get("font_color", "#000000"), style.get("bg_color", "#FFFFFF")) >= 4.5
        assert style.get("font_size", 11) >= 11
    assert len(STYLES) <= 20
    assert len({mark.text for mark in MARKS.values()}) == len(MARKS)
    assert all(len(mark.text.split(" ", 1)) == 2 for mark in MARKS.values())
