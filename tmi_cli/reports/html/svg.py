"""A drawing of matplotlib's made fit to stand inside a page."""

from __future__ import annotations

import re
from html import escape

from tmi_cli.reports.html.words import one_line

# matplotlib escapes < and > in texts and attributes, so that this finds tags and nothing that a text says.
_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r' id="([^"]*)"')
_REFERENCE = re.compile(r'(url\(#|href="#)([^")]+)')
_FONT = re.compile(r"font-family: [^;\"]*")
_ASIDE = re.compile(r"<metadata>.*?</metadata>|<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_BETWEEN = re.compile(r">\s*\n\s*<")


def inlined(svg: str, *, name: str, title: str, says: str) -> str:
    """A whole SVG document as an ``<svg>`` element for a page.

    It is as wide as its place, is called ``title`` and described by ``says``, and every id in it begins with
    ``name`` (letters, digits, hyphens), so that two drawings in one page cannot take each other's parts. Its
    texts are set in whatever sans-serif the page has.
    """
    start = svg.index("<svg")
    end = svg.index(">", start)
    box = re.search(r'viewBox="([^"]*)"', svg[start:end])
    if box is None:
        raise ValueError("the drawing has no viewBox")
    # Its style sheet would hold for the whole page: what it says is said by the attributes below instead.
    body = _ASIDE.sub("", svg[end + 1 : svg.rindex("</svg>")])
    used = {found for tag in _TAG.findall(body) for _, found in _REFERENCE.findall(tag)}

    def own_id(found: re.Match[str]) -> str:
        return f' id="{name}-{found[1]}"' if found[1] in used else ""

    def own(found: re.Match[str]) -> str:
        tag = " ".join(_REFERENCE.sub(rf"\1{name}-\2", _ID.sub(own_id, found[0])).split())
        return _FONT.sub("font-family: sans-serif", tag)

    body = _BETWEEN.sub(">\n<", _TAG.sub(own, body)).strip()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{box[1]}" '
        f'width="100%" stroke-linejoin="round" stroke-linecap="butt" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">\n'
        f'<title id="{name}-title">{escape(one_line(title))}</title>\n'
        f'<desc id="{name}-desc">{escape(one_line(says))}</desc>\n{body}\n</svg>'
    )
