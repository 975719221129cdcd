// The legend: what the symbols mean and how many there are, each a switch; and sliders for what is known and sure enough.

import { button, element, place, symbol } from "./elements.js";
import { heading, kindName, number, percent } from "./wording.js";

const MOST_PAPERS = 20;

export class Legend {
  constructor(graph, filter, onChange) {
    Object.assign(this, { graph, filter, onChange });
    this.buttons = [];
    place("types").replaceChildren(...graph.types.map((type, at) => this.toggle("types", at, type, symbol(type))));
    place("filters").replaceChildren(...this.groups());
    this.reset = place("reset");
    this.reset.addEventListener("click", () => this.clear());
    filter.onChange(() => this.count());
    this.count();
  }

  groups() {
    const { graph } = this;
    const kinds = graph.kinds.map((kind, at) => this.toggle("kinds", at, kindName(kind)));
    const predicates = graph.predicates.map((_, at) =>
      this.toggle("predicates", at, heading(graph, at, true).toLowerCase()),
    );
    const most = Math.min(MOST_PAPERS, Math.max(1, ...this.filter.papers.slice(0, 1)));
    return [
      this.slider(
        "papers",
        "Named by at least",
        { min: 0, max: most, step: 1 },
        (value) => `${value} ${value === 1 ? "paper" : "papers"}`,
      ),
      this.slider("sure", "At least this sure", { min: 0, max: 0.99, step: 0.01 }, percent),
      group("Things", kinds),
      group("Papers", predicates.slice(0, graph.roles)),
      group("Things among each other", predicates.slice(graph.roles)),
    ];
  }

  toggle(part, key, text, ...symbols) {
    const count = element("span", { class: "count" });
    const made = button("", { class: "chip", "aria-pressed": "true" }, () => this.switch(part, key));
    made.append(...symbols, element("span", {}, text), count);
    this.buttons.push({ part, key, made, count });
    return made;
  }

  slider(name, text, range, told) {
    const input = element("input", { type: "range", id: `least-${name}`, ...range, value: this.filter.least[name] });
    const output = element("output", { for: `least-${name}` }, told(this.filter.least[name]));
    input.addEventListener("input", () => {
      output.textContent = told(Number(input.value));
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.change({ [name]: Number(input.value) }), 60);
    });
    this[name] = { input, output, told };
    return element("div", { class: "slider" }, element("label", { for: `least-${name}` }, text), output, input);
  }

  switch(part, key) {
    const off = new Set(this.filter.off[part]);
    if (!off.delete(key)) off.add(key);
    this.change({ [part]: off });
  }

  clear() {
    this.change({ papers: 0, sure: 0, types: new Set(), kinds: new Set(), predicates: new Set() });
    for (const name of ["papers", "sure"]) this[name].input.value = 0;
  }

  change(changed) {
    this.filter.change(changed);
    this.onChange();
  }

  count() {
    const counts = this.filter.counts();
    for (const { part, key, made, count } of this.buttons) {
      made.setAttribute("aria-pressed", String(!this.filter.off[part].has(key)));
      count.textContent = number(counts[part].get(key) ?? 0);
    }
    for (const name of ["papers", "sure"]) {
      const { input, output, told } = this[name];
      if (document.activeElement !== input) input.value = this.filter.least[name];
      output.textContent = told(this.filter.least[name]);
    }
    this.reset.hidden = settingsOf(this.filter).length === 0;
  }
}

const group = (title, buttons) =>
  element("fieldset", {}, element("legend", {}, title), element("div", { class: "row" }, ...buttons));

const PARTS = ["types", "kinds", "predicates"];

/** What the filter leaves out, as settings of an address. */
export function settingsOf({ least, off }) {
  const names = PARTS.flatMap((part) => [...off[part]].sort((a, b) => a - b).map((key) => `${part[0]}${key}`));
  const told = [
    ["papers", least.papers || ""],
    ["sure", least.sure || ""],
    ["off", names.join(",")],
  ];
  return told.filter(([, value]) => value !== "");
}

/** Set the filter as an address says; true where the address says anything of it. */
export function setFilter(filter, settings) {
  if (!["papers", "sure", "off"].some((name) => settings.has(name))) return false;
  const figure = (name) => Math.max(0, Number(settings.get(name)) || 0);
  const off = (settings.get("off") ?? "").split(",");
  const keys = (part) => new Set(off.filter((name) => name[0] === part[0]).map((name) => Number(name.slice(1))));
  filter.change({
    papers: figure("papers"),
    sure: figure("sure"),
    ...Object.fromEntries(PARTS.map((part) => [part, keys(part)])),
  });
  return true;
}
