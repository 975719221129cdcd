"""Write the pages of this folder that are made from what they describe.

Run: make docs
"""

from pathlib import Path

from kg.ontology.documentation import to_markdown

HERE = Path(__file__).parent


def pages() -> dict[str, str]:
    """Return the text of each page by the name of its file."""
    return {"ontology.md": to_markdown()}


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")
