// Finding things by any of their names while somebody types. The index is made when the page rests, or at the first
// letter; after that a search looks at every name, which even for a hundred thousand takes a blink.

import { differing, folded, lettersOf, slipsBetween, slipsIn } from "./spelling.js";

const ENOUGH = 5; // names found as typed: fewer, and slips are looked for
const CORRECTIONS = 4;
const [WHOLE, BEGINNING, WORD, PART, SLIP] = [0, 1, 2, 3, 4];

export class Names {
  constructor(graph, filter) {
    Object.assign(this, { graph, filter, keys: null });
  }

  prepare() {
    if (this.keys) return;
    const { names, about, count } = this.graph;
    this.owners = Array.from({ length: count }, (_, node) => node);
    this.spellings = [...names];
    for (const [node, aliases] of Object.entries(about.aliases)) {
      for (const alias of aliases) {
        this.owners.push(Number(node));
        this.spellings.push(alias);
      }
    }
    this.keys = this.spellings.map(folded);
    this.words = [...new Set(this.keys.flatMap((key) => key.split(" ")))].filter(
      (word) => word.length > 3 && word.length < 40,
    );
    this.letters = Int32Array.from(this.words, lettersOf);
  }

  /** Return what a typed text may mean, best first: {node, name}; `isWanted` may leave nodes out. */
  find(text, limit, isWanted = () => true) {
    this.prepare();
    const typed = folded(text);
    if (!typed) return [];
    const found = new Map();
    this.look(typed, found, { limit, isWanted, atLeast: 0 });
    if (found.size < ENOUGH) {
      for (const corrected of this.corrections(typed)) {
        if (found.size < limit) this.look(corrected, found, { limit, isWanted, atLeast: SLIP });
      }
    }
    return [...found.entries()]
      .sort(([one, a], [other, b]) => a.rank - b.rank || one - other)
      .slice(0, limit)
      .map(([node, { name }]) => ({ node, name }));
  }

  /** Add what fits a text. Names stand in the order of the ranking, so of equally good ones the first few will do. */
  look(typed, found, { limit, isWanted, atLeast }) {
    const { keys, owners, graph, filter } = this;
    const squeezed = typed.replaceAll(" ", "");
    const words = typed.split(" ");
    const taken = new Map();
    for (let place = 0; place < keys.length; place += 1) {
      const fit = rankOf(keys[place], typed, squeezed, words);
      if (fit === null) continue;
      const node = owners[place];
      const rank = 2 * (fit + atLeast) + (graph.isPaper(node) ? 1 : 0);
      const part = place < graph.count ? rank : -1 - rank; // other names stand apart
      const count = taken.get(part) ?? 0;
      if (count > limit || !filter.isShown(node) || rank >= (found.get(node)?.rank ?? Number.POSITIVE_INFINITY))
        continue;
      if (!isWanted(node)) continue;
      taken.set(part, count + 1);
      found.set(node, { rank, name: this.spellings[place] });
    }
  }

  /** Return the typed text with words that may be slips put right, the likeliest first. */
  corrections(typed) {
    const words = typed.split(" ");
    const near = words.map((word) => this.near(word));
    const all = words.map((word, at) => near[at][0]?.near ?? word).join(" ");
    const single = near.flatMap((found, at) =>
      found.map(({ near: other, slips }) => ({ slips, text: words.with(at, other).join(" ") })),
    );
    const likeliest = single.sort((one, other) => one.slips - other.slips).map(({ text }) => text);
    return [...new Set([all, ...likeliest])].slice(0, CORRECTIONS);
  }

  near(word) {
    const most = slipsIn(word);
    if (!most) return [];
    const letters = lettersOf(word);
    const found = [];
    this.words.forEach((near, place) => {
      if (differing(this.letters[place] ^ letters) > 2 * most) return;
      const slips = Math.min(slipsBetween(word, near, most), slipsBetween(word, near.slice(0, word.length), most));
      if (slips && slips <= most) found.push({ near, slips });
    });
    return found
      .sort((one, other) => one.slips - other.slips || one.near.length - other.near.length)
      .slice(0, CORRECTIONS);
  }
}

/** How well a name fits: the whole, its beginning, a word's beginning, a part or every word; null where it does not. */
function rankOf(key, typed, squeezed, words) {
  const at = key.indexOf(typed);
  if (at === 0) return key.length === typed.length ? WHOLE : BEGINNING;
  if (at > 0) return key[at - 1] === " " ? WORD : PART;
  if (key.length < squeezed.length) return null;
  if (words.length > 1 && words.every((word) => key.includes(word))) return PART;
  if (key.length < 2 * squeezed.length && key.replaceAll(" ", "") === squeezed) return WHOLE;
  return null;
}
