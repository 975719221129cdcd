"""The interactive page: one file that needs no network."""

from kg.page.document import to_html, write_page

__all__ = ["to_html", "write_page"]
