"""How soon can the page be used, and how smoothly does it move, beside pyvis, vis-network and sigma.js?

Everything is measured in headless Chromium in one run, drawn in software. Each page is opened from the disk; frames are
counted while the mouse drags the map. sigma.js is fetched from npm.

Run: python benchmarks/page_speed.py [--only seeds|large|huge]
"""

import argparse
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from made_graph import made_graph
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as NotInTime

import kg
from kg.network import subject_node, to_networkx
from kg.page import to_html
from kg.page.layout import lay_out
from kg.page.ranking import rank
from kg.records import Contents

LARGE, HUGE = (10_000, 30_000), (100_000, 300_000)
SETTLING = 120
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FRAMES = """seconds => new Promise(done => {
    let frames = 0; const start = performance.now();
    const count = () => { frames += 1; const past = (performance.now() - start) / 1000;
        past < seconds ? requestAnimationFrame(count) : done(frames / past) };
    requestAnimationFrame(count) })"""


class Visit:
    """A page that was opened, with what it asked for outside of itself and what went wrong."""

    def __init__(self, browser: Browser, file: Path, ready: str, patience: float = 60) -> None:
        self.page: Page = browser.new_page(viewport={"width": 1280, "height": 800})
        self.page.set_default_timeout(1000 * patience)
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.route("http*://**", lambda route: route.abort())
        self.page.on("request", lambda asked: self.requests.append(asked.url) if asked.url.startswith("http") else None)
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        start = time.perf_counter()
        self.page.goto(file.as_uri())
        self.is_ready = True
        try:
            self.page.wait_for_function(ready)
        except NotInTime:
            self.is_ready = False
        self.seconds = time.perf_counter() - start

    def frames(self, seconds: float = 3) -> float:
        """Return the frames a second while the map is dragged to and fro."""
        mouse = self.page.mouse
        mouse.move(450, 400)
        mouse.down()
        self.page.evaluate(f"() => {{ window.counted = ({FRAMES})({seconds}) }}")
        end = time.perf_counter() + seconds
        step = 0
        while time.perf_counter() < end:
            step += 1
            mouse.move(450 + 20 * (step % 16 - 8), 400 + 12 * (step % 10 - 5))
        mouse.up()
        return float(self.page.evaluate("window.counted"))

    def milliseconds(self, script: str) -> float:
        """Return how long a script of the page takes, as the page counts it."""
        return float(
            self.page.evaluate(
                f"() => {{ const start = performance.now(); {script}; return performance.now() - start }}"
            )
        )


READY = "document.documentElement.dataset.ready === 'yes'"
SEARCH = """const field = document.getElementById('search');
    for (const typed of ['ba', 'bafota', 'zzqxv', 'brixefoso roba']) {
        field.value = typed; field.dispatchEvent(new Event('input')); }"""


def seeds(browser: Browser, folder: Path) -> None:
    """Print how soon the packaged graph can be clicked, beside the default page of pyvis."""
    contents = kg.build_graph().contents
    ours = Visit(browser, _written(folder / "ours.html", to_html(contents)), READY)
    settled = "window.network && network.physics.stabilized"
    rival = Visit(browser, _written(folder / "pyvis.html", pyvis_page(contents)), settled, SETTLING)
    atleast = "" if rival.is_ready else "at least "
    size = (folder / "ours.html").stat().st_size / 1e6
    print(f"seeds: can be clicked after {ours.seconds:.2f} s (wanted: 1.5 s at most)")
    times = f"{atleast}{rival.seconds / ours.seconds:.0f} times as long"
    print(f"  pyvis by default settles after {atleast}{rival.seconds:.1f} s: {times}")
    print(f"  size: {size:.2f} MB (wanted: 2.5 at most)")
    print(
        f"  requests that leave the page: {len(ours.requests)} (pyvis: {len(rival.requests)})"
        f"; errors: {len(ours.errors)}"
    )


def large(browser: Browser, folder: Path) -> None:
    """Print first draw and frames of 10,000 nodes, beside vis-network with everything drawn, and sigma.js."""
    contents = made_graph(*LARGE)
    pages = {
        "ours": (to_html(contents), READY),
        "vis-network, physics off, everything drawn": (vis_page(contents), "window.drawn"),
        "sigma.js": (sigma_page(contents, folder), "window.drawn"),
    }
    print(f"{LARGE[0]:,} nodes and {LARGE[1]:,} facts (wanted: 1.5 s at most, 20 frames a second)")
    for number, (name, (html, ready)) in enumerate(pages.items()):
        visit = Visit(browser, _written(folder / f"large-{number}.html", html), ready)
        visit.page.wait_for_timeout(1500)
        print(f"  {name}: first draw {visit.seconds:.2f} s, {visit.frames():.1f} frames a second")
        visit.page.close()


def huge(browser: Browser, folder: Path) -> None:
    """Print how soon 100,000 nodes open, are searched and come into focus."""
    visit = Visit(browser, _written(folder / "huge.html", to_html(made_graph(*HUGE))), READY)
    visit.page.wait_for_timeout(3000)
    search = visit.milliseconds(SEARCH) / 4
    visit.page.fill("#search", "ba")
    start = time.perf_counter()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("#panel blockquote")
    focus = time.perf_counter() - start
    visit.page.keyboard.press("Escape")
    print(f"{HUGE[0]:,} nodes and {HUGE[1]:,} facts")
    print(f"  opens in {visit.seconds:.2f} s (wanted: 5 at most)")
    print(f"  searches in {search:.0f} ms (wanted: 100 at most)")
    print(f"  the first panel, which reads all sentences, opens in {focus:.2f} s; {visit.frames():.1f} frames a second")
    print(f"  requests: {len(visit.requests)}; errors: {len(visit.errors)}")


def pyvis_page(contents: Contents) -> str:
    """Return the page that pyvis makes of the same graph by itself."""
    from pyvis.network import Network

    network = Network(cdn_resources="in_line")
    network.from_nx(plain_graph(contents))
    return str(network.generate_html())


def plain_graph(contents: Contents) -> Any:
    """Return the graph as NetworkX holds it, without the attributes that pyvis cannot write."""
    graph = to_networkx(contents)
    for _, data in graph.nodes(data=True):
        label = data["label"]
        data.clear()
        data["label"] = label
    for _, _, data in graph.edges(data=True):
        data.clear()
    return graph


def _drawing(contents: Contents) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    ranking = rank(contents)
    layout = lay_out(contents, ranking)
    names = {entity.id: entity.name for entity in contents.entities}
    nodes = [
        {"id": place, "label": names.get(node, node), "x": x, "y": y, "size": ranking.size(node)}
        for place, (node, (x, y)) in enumerate(zip(ranking.nodes, layout.positions, strict=True))
    ]
    edges = [{"from": ranking.place[subject_node(fact)], "to": ranking.place[fact.object]} for fact in contents.facts]
    return nodes, edges


def vis_page(contents: Contents) -> str:
    """Return a page on which the vis-network that pyvis brings draws everything, at our places."""
    nodes, edges = _drawing(contents)
    library = files("pyvis").joinpath("templates/lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8")
    return f"""<!DOCTYPE html><meta charset="utf-8"><div id="map" style="width:900px;height:760px"></div>
<script>{library}</script><script>
const data = {{nodes: {json.dumps(nodes)}, edges: {json.dumps(edges)}}};
const plain = {{layout: {{improvedLayout: false}}, nodes: {{shape: "dot"}}, edges: {{smooth: false}}}};
const network = new vis.Network(document.getElementById("map"), data, {{physics: false, ...plain}});
network.once("afterDrawing", () => {{
  network.fit();
  requestAnimationFrame(() => requestAnimationFrame(() => {{ window.drawn = true }}));
}});
</script>"""


def sigma_page(contents: Contents, folder: Path) -> str:
    """Return a page on which sigma.js draws everything, at our places."""
    packages = folder / "npm"
    packages.mkdir()
    command = [
        "npm",
        "install",
        "--silent",
        "--prefix",
        str(packages),
        "sigma@3",
        "graphology@0.26",
        "graphology-types",
    ]
    subprocess.run(command, check=True)
    modules = packages / "node_modules"
    sources = [
        (modules / "graphology/dist/graphology.umd.min.js").read_text(encoding="utf-8"),
        (modules / "sigma/dist/sigma.min.js").read_text(encoding="utf-8"),
    ]
    nodes, edges = _drawing(contents)
    largest = max(node["size"] for node in nodes)
    for node in nodes:
        node["size"] = max(1, 10 * node["size"] / largest)
    return f"""<!DOCTYPE html><meta charset="utf-8"><div id="map" style="width:900px;height:760px"></div>
<script>{sources[0]}</script><script>{sources[1]}</script><script>
const graph = new graphology.MultiDirectedGraph();
for (const {{id, ...node}} of {json.dumps(nodes)}) graph.addNode(id, node);
for (const edge of {json.dumps(edges)}) graph.addEdge(edge.from, edge.to);
new Sigma(graph, document.getElementById("map"));
requestAnimationFrame(() => requestAnimationFrame(() => {{ window.drawn = true }}));
</script>"""


def chromium() -> str:
    """Return where the system's Chromium is."""
    return next(filter(None, map(shutil.which, NAMES)))


def _written(path: Path, html: str) -> Path:
    path.write_text(html, encoding="utf-8")
    return path


def main() -> None:
    """Measure what is asked for, everything by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    measures: dict[str, Callable[[Browser, Path], None]] = {"seeds": seeds, "large": large, "huge": huge}
    parser.add_argument("--only", choices=measures)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for name, measure in measures.items():
            if options.only in {None, name}:
                measure(browser, Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
