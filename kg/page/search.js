// The search box: a combobox over every name, worked by mouse or keyboard.

const MOST_FOUND = 12;

class Search {
  constructor(input, list, graph, onChoose) {
    Object.assign(this, { input, list, graph, onChoose, found: [], at: -1 });
    input.addEventListener("input", () => this.update());
    input.addEventListener("focus", () => this.update());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    list.addEventListener("mousedown", (event) => this.pressed(event));
  }

  update() {
    this.found = this.graph.search(this.input.value, MOST_FOUND);
    this.at = this.found.length ? 0 : -1;
    const none = this.input.value.trim() ? [element("li", { class: "none" }, "Nothing goes by that name")] : [];
    this.list.replaceChildren(...(this.found.length ? this.found.map((entry, i) => this.option(entry, i)) : none));
    this.list.hidden = !this.list.childElementCount;
    this.mark();
  }

  option({ name, node }, number) {
    const other = name === node.label ? [] : [element("span", { class: "quiet" }, element("bdi", {}, name))];
    return element(
      "li",
      { role: "option", id: `found-${number}`, "data-number": number },
      symbol(node.type),
      element("bdi", { class: "name" }, node.label),
      ...other,
    );
  }

  mark() {
    [...this.list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === this.at)));
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    if (this.at >= 0) this.input.setAttribute("aria-activedescendant", `found-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length) {
      event.preventDefault();
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.mark();
    } else if (event.key === "Enter" && this.at >= 0) {
      this.choose(this.found[this.at].node);
    } else if (event.key === "Escape") {
      this.close();
    }
  }

  pressed(event) {
    const item = event.target.closest("[data-number]");
    if (item) this.choose(this.found[Number(item.dataset.number)].node);
  }

  choose(node) {
    this.input.value = "";
    this.input.blur();
    this.close();
    this.onChoose(node);
  }

  close() {
    this.list.hidden = true;
    this.mark();
  }
}
