"""A page read back with the standard library's parser: what it says, its tables, ids and references."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"meta", "br", "hr", "img", "link", "input"})
_REFERS = ("href", "src", "xlink:href", "action", "data", "poster", "srcset")


@dataclass
class Page(HTMLParser):
    """``tables`` holds the rows of texts by a table's id; ``seen`` and they leave out what is ``aria-hidden``."""

    source: str
    text: str = ""
    seen: str = ""
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    headings: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    declarations: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, dict[str, str]]] = []
        self._rows: list[list[str]] | None = None
        self.feed(self.source)
        self.close()
        assert self._open == []

    def handle_decl(self, decl: str) -> None:
        self.declarations.append(decl)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs)
        self.elements.append((tag, given))
        if "id" in given:
            self.ids.append(given["id"])
            if tag == "span" and self._rows is not None and self._is_in("caption"):
                self.tables[given["id"]] = self._rows
        self.references += [given[name] for name in _REFERS if name in given]
        self.named += [
            name for key in ("aria-labelledby", "aria-describedby") for name in given.get(key, "").split()
        ]
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.headings.append(int(tag[1]))
        elif tag == "table":
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows is not None:
            self._rows[-1].append("")
        if tag not in _VOID:
            self._open.append((tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened.casefold() == tag.casefold(), f"<{opened}> is closed by </{tag}>"
        if tag == "table":
            self._rows = None

    def handle_data(self, data: str) -> None:
        if self._is_in("style"):
            return
        self.text += data
        if not any(given.get("aria-hidden") == "true" for _, given in self._open):
            self.seen += data
            if self._rows and self._rows[-1] and (self._is_in("td") or self._is_in("th")):
                self._rows[-1][-1] = (self._rows[-1][-1] + data).lstrip()

    def _is_in(self, tag: str) -> bool:
        return any(name == tag for name, _ in self._open)
