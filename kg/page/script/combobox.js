// A text field that completes names, worked by mouse or keyboard (the WAI-ARIA combobox with a list).

import { element, said, symbol } from "./elements.js";
import { summary } from "./wording.js";

const MOST_FOUND = 12;
let made = 0;

export class Combobox {
  /**
   * @param {HTMLInputElement} input
   * @param {(text: string, limit: number) => {node: number, name: string}[]} find
   * @param {(node: number) => void} onChoose
   */
  constructor(input, { graph, filter, find, onChoose, keepsName = false }) {
    made += 1;
    Object.assign(this, { input, graph, filter, find, onChoose, keepsName, found: [], at: -1, key: `found-${made}` });
    this.list = element("ul", { id: this.key, class: "found", role: "listbox", "aria-label": "Names that fit" });
    this.told = element("p", { class: "unseen", role: "status" });
    input.after(this.list, this.told);
    this.list.hidden = true;
    const roles = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": this.key,
      "aria-expanded": "false",
    };
    const plain = { autocomplete: "off", autocapitalize: "off", spellcheck: "false" };
    for (const [name, value] of Object.entries({ ...roles, ...plain })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.update());
    input.addEventListener("focus", () => this.input.value && this.update());
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => this.point(event));
  }

  update() {
    this.found = this.find(this.input.value, MOST_FOUND);
    this.at = this.found.length ? 0 : -1;
    const none = this.input.value.trim() ? [element("li", { class: "none" }, "Nothing shown goes by that name")] : [];
    this.list.replaceChildren(...(this.found.length ? this.found.map((each, at) => this.option(each, at)) : none));
    this.list.hidden = !this.list.childElementCount;
    this.told.textContent = this.list.hidden ? "" : `${this.found.length} found`;
    this.mark();
  }

  option({ node, name }, at) {
    const label = this.graph.names[node];
    const other = name === label ? [] : [element("span", { class: "quiet" }, "also ", said(name))];
    return element(
      "li",
      { role: "option", id: `${this.key}-${at}`, "data-at": at },
      symbol(this.graph.typeOf(node)),
      element("span", { class: "name" }, said(label), ...other),
      element("span", { class: "quiet" }, summary(this.graph, this.filter, node)),
    );
  }

  mark() {
    [...this.list.children].forEach((item, at) => {
      item.setAttribute("aria-selected", String(at === this.at));
      if (at === this.at) item.scrollIntoView({ block: "nearest" });
    });
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    if (this.at >= 0 && !this.list.hidden) this.input.setAttribute("aria-activedescendant", `${this.key}-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.list.hidden && this.input.value) {
      this.update();
      event.preventDefault();
    } else if (step && this.found.length) {
      event.preventDefault();
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.mark();
    } else if (event.key === "Enter" && this.at >= 0 && !this.list.hidden) {
      event.preventDefault();
      this.choose(this.found[this.at].node);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (this.list.hidden) this.input.blur();
      this.close();
    }
  }

  point(event) {
    const item = event.target.closest("[data-at]");
    if (!item) return;
    event.preventDefault();
    this.choose(this.found[Number(item.dataset.at)].node);
  }

  choose(node) {
    this.input.value = this.keepsName ? this.graph.names[node] : "";
    this.close();
    if (!this.keepsName) this.input.blur();
    this.onChoose(node);
  }

  close() {
    this.list.hidden = true;
    this.told.textContent = "";
    this.mark();
  }
}
