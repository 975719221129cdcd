// Puts the parts together; the address (#method/lora) says what is selected.

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const place = (id) => document.getElementById(id);

const graph = new Graph(read("graph"));
const panel = new Panel(place("panel"), graph);
const view = new View(place("canvas"), read("view"), graph, (id) => go(id));
const search = new Search(place("search"), place("found"), graph, (node) => go(node.id));

function go(id) {
  if (id) location.hash = id;
  else if (location.hash) history.pushState(null, "", location.pathname + location.search);
  show();
}

/** The node that the address names, written as it is or percent-encoded by the browser. */
function addressed() {
  const raw = location.hash.slice(1);
  if (graph.nodes.has(raw)) return graph.nodes.get(raw);
  try {
    return graph.nodes.get(decodeURIComponent(raw)) ?? null;
  } catch {
    return null;
  }
}

let shown;

function show() {
  const node = addressed();
  if (node === shown) return;
  shown = node;
  panel.show(node);
  view.select(node);
  document.body.classList.toggle("reading", node !== null);
}

function legend() {
  const count = (type) => [...graph.nodes.values()].filter((node) => node.type === type).length;
  const buttons = TYPES.map((type) => {
    const number = element("span", { class: "count" }, count(type).toLocaleString("en"));
    const button = element("button", { type: "button", "aria-pressed": "true" }, symbol(type), type, number);
    button.addEventListener("click", () => {
      const isShown = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(isShown));
      view.toggle(type, isShown);
    });
    return button;
  });
  place("legend").replaceChildren(...buttons);
}

const zooms = { in: () => view.zoom(1.4), out: () => view.zoom(1 / 1.4), fit: () => view.fit() };
for (const button of document.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", zooms[button.dataset.zoom]);
}

addEventListener("hashchange", show);
addEventListener("popstate", show);
addEventListener("keydown", (event) => {
  const isTyping = document.activeElement === place("search");
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    place("search").focus();
  } else if (event.key === "Escape" && !isTyping) {
    go(null);
  }
});

const papers = [...graph.nodes.values()].filter(isPaper).length;
const told = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
place("size").textContent = `${told(papers, "paper", "papers")} · ${told(graph.nodes.size - papers, "entity", "entities")}`;
legend();
show();
