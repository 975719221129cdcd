// A table to sort, to filter and to save: of results, of an answer, of all that the map shows.

import { button, element } from "./elements.js";
import { csv, save } from "./saving.js";
import { counted, number } from "./wording.js";

const PAGE = 100;

/**
 * A column is {title, text(row), show(row)?, key(row)?, isFigure?, isUnseen?}: what it is called, its text for filter and
 * CSV, what stands in the cell where that is more than the text, and what rows are sorted by; an unseen one has no cell.
 */
export class Table {
  constructor({ name, columns, caption, isSortable = true }) {
    const seen = columns.filter((column) => !column.isUnseen);
    Object.assign(this, { name, columns, seen, isSortable, rows: [], sorted: null, wanted: "", most: PAGE });
    this.head = element("tr", {}, ...seen.map((column, at) => this.title(column, at)));
    this.body = element("tbody");
    this.count = element("p", { class: "quiet count-line", role: "status" });
    this.more = button("", { class: "more" }, () => this.grow());
    this.filterField = element("input", {
      type: "search",
      placeholder: "Filter these rows",
      "aria-label": "Filter these rows",
    });
    this.filterField.addEventListener("input", () => this.narrow(this.filterField.value));
    this.save = button("CSV", { class: "chip", title: "Save what is shown as CSV" }, () => this.saveCsv());
    this.element = element(
      "div",
      { class: "table" },
      element("div", { class: "row tools" }, this.filterField, this.count, this.save),
      element(
        "div",
        { class: "scroller", tabindex: "0", role: "region", "aria-label": caption },
        element(
          "table",
          {},
          element("caption", { class: "unseen" }, caption),
          element("thead", {}, this.head),
          this.body,
        ),
      ),
      this.more,
    );
  }

  title(column, at) {
    const attributes = { scope: "col", class: column.isFigure ? "figure" : "" };
    if (!this.isSortable) return element("th", attributes, column.title);
    return element(
      "th",
      attributes,
      button(column.title, { class: "sort" }, () => this.sort(at)),
    );
  }

  show(rows) {
    this.rows = rows;
    this.most = PAGE;
    this.draw();
  }

  narrow(text) {
    this.wanted = text.trim().toLowerCase();
    this.most = PAGE;
    this.draw();
  }

  grow() {
    this.most += 5 * PAGE;
    this.draw();
  }

  sort(at) {
    const isUp = this.sorted?.at === at ? !this.sorted.isUp : !this.seen[at].isFigure;
    this.sorted = { at, isUp };
    [...this.head.children].forEach((cell, place) => {
      if (place === at) cell.setAttribute("aria-sort", isUp ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    });
    this.draw();
  }

  /** The rows that are wanted, in the order that is wanted. */
  current() {
    const isWanted = (row) => this.columns.some((column) => column.text(row).toLowerCase().includes(this.wanted));
    const rows = this.wanted ? this.rows.filter(isWanted) : [...this.rows];
    if (!this.sorted) return rows;
    const { text, key = (row) => text(row).toLowerCase() } = this.seen[this.sorted.at];
    const keyed = rows.map((row) => ({ row, key: key(row) }));
    keyed.sort((one, other) => compared(one.key, other.key, this.sorted.isUp ? 1 : -1));
    return keyed.map(({ row }) => row);
  }

  draw() {
    const rows = this.current();
    const cell = (column, row) =>
      element("td", { class: column.isFigure ? "figure" : "" }, ...[column.show?.(row) ?? column.text(row)].flat());
    const drawn = rows.slice(0, this.most);
    this.body.replaceChildren(...drawn.map((row) => element("tr", {}, ...this.seen.map((each) => cell(each, row)))));
    this.count.textContent = counted(rows.length, "row");
    this.more.textContent = `Show more of ${number(rows.length)}`;
    this.more.hidden = rows.length <= this.most;
  }

  saveCsv() {
    const rows = [
      this.columns.map(({ title }) => title),
      ...this.current().map((row) => this.columns.map((c) => c.text(row))),
    ];
    save(`${this.name}.csv`, "text/csv;charset=utf-8", csv(rows));
  }
}

/** Compare two keys; what is missing (null) comes last whichever way rows are sorted. */
function compared(one, other, way) {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? 1 : -1;
  return way * (typeof one === "number" ? one - other : one < other ? -1 : 1);
}
