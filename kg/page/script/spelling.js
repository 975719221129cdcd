// How names are compared: folded to plain lower-case letters, and with slips of the keyboard forgiven.

const PLAIN = /^[\x20-\x7e]*$/;

/** Return a text without accents, case, hyphens and double spaces. */
export function folded(text) {
  const letters = PLAIN.test(text) ? text : text.normalize("NFKD").replace(/\p{M}/gu, "");
  return letters
    .toLowerCase()
    .replace(/[\s\-_]+/gu, " ")
    .trim();
}

/** How many slips are forgiven in a word: none in the shortest. */
export const slipsIn = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

/** Return the letters of a word as bits, so that words far apart are told without comparing them. */
export function lettersOf(word) {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) & 31);
  return bits;
}

export function differing(bits) {
  let count = 0;
  for (let rest = bits; rest; rest &= rest - 1) count += 1;
  return count;
}

/** Return in how many letters (missing, added, other, swapped) two words differ; more than `most` is `most` + 1. */
export function slipsBetween(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const cost = one[at - 1] === other[to - 1] ? 0 : 1;
      next[to] = Math.min(row[to] + 1, next[to - 1] + 1, row[to - 1] + cost);
      const isSwapped = at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1];
      if (isSwapped) next[to] = Math.min(next[to], before[to - 2] + 1);
    }
    if (Math.min(...next) > most) return most + 1;
    before = row;
    row = next;
  }
  return row[other.length];
}
