"""XML as events, with document types refused: what a name or an entity stands for must not come from the file."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from tmi_cli.exports.refusal import Refused

_CHUNK = 1 << 20

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def parse_xml(xml: bytes, *, start: Start, end: End, text: End, namespaces: bool = False) -> None:
    """Call ``start``, ``end`` and ``text`` through a document; names come without their prefix.

    With ``namespaces``, element names come as ``namespace name`` and attributes likewise. Refused where the
    document has a DOCTYPE or is not well-formed.
    """
    parser = expat.ParserCreate(namespace_separator=" ") if namespaces else expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise Refused("doctype")

    parser.StartDoctypeDeclHandler = refuse
    parser.CharacterDataHandler = text
    if namespaces:
        parser.StartElementHandler, parser.EndElementHandler = start, end
    else:
        parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    try:
        for begin in range(0, len(xml), _CHUNK):
            parser.Parse(xml[begin : begin + _CHUNK], False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError):
        raise Refused("damaged") from None
