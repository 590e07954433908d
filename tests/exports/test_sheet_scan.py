"""The fast look at a sheet and the exact one see the same, and the fast one never vouches for a strange form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exports.hostile import ROW, sheet_xml
from tmi_cli.exports.limits import Limits
from tmi_cli.exports.sheet_facts import cell_name
from tmi_cli.exports.sheet_scan import scan_plain
from tmi_cli.exports.sheet_walk import walk_sheet

LIMITS = Limits()

CONTENTS = [
    "/>",
    "></c>",
    "><v>7</v></c>",
    ' s="3"><v>7.5</v></c>',
    ' s="3" t="s"><v>0</v></c>',
    ' t="e"><v>#N/A</v></c>',
    ' t="e"/>',
    ' t="e"><f>NA()</f><v>#N/A</v></c>',
    "><f>A1</f></c>",
    "><f>A1</f><v></v></c>",
    "><f>A1</f><v/></c>",
    ' t="str"><f>A1</f><v></v></c>',
    '><f t="shared" si="0"/></c>',
    '><f t="shared" si="0"/><v>1</v></c>',
    ' t="inlineStr"><is><t>a</t></is></c>',
    ' t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>',
    ' cm="1"><f t="array" ref="A1">X(1)</f><v>1</v></c>',
]
ATTRIBUTES = ["", ' spans="1:9" ht="15.5"', ' hidden="1"', ' hidden="true" x14ac:dyDescent="0.25"', ' hidden="0"']


@st.composite
def sheets(draw: st.DrawFn) -> str:
    rows = [""]
    for row in sorted(draw(st.sets(st.integers(1, 300), max_size=6))):
        columns = sorted(draw(st.sets(st.integers(0, 480), max_size=6)))
        cells = draw(st.sampled_from(["", "\n"])).join(
            f'<c r="{cell_name(row - 1, c)}"{draw(st.sampled_from(CONTENTS))}' for c in columns
        )
        rows.append(f'<row r="{row}"{draw(st.sampled_from(ATTRIBUTES))}>{cells}</row>')
    head = draw(st.sampled_from(["", '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5"/></cols>']))
    return sheet_xml(draw(st.sampled_from(["", "\n", "\r\n  "])).join([*rows, ""]), head=head).replace(
        "<worksheet ", '<worksheet xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" ', 1
    )


@given(sheets())
def test_both_looks_see_the_same(xml: str) -> None:
    fast = scan_plain(xml.encode(), LIMITS)
    exact = walk_sheet(xml.encode(), sheet="S", limits=LIMITS)
    assert fast is not None
    assert fast.plain
    assert not exact.plain
    assert dict(fast.faults) == dict(exact.faults)
    assert list(fast.hidden_rows) == list(exact.hidden_rows)
    assert list(fast.hidden_columns) == list(exact.hidden_columns)
    # The fast look may count a little further, never less.
    assert fast.rows >= exact.rows
    assert fast.columns >= exact.columns


STRANGE = [
    ROW + "<!-- -->",
    ROW + "<![CDATA[ ]]>",
    ROW + "x",
    ROW.replace('"', "'"),
    ROW.replace('r="A1"', 'r="A2"'),
    ROW.replace(' r="A1"', ""),
    ROW.replace('<row r="1">', "<row>"),
    ROW + ROW,
    ROW.replace('<c r="A1"', '<c x="1" r="A1"'),
    ROW.replace("<t>SCN</t>", "<r><t>SCN</t></r>"),
    ROW.replace("<row", "<x:row").replace("</row", "</x:row"),
]


@pytest.mark.parametrize("rows", STRANGE)
def test_a_strange_form_is_never_vouched_for(rows: str) -> None:
    assert scan_plain(sheet_xml(rows).encode(), LIMITS) is None


@pytest.mark.parametrize(
    "xml",
    [
        sheet_xml() + "<!-- -->",
        sheet_xml().replace("</sheetData>", "</sheetData><sheetData></sheetData>"),
        sheet_xml().replace("</sheetData>", '</sheetData><c r="XFD1"/>'),
        sheet_xml(head="<!-- -->"),
        sheet_xml(head="<x:c />"),
    ],
)
def test_what_stands_around_the_rows_is_looked_at(xml: str) -> None:
    assert scan_plain(xml.encode(), LIMITS) is None
