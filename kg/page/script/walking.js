// Paths: how one thing is connected with another.

import { addressOf } from "./address.js";
import { Combobox } from "./combobox.js";
import { button, element, nodeLink } from "./elements.js";
import { path } from "./paths.js";
import { chain } from "./pictures.js";
import { quotesOf } from "./sentences.js";
import { counted, verb } from "./wording.js";

/** Return {title, content, picture} of the shortest way between the two things that the settings name. */
export function walking(app, settings) {
  const { graph, filter } = app;
  const [from, to] = ["from", "to"].map((end) => graph.numbers.get(settings.get(end)) ?? null);
  const isAsked = from !== null && to !== null;
  const facts = isAsked ? path(graph, filter, from, to) : null;
  return {
    title: isAsked ? `Path from ${graph.names[from]} to ${graph.names[to]}` : "Path",
    content: [
      element("h2", { tabindex: "-1" }, "How are they connected?"),
      element(
        "div",
        { class: "clauses" },
        end(app, "From", from, (node) => go(app, node, to)),
        end(app, "To", to, (node) => go(app, from, node)),
      ),
      ...(isAsked
        ? [
            button("Turn round", { class: "chip", "data-keep": "turn" }, () => go(app, to, from)),
            told(facts),
            ...steps(app, facts ?? []),
          ]
        : [hint()]),
    ],
    picture: facts ? chain(graph, from, facts, app.isNarrow()) : null,
  };
}

function go({ graph, address }, from, to) {
  const id = (node) => (node === null ? "" : graph.ids[node]);
  address.go(
    addressOf("path", [
      ["from", id(from)],
      ["to", id(to)],
    ]),
  );
}

function end({ graph, filter, names }, label, node, onChoose) {
  const input = element("input", {
    type: "text",
    "aria-label": label,
    placeholder: "any name or title",
    "data-keep": label,
  });
  if (node !== null) input.value = graph.names[node];
  const field = element("div", { class: "field" }, input);
  new Combobox(input, { graph, filter, keepsName: true, find: (text, limit) => names.find(text, limit), onChoose });
  return element("div", { class: "row clause" }, element("span", { class: "and" }, label), field);
}

const hint = () =>
  element(
    "p",
    { class: "lead" },
    "Choose two things, or two papers: the shortest way from one to the other, with the sentences of each step.",
  );

function told(facts) {
  const text =
    facts === null
      ? "Nothing that is shown connects them."
      : facts.length
        ? counted(facts.length, "step")
        : "They are the same.";
  return element("p", { class: "answer", role: "status" }, text);
}

function steps({ graph, evidence }, facts) {
  const item = (fact) =>
    element(
      "li",
      {},
      nodeLink(graph, graph.subject[fact]),
      element("span", { class: "verb" }, ` ${verb(graph, graph.predicate[fact])} `),
      nodeLink(graph, graph.object[fact]),
      ...quotesOf(evidence, fact),
    );
  return [element("ol", { class: "items steps" }, ...facts.map(item))];
}
