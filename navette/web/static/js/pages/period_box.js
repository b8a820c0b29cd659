// Which days a page is about: a period by its name, or from one day to another. Its screen has templates/parts/period.html.
import { part } from "./dom.js";
import { isPeriod, periodOf, today } from "./periods.js";

/** @typedef {import("./periods.js").Period} Period */

export class PeriodBox {
  /** changed: another period was chosen. @param {ParentNode} root @param {() => unknown} changed */
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    part(root, "period").addEventListener("input", () => void this.choose());
    for (const name of ["from", "to"]) part(root, name).addEventListener("change", () => void changed());
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (part(this.root, name));
  }

  /** What the name says, or the days as they were. */
  choose() {
    const name = this.field("period").value;
    part(this.root, "days").hidden = name !== "days";
    const { from, to } = periodOf(name, today(new Date()));
    if (name !== "days" || !this.field("from").value) [this.field("from").value, this.field("to").value] = [from, to];
    return this.changed();
  }

  /** @returns {Period} */
  get period() {
    return { from: this.field("from").value, to: this.field("to").value };
  }

  /** Whether the days make a period; said when they do not. */
  check() {
    const fine = isPeriod(this.period);
    part(this.root, "no-period").hidden = fine;
    for (const name of ["from", "to"]) part(this.root, name).setAttribute("aria-invalid", String(!fine));
    return fine;
  }
}
