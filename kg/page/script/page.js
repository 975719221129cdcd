// Puts the parts together: the address says what is shown, the panel and the picture follow it.

import { Address, addressOf } from "./address.js";
import { asking } from "./asking.js";
import { Combobox } from "./combobox.js";
import { element, place } from "./elements.js";
import { Evidence } from "./evidence.js";
import { Filter } from "./filter.js";
import { Graph } from "./graph.js";
import { Legend, setFilter, settingsOf } from "./legend.js";
import { Names } from "./names.js";
import { pointAt } from "./pointing.js";
import { overview, reading } from "./reading.js";
import { save } from "./saving.js";
import { Scene } from "./scene.js";
import { svgOf } from "./svg.js";
import { answerPanel, listPanel, resultsPanel } from "./tables.js";
import { Theme } from "./theme.js";
import { walking } from "./walking.js";
import { counted, summary } from "./wording.js";

const NARROW = 620; // pixels: below, pictures are stacked
const TABS = { ask: asking, path: walking, results: resultsPanel, list: listPanel, answer: answerPanel };
const WIDTHS = { ask: "half", results: "wide", list: "wide", answer: "wide" }; // of the panel, where it is not plain
const FILTERS = ["papers", "sure", "off"];

const read = (id) => JSON.parse(place(id).textContent);

const graph = new Graph(read("graph"));
const filter = new Filter(graph);
const evidence = new Evidence(() => read("sentences"), filter);
const names = new Names(graph, filter);
const theme = new Theme();
const address = new Address(read("start"));
setFilter(filter, address.read((id) => graph.numbers.has(id)).settings);
const scene = new Scene(place("canvas"), read("view"), { graph, filter, theme });
const isNarrow = () => place("canvas").clientWidth < NARROW;
const app = { graph, filter, evidence, names, address, scene, isNarrow, answer: read("answer"), drafts: new Map() };
const legend = new Legend(graph, filter, () => {
  amendAddress();
  show({ isSamePlace: true });
});

function panelOf(name, settings) {
  if (graph.numbers.has(name)) return reading(app, graph.numbers.get(name), settings);
  if (name === "answer" && !app.answer) return overview(app);
  return (TABS[name] ?? overview)(app, settings);
}

/** Show what the address names; where one stays in the same place, leave the eye and the keyboard where they are. */
function show({ isSamePlace = false } = {}) {
  const { name, settings } = address.read((id) => graph.numbers.has(id));
  if (!isSamePlace && !setFilter(filter, settings)) amendAddress();
  const panel = place("panel");
  const keep = document.activeElement?.dataset?.keep;
  const top = isSamePlace ? panel.scrollTop : 0;
  document.body.dataset.width = graph.numbers.has(name) ? "" : (WIDTHS[name] ?? "");
  const { title, content, picture, mark = null, keepsMap = false } = panelOf(name, settings);
  document.body.classList.toggle("pictured", Boolean(picture));
  document.title = `${title} · ${place("home").textContent}`;
  panel.replaceChildren(...content);
  panel.scrollTop = top;
  markTab(name);
  scene.network.setSize("100%", "100%");
  if (picture) scene.show(picture);
  else if (!keepsMap || !scene.picture) scene.showMap(mark);
  place("canvas").setAttribute("aria-label", described(title, picture));
  focus(panel, keep, isSamePlace);
  tellState();
}

/** Keep the field that somebody is in, else begin at the heading where the panel shows another place. */
function focus(panel, keep, isSamePlace) {
  const field = keep && panel.querySelector(`[data-keep="${keep}"]`);
  if (field) field.focus();
  else if (!isSamePlace && hasMoved) panel.querySelector("h2")?.focus({ preventScroll: true });
}

function described(title, picture) {
  const what = picture
    ? `Picture of ${title}: ${counted(picture.nodes.length, "thing")}`
    : `Map of ${counted(graph.count, "thing")}`;
  return `${what}. The panel says the same in words. Arrow keys move, plus and minus zoom.`;
}

function markTab(name) {
  const tab = graph.numbers.has(name) ? "" : name;
  for (const link of document.querySelectorAll("#tabs a")) {
    if (link.getAttribute("href") === `#${tab}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function amendAddress() {
  const { name, settings } = address.read((id) => graph.numbers.has(id));
  const kept = [...settings].filter(([key]) => !FILTERS.includes(key));
  const told = settingsOf(filter);
  if (told.length || FILTERS.some((key) => settings.has(key))) address.amend(addressOf(name, [...kept, ...told]));
}

function tellState() {
  place("loosen").setAttribute("aria-pressed", String(scene.isLoose));
  place("back").hidden = !address.isKeptHere;
}

function savePicture() {
  const drawn = place("canvas").querySelector("canvas");
  const canvas = element("canvas", { width: drawn.width, height: drawn.height });
  const context = canvas.getContext("2d");
  context.fillStyle = theme.colours.ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(drawn, 0, 0);
  canvas.toBlob((blob) => save("graph.png", "image/png", blob));
}

const TOOLS = {
  "zoom-in": () => scene.zoom(1.4),
  "zoom-out": () => scene.zoom(1 / 1.4),
  "zoom-all": () => (scene.picture ? scene.fit() : scene.home()),
  back: () => address.back(),
  loosen: () => scene.loosen(!scene.isLoose),
  png: savePicture,
  svg: () => save("graph.svg", "image/svg+xml", svgOf(scene)),
  theme: () => {
    theme.next();
    place("theme").setAttribute("aria-label", `Colours: ${theme.choice}`);
  },
};
for (const [id, act] of Object.entries(TOOLS)) {
  place(id).addEventListener("click", () => {
    act();
    tellState();
  });
}

function choose(node) {
  address.go(addressOf(graph.ids[node]));
  place("told").textContent = `${graph.names[node]}, ${summary(graph, filter, node)}`;
}

new Combobox(place("search"), { graph, filter, find: (text, limit) => names.find(text, limit), onChoose: choose });
pointAt(scene, place("canvas"), choose);

let hasMoved = false;
address.onChange(() => {
  hasMoved = true;
  show();
});
addEventListener("keydown", (event) => {
  const isTyping = ["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement?.tagName);
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    place("search").focus();
  } else if (event.key === "Escape") {
    if (place("legend").open) place("legend").open = false;
    else address.go("");
  }
});

const papers = filter.counts().types.get(0) ?? 0;
place("size").textContent =
  `${counted(papers, "paper")} · ${counted(graph.count - papers, "entity", "entities")} · ${counted(graph.factCount, "fact")}`;
place("answer-tab").hidden = !app.answer;
show();
legend.count();
scene.network.once("afterDrawing", () => {
  document.documentElement.dataset.ready = "yes";
  setTimeout(() => names.prepare(), 400);
});
