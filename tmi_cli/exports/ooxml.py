"""The parts of an ``.xlsx`` or ``.xlsb``: which hold the sheets, and what each sheet hides."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tmi_cli.exports.limits import MEGABYTE, Limits
from tmi_cli.exports.preflight import active_content, open_zip, repack, unpack
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.sheet_facts import SheetFacts, check_area
from tmi_cli.exports.sheet_scan import scan_sheet
from tmi_cli.exports.xlsb import scan_binary_sheet, sheets_of_binary

_READ_TYPES = ("/worksheet", "/sharedStrings", "/styles")
_NEVER_READ = re.compile(
    r"(?:xl/(?:media|embeddings|drawings|charts|printersettings|pivot|activex|vbaproject|theme|comments)"
    r"|customxml/|docprops/).*|.*(?<!\.xml)(?<!\.rels)(?<!\.bin)",
    re.IGNORECASE | re.DOTALL,
)
_VALUE = re.compile(rb"<v>([0-9]{1,9})</v>")
_XML_STARTS = (b"<", b"\xef\xbb\xbf<")


@dataclass(frozen=True, slots=True)
class Inspected:
    """A workbook that passed the preflight.

    ``data`` is what a reader may be given, ``facts`` those of each worksheet by its name, ``notes`` what else
    than values was found. ``plain`` says that no reader can use more memory or reach further than was seen.
    """

    data: bytes
    facts: dict[str, SheetFacts]
    notes: tuple[str, ...] = ()
    plain: bool = False


def inspect_ooxml(data: bytes, *, kind: str, limits: Limits) -> Inspected:
    """Inspect the bytes of a workbook of ``kind`` xlsx or xlsb. Refused where it does not pass."""
    with open_zip(data, limits) as archive:
        names = archive.namelist()
        parts = unpack(archive, limits=limits, keep=lambda name: not _NEVER_READ.fullmatch(name))
    package = _Package(parts)
    book = package.book(f"xl/workbook.{'xml' if kind == 'xlsx' else 'bin'}")
    targets = {key: name for key, what, name in package.relations(book) if what.endswith("/worksheet")}
    listed = _sheets(parts[book]) if kind == "xlsx" else sheets_of_binary(parts[book])
    sheets = [(name, targets[key]) for name, key in listed if key in targets]
    if len(dict(sheets)) < len(sheets):
        raise Refused("damaged")
    scan = scan_sheet if kind == "xlsx" else scan_binary_sheet
    facts = {name: scan(parts[part], sheet=name, limits=limits) for name, part in sheets}
    check_area(list(facts.values()), limits)
    needed = package.needed(book)
    plain = False
    if kind == "xlsx":
        worksheets = {part for _, part in sheets}
        others = [part for name, part in needed.items() if name not in worksheets]
        plain = all(sheet.plain for sheet in facts.values()) and _are_plain(others)
        # Both must be looked at: the one says whether the texts grow, the other whether that can be told.
        plain = _are_bounded(others, [(parts[part], facts[name]) for name, part in sheets], limits) and plain
    return Inspected(repack(needed), facts, active_content(names, parts), plain)


class _Package:
    """Parts by name, and which refer to which; names that differ in case only are one."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self._names = {name.casefold(): name for name in parts}

    def book(self, usual: str) -> str:
        for _, kind, name in self.relations(""):
            if kind.endswith("/officeDocument"):
                return name
        if usual in self._parts:
            return usual
        raise Refused("damaged")

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """The (id, type, part) triples of a part, or of the package (""); those to missing parts left out."""
        folder, base = posixpath.split(part)
        rels = self._names.get(posixpath.join(folder, "_rels", f"{base}.rels").casefold())
        if rels is None:
            return
        for item in _small_xml(self._parts[rels]):
            target = item.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            name = self._names.get(posixpath.normpath(path).casefold())
            if name is not None and item.get("TargetMode") != "External":
                yield item.get("Id", ""), item.get("Type", ""), name

    def needed(self, book: str) -> dict[str, bytes]:
        """The parts that hold cells, and those by which they are found."""
        folder, base = posixpath.split(book)
        names = {"[content_types].xml", "_rels/.rels", book.casefold(), f"{folder}/_rels/{base}.rels".casefold()}
        names |= {name.casefold() for _, kind, name in self.relations(book) if kind.endswith(_READ_TYPES)}
        return {name: part for name, part in self._parts.items() if name.casefold() in names}


def _small_xml(xml: bytes) -> Iterable[Mapping[str, str]]:
    """The attributes of every element of a part that is no sheet."""
    if len(xml) > 10 * MEGABYTE:
        raise Refused("damaged")
    try:
        root = fromstring(xml, forbid_dtd=True)
    except DefusedXmlException:
        raise Refused("doctype") from None
    except (SyntaxError, ValueError, LookupError):
        raise Refused("damaged") from None
    return ({"": element.tag.rpartition("}")[2], **element.attrib} for element in root.iter())


def _sheets(book: bytes) -> Iterator[tuple[str, str]]:
    """The name and the relation of each sheet, in order."""
    for element in _small_xml(book):
        if element[""] == "sheet":
            key = next((value for name, value in element.items() if name.endswith("}id")), "")
            yield element.get("name", ""), key


def _are_plain(parts: Iterable[bytes]) -> bool:
    """Whether parts that are no sheets are XML of the usual form. Refused where one has a DOCTYPE."""
    plain = True
    for part in parts:
        if b"<!DOCTYPE" in part:
            raise Refused("doctype")
        plain = plain and part.startswith(_XML_STARTS) and b"<!" not in part
    return plain


def _are_bounded(parts: Iterable[bytes], sheets: Sequence[tuple[bytes, SheetFacts]], limits: Limits) -> bool:
    """Whether it is certain that cells hold no more text than allowed.

    One long shared text may stand in a million cells. Refused where they certainly hold more.
    """
    parts = list(parts)
    if any(b"<si " in part or b":si>" in part for part in parts):
        return False
    sizes = [len(text) for part in parts for text in part.split(b"<si>")[1:]]
    longest = max(sizes, default=0)
    if longest * sum(found.rows * found.columns for _, found in sheets) <= limits.text:
        return True
    if longest * sum(xml.count(b't="s"') for xml, _ in sheets) <= limits.text:
        return True
    indexes = (int(index) for xml, _ in sheets for index in _VALUE.findall(xml))
    if sum(sizes[index] for index in indexes if index < len(sizes)) > limits.text:
        raise Refused("text", megabytes=limits.text // MEGABYTE)
    return True
