"""Opens a form in LibreOffice without a window, does to it what a person does, and saves it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

SOFFICE = shutil.which("soffice")
MUST = os.environ.get("TMI_REQUIRE_OFFICE") == "1"
needs_office = pytest.mark.skipif(
    SOFFICE is None and not MUST, reason="LibreOffice (soffice) is not here; TMI_REQUIRE_OFFICE=1 makes it needed"
)
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}

_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" \
library:readonly="false" library:passwordprotected="false"><library:element library:name="Form"/></library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Form" \
script:language="StarBasic">{code}</script:module>
"""
_CODE = """Sub Change
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
  sheet = doc.Sheets.getByName("RAG")
  {steps}
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName"
  how(0).Value = "{filter}"
  doc.storeToURL("{target}", how())
  doc.close(True)
End Sub
"""


def sorted_down(column: int, *, rows: int, columns: int) -> str:
    """The step that sorts the rows of the table by a column, the last first."""
    return f"""
  Dim field(0) As New com.sun.star.table.TableSortField
  field(0).Field = {column}
  field(0).IsAscending = False
  Dim order(1) As New com.sun.star.beans.PropertyValue
  order(0).Name = "SortFields"
  order(0).Value = field()
  order(1).Name = "ContainsHeader"
  order(1).Value = False
  sheet.getCellRangeByPosition(0, 4, {columns - 1}, {rows + 3}).sort(order())
"""


def in_office(source: Path, target: Path, *steps: str, profile: Path) -> Path:
    """Open a form, do some steps of Basic to its sheet RAG (``sheet``), save it by the suffix of ``target``."""
    assert SOFFICE is not None, "LibreOffice is required and is not here"
    library = profile / "user" / "basic" / "Standard"
    if not library.exists():
        # The first start of all makes the profile, and would put an empty library over one that is there.
        _run(profile, "--terminate_after_init")
    target.parent.mkdir(parents=True, exist_ok=True)
    (library / "script.xlb").write_text(_LIBRARY)
    code = _CODE.format(
        source=source.as_uri(), target=target.as_uri(), filter=FILTERS[target.suffix], steps="\n".join(steps)
    )
    (library / "Form.xba").write_text(_MODULE.format(code=escape(code)))
    _run(profile, "macro:///Standard.Form.Change")
    return target


def _run(profile: Path, what: str) -> None:
    where = f"-env:UserInstallation={profile.as_uri()}"
    subprocess.run(
        [str(SOFFICE), where, "--headless", "--norestore", "--nologo", what],
        check=True,
        capture_output=True,
        timeout=120,
    )
