// Colours in light and dark. They stand in the style sheet; the canvas reads them from there.

const TYPES = ["Paper", "Method", "Dataset", "Benchmark", "Hardware"];
const NAMES = ["ground", "land", "ink", "quiet", "halo", "thread", "strand", "accent", "sheet"];
const CHOICES = ["auto", "light", "dark"];

export class Theme {
  constructor(root = document.documentElement) {
    this.root = root;
    this.choice = "auto";
    this.listeners = [];
    this.read();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.change());
  }

  /** The next of: as the system has it, light, dark. */
  next() {
    this.choice = CHOICES[(CHOICES.indexOf(this.choice) + 1) % CHOICES.length];
    this.root.dataset.theme = this.choice;
    this.change();
  }

  change() {
    this.read();
    for (const listener of this.listeners) listener();
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  read() {
    const style = getComputedStyle(this.root);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    this.colours = Object.fromEntries(NAMES.map((name) => [name, colour(name)]));
    this.types = new Map(
      TYPES.map((type) => [type, { full: colour(type.toLowerCase()), faint: colour(`${type.toLowerCase()}-faint`) }]),
    );
  }

  full(type) {
    return this.types.get(type).full;
  }

  faint(type) {
    return this.types.get(type).faint;
  }
}
