// The sentences that say so. Their block is parsed when the first one is read, which keeps the opening quick.

const FIGURES = 5; // of a piece of evidence: sentence, start, end, confidence, sureness

export class Evidence {
  constructor(read, filter) {
    Object.assign(this, { read, filter, block: null });
  }

  get sentences() {
    this.block ??= this.read();
    return this.block;
  }

  /** What says a fact, the surest first, and of equal sentences one: {paper, text, start, end, confidence}. */
  ofFact(fact) {
    const said = this.sentences.said[fact];
    const found = [];
    for (let at = 0; at < said.length; at += FIGURES) {
      const [sentence, start, end, confidence, sure] = said.slice(at, at + FIGURES);
      if (this.filter.isSure(sure)) found.push({ ...this.sentence(sentence), sentence, start, end, confidence });
    }
    found.sort((one, other) => other.confidence - one.confidence);
    return found.filter((one, place) => found.findIndex((other) => other.sentence === one.sentence) === place);
  }

  ofResult(result) {
    return this.sentence(this.sentences.results[result]);
  }

  sentence(number) {
    return { paper: this.sentences.papers[number], text: this.sentences.texts[number] };
  }
}
