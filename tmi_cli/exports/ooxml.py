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
from tmi_cli.exports.sheet_scan import scan_plain
from tmi_cli.exports.sheet_walk import walk_sheet
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
    than values was found.
    """

    data: bytes
    facts: dict[str, SheetFacts]
    notes: tuple[str, ...] = ()


def inspect_plain(data: bytes, limits: Limits) -> Inspected | None:
    """Inspect an ``.xlsx`` that is written throughout as Excel writes it; None for any other.

    No reader of what is returned can use more memory or reach further than was seen here. Refused where the
    archive does not pass, or a workbook in this form is too big.
    """
    opened = _Opened(data, "xlsx", limits)
    facts: dict[str, SheetFacts] = {}
    for name, part in opened.sheets:
        found = scan_plain(part, limits)
        if found is None:
            return None
        facts[name] = found
    check_area(list(facts.values()), limits)
    sheets = [(part, facts[name]) for name, part in opened.sheets]
    if _are_plain(opened.others) and _are_bounded(opened.others, sheets, limits):
        return opened.inspected(facts)
    return None


def inspect_ooxml(data: bytes, *, kind: str, limits: Limits) -> Inspected:
    """Inspect a workbook of ``kind`` xlsx or xlsb, whatever its form. Refused where it does not pass."""
    opened = _Opened(data, kind, limits)
    facts: dict[str, SheetFacts] = {}
    for name, part in opened.sheets:
        if kind == "xlsx":
            facts[name] = scan_plain(part, limits) or walk_sheet(part, sheet=name, limits=limits)
        else:
            facts[name] = scan_binary_sheet(part, sheet=name, limits=limits)
    check_area(list(facts.values()), limits)
    if kind == "xlsx":
        _are_plain(opened.others)
        _are_bounded(opened.others, [(part, facts[name]) for name, part in opened.sheets], limits)
    return opened.inspected(facts)


class _Opened:
    """An unpacked workbook: its ``sheets`` by name in order, and the ``others`` of its parts that are read."""

    def __init__(self, data: bytes, kind: str, limits: Limits) -> None:
        with open_zip(data, limits) as archive:
            self._names = archive.namelist()
            self._parts = unpack(archive, limits=limits, keep=lambda name: not _NEVER_READ.fullmatch(name))
        package = _Package(self._parts)
        book = package.book(f"xl/workbook.{'xml' if kind == 'xlsx' else 'bin'}")
        targets = {key: name for key, what, name in package.relations(book) if what.endswith("/worksheet")}
        listed = _sheets(self._parts[book]) if kind == "xlsx" else sheets_of_binary(self._parts[book])
        sheets = [(name, targets[key]) for name, key in listed if key in targets]
        if len(dict(sheets)) < len(sheets):
            raise Refused("damaged")
        self._needed = package.needed(book)
        self.sheets = [(name, self._parts[part]) for name, part in sheets]
        members = {part for _, part in sheets}
        self.others = [part for name, part in self._needed.items() if name not in members]

    def inspected(self, facts: dict[str, SheetFacts]) -> Inspected:
        return Inspected(repack(self._needed), facts, active_content(self._names, self._parts))


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
