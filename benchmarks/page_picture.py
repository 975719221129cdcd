"""Take the picture that the README shows: the page of the packaged digests, as a build writes it.

The picture is brought down to 256 colours, for which it needs Pillow (pip install pillow).

Run: python benchmarks/page_picture.py [--out docs/graph.png] [--address data/imagenet]
"""

import argparse
import io
import tempfile
from pathlib import Path

from page_speed import ARGUMENTS, READY, chromium
from PIL import Image
from playwright.sync_api import sync_playwright

import kg


def main() -> None:
    """Build, open the page at an address, and save what it looks like."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default=str(Path(__file__).parents[1] / "docs" / "graph.png"))
    parser.add_argument("--address", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        kg.build_graph().write_page(Path(folder) / "graph.html")
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{(Path(folder) / 'graph.html').as_uri()}#{options.address}")
        page.wait_for_function(READY)
        page.wait_for_timeout(1000)
        shot = page.screenshot()
        browser.close()
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(
        256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    ).save(options.out, optimize=True)


if __name__ == "__main__":
    main()
