// Making elements. Every text becomes a text node and stands in a <bdi> where it is somebody's: nothing is ever read as
// markup, and no direction mark reaches beyond its own name.

/** Make an element; children are elements or texts. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function button(text, attributes, onClick) {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", onClick);
  return made;
}

export const place = (id) => document.getElementById(id);

/** The symbol of a type, as on the map. */
export const symbol = (type) => element("span", { class: `symbol ${type.toLowerCase()}`, "aria-hidden": "true" });

/** A text by somebody else, kept to itself. */
export const said = (text, attributes = {}) => element("bdi", attributes, text);

/** A link to a node; which address that is, `page.js` knows by its number. */
export function nodeLink(graph, node, text = graph.names[node]) {
  const type = graph.typeOf(node);
  return element(
    "a",
    { class: "node", href: `#${encodeURI(graph.ids[node])}`, "data-node": node },
    symbol(type),
    element("span", { class: "unseen" }, `${type}: `),
    said(text),
  );
}

/** A link out of the page where the address is one that a browser may open from here, else its text. */
export function outward(url, text = url) {
  let protocol = "";
  try {
    ({ protocol } = new URL(url));
  } catch {
    return said(text);
  }
  if (protocol !== "http:" && protocol !== "https:") return said(text);
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, said(text));
}

export function option(value, text, isChosen = false) {
  const made = element("option", { value }, text);
  made.selected = isChosen;
  return made;
}

/** A labelled menu of [value, text] pairs. */
export function menu(label, pairs, chosen, onChange) {
  const select = element(
    "select",
    { "aria-label": label },
    ...pairs.map(([value, text]) => option(value, text, value === chosen)),
  );
  select.addEventListener("change", () => onChange(select.value));
  return select;
}
