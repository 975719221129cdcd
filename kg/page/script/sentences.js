// How facts and results are written out: each with the sentence that says so, the mention in it marked.

import { button, element, nodeLink, said } from "./elements.js";
import { counted, number, percent } from "./wording.js";

const FIRST_ITEMS = 5;
const FIRST_SENTENCES = 2;

/** A sentence with its mention marked and how sure its reading is; `start` and `end` count code points. */
export function quote({ text, start = 0, end = 0, confidence }) {
  const letters = Array.from(text);
  const part = (from, to) => letters.slice(from, to).join("");
  const isMarked = end > start;
  const marked = isMarked ? [element("mark", {}, part(start, end))] : [];
  const words = element("bdi", {}, part(0, start), ...marked, part(isMarked ? end : start));
  const title = "How sure this reading is";
  const sure = confidence === undefined ? [] : [element("span", { class: "sure", title }, ` ${percent(confidence)}`)];
  return element("blockquote", {}, words, ...sure);
}

/** The first items, and a button that shows the rest. */
export function folding(items, attributes = { class: "items" }, first = FIRST_ITEMS) {
  const list = element("ul", attributes, ...items.slice(0, first));
  if (items.length <= first + 1) {
    list.append(...items.slice(first));
    return [list];
  }
  const more = button(`Show ${number(items.length - first)} more`, { class: "more" }, () => {
    const next = items[first];
    list.append(...items.slice(first));
    more.remove();
    next.querySelector("a, button")?.focus();
  });
  return [list, more];
}

export function section(title, count, ...children) {
  const told = count === null ? [] : [element("span", { class: "count" }, number(count))];
  return element("section", {}, element("h3", {}, title, ...told), ...children);
}

/** The sentences of a fact, the surest first. */
export function quotesOf(evidence, fact) {
  const found = evidence.ofFact(fact);
  const quotes = found.map(quote);
  if (quotes.length <= FIRST_SENTENCES) return quotes;
  const more = button(`${counted(quotes.length - FIRST_SENTENCES, "more sentence")}`, { class: "more" }, () =>
    more.replaceWith(...quotes.slice(FIRST_SENTENCES)),
  );
  return [...quotes.slice(0, FIRST_SENTENCES), more];
}

/** A reported number as a line: value, metric, and by, on and against what; `here` is the node whose panel it is in. */
export function resultLine(graph, result, here) {
  const { paper, method, metric, value, on, versus } = graph.results;
  const named = (word, node) => (node < 0 || node === here ? [] : [` ${word} `, nodeLink(graph, node)]);
  return element(
    "p",
    { class: "result" },
    element("b", {}, said(value[result])),
    " ",
    said(metric[result]),
    ...named("by", method[result]),
    ...named("on", on[result]),
    ...named("against", versus[result]),
    ...named("in", paper[result]),
  );
}
