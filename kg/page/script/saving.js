// Files that the page hands out: they are made here and never leave the machine.

import { element } from "./elements.js";

const SETTLING = 10_000; // milliseconds that a browser is given to begin a download
const FORMULA = /^[=+\-@\t\r]/;
const FIGURE = /^[+-]?[\d.,]+\s?[%x×]?$/;

export function save(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), SETTLING);
}

/** Return rows as CSV; what a spreadsheet would run as a formula is made text by an apostrophe. */
export function csv(rows) {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value) {
  const text = String(value ?? "");
  const tame = FORMULA.test(text) && !FIGURE.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** Put a text where it can be pasted from; where the browser refuses, mark it in `shown` for Ctrl+C. */
export async function copy(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied";
  } catch {
    getSelection().selectAllChildren(shown);
    return "Marked: press Ctrl+C";
  }
}
