// The panel: what the graph knows of one thing. Every text becomes a text node; nothing is ever read as markup.

const FIRST_ITEMS = 6;

/** Make an element; children are elements or texts. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const symbol = (type) => element("span", { class: `symbol ${type.toLowerCase()}`, "aria-hidden": "true" });

const nameLink = (node) =>
  element("a", { class: "node", href: `#${node.id}` }, symbol(node.type), element("bdi", {}, node.label));

/** The address of a paper where it is one that a browser may open from here, else null. */
function webAddress(url) {
  try {
    return ["http:", "https:"].includes(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

function outward(url, text) {
  const address = webAddress(url);
  return address ? element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text) : null;
}

function sentence({ text, start = 0, end = 0, confidence }) {
  const letters = Array.from(text);
  const part = (from, to) => letters.slice(from, to).join("");
  const marked = end > start ? [element("mark", {}, part(start, end))] : [];
  const sure =
    confidence === undefined
      ? []
      : [element("span", { class: "sure", title: "How sure the reading is" }, ` ${Math.round(confidence * 100)} %`)];
  return element("q", { dir: "auto" }, part(0, start), ...marked, part(end > start ? end : start), ...sure);
}

/** The first items, and a button that shows the rest. */
function folding(items) {
  const list = element("ul", { class: "items" }, ...items.slice(0, FIRST_ITEMS));
  if (items.length <= FIRST_ITEMS) return [list];
  const more = element("button", { type: "button", class: "more" }, `Show ${items.length - FIRST_ITEMS} more`);
  more.addEventListener("click", () => {
    list.append(...items.slice(FIRST_ITEMS));
    more.remove();
  });
  return [list, more];
}

const section = (title, count, ...children) =>
  element("section", {}, element("h3", {}, title, element("span", { class: "count" }, String(count))), ...children);

/** Sentences of one fact, the surest first; those of the same text only once. */
function sentencesOf(fact) {
  const best = [...fact.evidence].sort((a, b) => b.confidence - a.confidence);
  const once = [...new Map(best.toReversed().map((one) => [one.text, one])).values()].toReversed();
  return once.slice(0, 3).map(sentence);
}

class Panel {
  constructor(place, graph) {
    Object.assign(this, { place, graph });
  }

  show(node) {
    const parts = node ? [this.head(node), ...this.statements(node), ...this.results(node)] : this.welcome();
    this.place.replaceChildren(...parts);
    this.place.scrollTop = 0;
  }

  head(node) {
    const kind = node.kind && node.kind !== "named" ? [`, ${node.kind}`] : [];
    const outside = isPaper(node) ? outward(node.url, "Open the paper ↗") : null;
    return element(
      "div",
      { class: "head" },
      element("p", { class: "type" }, symbol(node.type), node.type, ...kind, ...(node.date ? [` · ${node.date}`] : [])),
      element("h2", { dir: "auto" }, node.label),
      ...(outside ? [element("p", {}, outside)] : []),
      ...this.about(node),
    );
  }

  about(node) {
    const rows = [];
    const row = (term, ...values) => rows.push(element("dt", {}, term), element("dd", {}, ...values));
    const names = (node.aliases ?? []).filter((name) => name !== node.label);
    if (names.length) row("Also", ...names.slice(0, 30).map((name) => element("bdi", { class: "alias" }, name)));
    if (node.maker) row("Maker", node.maker);
    const broader = (node.broader ?? []).map((id) => this.graph.nodes.get(id)).filter(Boolean);
    if (broader.length) row("A kind of", ...broader.map(nameLink));
    const same = (node.same ?? []).map((url) => outward(url, new URL(url).hostname)).filter(Boolean);
    if (same.length) row("Same as", ...same);
    return rows.length ? [element("dl", {}, ...rows)] : [];
  }

  statements(node) {
    return Object.entries(PREDICATES).flatMap(([predicate, [asSubject, asObject]]) => {
      const facts = node.facts.filter((fact) => fact.predicate === predicate);
      const from = facts.filter((fact) => fact.subject === node);
      const to = facts.filter((fact) => fact.object === node && fact.subject !== node);
      return [
        ...(from.length ? [this.group(asSubject, from, (fact) => fact.object)] : []),
        ...(to.length ? [this.group(asObject, to, (fact) => fact.subject)] : []),
      ];
    });
  }

  group(title, facts, other) {
    const sorted = [...facts].sort((a, b) => other(b).facts.length - other(a).facts.length);
    const items = sorted.map((fact) => element("li", {}, nameLink(other(fact)), ...sentencesOf(fact)));
    return section(title, facts.length, ...folding(items));
  }

  results(node) {
    if (!node.results.length) return [];
    const items = node.results.map((result) => element("li", {}, this.result(result, node), sentence(result.evidence)));
    return [section("Results", items.length, ...folding(items))];
  }

  result({ paper, method, metric, value, on, versus }, node) {
    const named = (word, other) => (other ? [` ${word} `, nameLink(other)] : []);
    return element(
      "p",
      { class: "result" },
      element("b", {}, value),
      ` ${metric}`,
      ...named("by", method),
      ...named("on", on),
      ...named("against", versus),
      ...named("in", paper === node ? null : paper),
    );
  }

  welcome() {
    const entities = [...this.graph.nodes.values()].filter((node) => !isPaper(node));
    const top = (type) =>
      entities.filter((node) => node.type === type).sort((a, b) => b.papers - a.papers).slice(0, FIRST_ITEMS);
    const row = (node) => element("li", { class: "row" }, nameLink(node), element("span", {}, String(node.papers)));
    return [
      element(
        "p",
        { class: "lead" },
        "The map shows what most papers name. Click a thing, or search, to see what is said of it and the sentences that say so.",
      ),
      ...TYPES.filter((type) => top(type).length).map((type) =>
        element("section", {}, element("h3", {}, type), element("ul", { class: "items" }, ...top(type).map(row))),
      ),
    ];
  }
}
