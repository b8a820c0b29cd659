// Nobody there any more: a warning, thirty seconds, then the lock.
import { part } from "./dom.js";
import { t } from "./words.js";

const WARNING = 30; // seconds
const SIGNS = ["pointerdown", "keydown", "wheel", "touchstart"];

export class Idle {
  /** @param {(alone?: boolean) => void} lock alone: nobody asked for it */
  constructor(lock) {
    this.lock = lock;
    this.dialog = /** @type {HTMLDialogElement} */ (part(document, "idle"));
    this.after = 0;
    this.last = 0;
    /** @type {ReturnType<typeof setInterval>|undefined} */
    this.timer = undefined;
    for (const sign of SIGNS) addEventListener(sign, (event) => this.hear(event), { passive: true, capture: true });
    addEventListener("visibilitychange", () => this.check());
    this.dialog.addEventListener("close", () => this.alive()); // Escape too
    part(document, "stay").addEventListener("click", () => this.dialog.close());
    part(document, "leave").addEventListener("click", () => this.lock());
  }

  /** A sign of life, but for those on the way to one of the two buttons. @param {globalThis.Event} event */
  hear({ target }) {
    if (this.dialog.open && target instanceof Node && this.dialog.contains(target) && target !== this.dialog) return;
    this.alive();
  }

  /** @param {number} after seconds */
  start(after) {
    this.stop();
    this.after = after;
    this.last = Date.now();
    this.timer = setInterval(() => this.check(), 1000);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.dialog.close();
  }

  alive() {
    this.last = Date.now();
    if (this.dialog.open) this.dialog.close();
  }

  /** A machine that slept finds itself locked: what counts is the time that went by. */
  check() {
    if (this.timer === undefined) return;
    const left = Math.ceil(this.after - (Date.now() - this.last) / 1000);
    if (left <= 0) return this.lock(true);
    if (left > WARNING) return;
    part(document, "countdown").textContent = t("This page locks itself in {seconds} s.", { seconds: left });
    if (!this.dialog.open) this.dialog.showModal(); // its title and its texts are read by who cannot see them
  }
}
