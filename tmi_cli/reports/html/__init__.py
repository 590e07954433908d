"""Papers as one HTML page to read, to print and to attach: nothing in it runs, nothing is fetched."""

from tmi_cli.reports.html.page import to_html

__all__ = ["to_html"]
