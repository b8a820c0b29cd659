// One thing at a time on a page: what is asked for twice is done once, and what fails is said where it was asked.
import { showFailure } from "./notice.js";

/** What a click does, once of a double click: the second is for the button that was there at the first. @type {(act: () => unknown) => (event: MouseEvent) => void} */
export const once = (act) => ({ detail = 0 }) => void (detail < 2 && act());

export class Work {
  /** place: where a failure is said; worded: what is said of it. @param {HTMLElement} place @param {(error: unknown) => unknown} worded */
  constructor(place, worded = (error) => error) {
    this.place = place;
    this.worded = worded;
    this.busy = false;
  }

  /** Nothing happens while something else is being done. @param {() => Promise<unknown>} work */
  async run(work) {
    if (this.busy) return;
    this.busy = true;
    this.place.replaceChildren();
    try {
      await work();
    } catch (error) {
      showFailure(this.place, this.worded(error));
    }
    this.busy = false;
  }
}
