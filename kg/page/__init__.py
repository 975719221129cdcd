"""The interactive page: one file that needs no network."""

from kg.page.answer import Answer, answered
from kg.page.document import to_html, write_page

__all__ = ["Answer", "answered", "to_html", "write_page"]
