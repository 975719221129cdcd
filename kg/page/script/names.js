// Finding things by any of their names while somebody types. The index is made when the page rests, or at the first
// letter; after that a search looks at every name, which even for a hundred thousand takes a blink.

import { differing, folded, lettersOf, slipsBetween, slipsIn } from "./spelling.js";

const ENOUGH = 5; // names found as typed: fewer, and slips are looked for
const CORRECTIONS = 6;
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
    this.look(typed, found, isWanted, 0);
    if (found.size < ENOUGH) {
      for (const corrected of this.corrections(typed)) this.look(corrected, found, isWanted, SLIP);
    }
    return [...found.entries()]
      .sort(([one, a], [other, b]) => a.rank - b.rank || a.isLong - b.isLong || one - other)
      .slice(0, limit)
      .map(([node, { name }]) => ({ node, name }));
  }

  look(typed, found, isWanted, atLeast) {
    const squeezed = typed.replaceAll(" ", "");
    const words = typed.split(" ");
    this.keys.forEach((key, place) => {
      const fit = rankOf(key, typed, squeezed, words);
      const node = this.owners[place];
      if (fit === null || !this.filter.isShown(node) || !isWanted(node)) return;
      const rank = fit + atLeast;
      if (rank >= (found.get(node)?.rank ?? Number.POSITIVE_INFINITY)) return;
      found.set(node, { rank, name: this.spellings[place], isLong: this.graph.isPaper(node) ? 1 : 0 });
    });
  }

  /** Return the typed text with words that may be slips put right, the likeliest first. */
  corrections(typed) {
    const words = typed.split(" ");
    const others = words.flatMap((word, place) =>
      this.near(word).map(({ near, slips }) => ({ slips, text: words.with(place, near).join(" ") })),
    );
    const all = words.map((word) => this.near(word)[0]?.near ?? word).join(" ");
    return [
      ...new Set([
        ...others
          .sort((a, b) => a.slips - b.slips)
          .map(({ text }) => text)
          .slice(0, CORRECTIONS),
        all,
      ]),
    ];
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
