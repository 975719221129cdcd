"""The interactive page: one file that needs no network."""

from kg.page.answer import Answer, answered
from kg.page.document import to_html, write_page
from kg.page.frame import Page

__all__ = ["Answer", "Page", "answered", "to_html", "write_page"]
