// Where one is on the page, as what follows the "#": `hardware/a100`, `ask?runs_on=hardware/a100`, `path?from=...&to=...`.
// Back, forward and a link sent to somebody all lead to the same picture. In a notebook's frame, where a browser keeps
// no history for us, the place is kept here.

import { element } from "./elements.js";

const SAFE = ["/", ":", ","];

export class Address {
  constructor(start) {
    this.listeners = [];
    this.kept = [];
    this.inMemory = null;
    if (!location.hash && start) this.put("replaceState", start);
    addEventListener("hashchange", () => this.tell());
    addEventListener("popstate", () => this.tell());
    document.addEventListener("click", (event) => this.follow(event));
  }

  /** What the address says: {name, settings}; the name is a node's identifier, a tab's name or nothing. */
  read(isNode) {
    const raw = this.current();
    const whole = decoded(raw);
    for (const name of [raw, whole]) if (isNode(name)) return { name, settings: new URLSearchParams() };
    const at = raw.lastIndexOf("?");
    if (at < 0) return { name: whole, settings: new URLSearchParams() };
    return { name: decoded(raw.slice(0, at)), settings: new URLSearchParams(raw.slice(at + 1)) };
  }

  go(address) {
    if (address === this.current()) return;
    this.put("pushState", address);
    this.tell();
  }

  /** Change the address of where one is already, leaving no step to go back. */
  amend(address) {
    if (address !== this.current()) this.put("replaceState", address);
  }

  put(way, address) {
    try {
      history[way](null, "", `#${address}`);
      this.inMemory = null;
    } catch {
      if (way === "pushState") this.kept.push(this.current());
      this.inMemory = address;
    }
  }

  /** Whether the place is kept here, because the browser keeps no history of a notebook's frame. */
  get isKeptHere() {
    return this.inMemory !== null;
  }

  back() {
    if (!this.kept.length) return;
    this.inMemory = this.kept.pop();
    this.tell();
  }

  current() {
    return this.inMemory ?? location.hash.slice(1);
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  tell() {
    for (const listener of this.listeners) listener();
  }

  /** Go to links of the page by hand: the browser would resolve them against the notebook around a frame. */
  follow(event) {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.go(link.getAttribute("href").slice(1));
  }
}

/** Return an address: a name, and settings as [key, value] pairs without those that are empty. */
export function addressOf(name, settings = []) {
  const told = settings.filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const text = told.map(([key, value]) => `${key}=${readable(encodeURIComponent(value))}`).join("&");
  return text ? `${encodeURI(name)}?${text}` : encodeURI(name);
}

/** A link to a place of the page. */
export const placeLink = (address, text, attributes = {}) => element("a", { href: `#${address}`, ...attributes }, text);

const readable = (encoded) => SAFE.reduce((text, sign) => text.replaceAll(encodeURIComponent(sign), sign), encoded);

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
