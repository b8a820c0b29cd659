// From the signature to what became of the fiche: a few seconds to take it back, then it leaves, and that is said.

import { announce, element, part } from "./dom.js";
import { size } from "./labels.js";
import { titleOf } from "./recipients.js";
import { sentences, t } from "./words.js";

/** @typedef {import("./recipients.js").Entry} Entry @typedef {import("./fiche_leaving.js").Left} Left */
/**
 * leave: what sends it; isKept: it is sealed in the outbox, and leaves whatever happens to this page; late: it had left
 * when it was stopped.
 * @typedef {{to: Entry[], leave: (signal: AbortSignal) => Promise<Left>, isKept: () => boolean, back: () => void, sent: (left: Left, late: boolean) => void}} Departure
 */

const SLOW = 6000; // milliseconds after which a network is said to be slow

/** One fiche at a time; `busy` from the signature to the end. */
export class Sending {
  /** @param {HTMLElement} root @param {number} seconds to take it back */
  constructor(root, seconds) {
    this.node = part(root, "leaving");
    this.seconds = seconds;
    this.busy = false;
    this.isLeaving = false;
    this.timer = 0;
    this.stop = new AbortController();
    this.bars = element("div", null);
    this.over = () => {};
  }

  /** How far a file has come. @type {(name: string, done: number, total: number) => void} */
  progress(name, done, total) {
    const known = [...this.bars.querySelectorAll("progress")].find((one) => one.dataset.name === name);
    const bar = known ?? element("progress", { "data-name": name, "aria-label": t("Sending of {name}", { name }) });
    if (!known) this.bars.append(element("label", null, element("bdi", null, name), " ", element("span", { class: "soft" }), bar));
    bar.max = total;
    bar.value = done;
    const said = bar.previousElementSibling;
    if (said) said.textContent = t("{done} of {total}", { done: size(done), total: size(total) });
  }

  /** Whether it may begin: one click of two does. */
  begin() {
    if (this.busy) return false;
    this.busy = true;
    return true;
  }

  /** Until it was sent, taken back, or left behind. @param {Departure} departure @returns {Promise<void>} */
  start(departure) {
    this.stop = new AbortController();
    return new Promise((over) => {
      this.over = over;
      this.count(departure, this.seconds);
    });
  }

  /** The page is left: what has not left does not leave. Whether it kept something from leaving. @returns {boolean} */
  close() {
    const stopped = this.busy && !this.isLeaving;
    clearTimeout(this.timer);
    if (stopped) this.over();
    return stopped;
  }

  /** @type {(departure: Departure, left: number) => void} */
  count(departure, left) {
    if (left <= 0) return void this.leave(departure);
    const names = departure.to.map(titleOf).join(" · ");
    const said = t("It leaves for {names} in {seconds} s.", { names, seconds: left });
    if (left === this.seconds) this.ask(departure, said);
    else part(this.node, "countdown").textContent = said;
    this.timer = setTimeout(() => this.count(departure, left - 1), 1000);
  }

  /** @type {(departure: Departure, said: string) => void} */
  ask(departure, said) {
    const undo = () => {
      clearTimeout(this.timer);
      this.end();
      announce(t("Nothing left: the fiche is still yours to change."));
      departure.back();
    };
    const button = element("button", { type: "button", onclick: undo }, t("Take it back"));
    const press = (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && undo();
    const countdown = element("p", { "data-part": "countdown", role: "timer" }, said);
    this.show(element("div", { class: "notice", onkeydown: press }, element("strong", null, t("Signed.")), countdown, button));
    button.focus();
    announce(said);
  }

  /** @type {(departure: Departure) => Promise<void>} */
  async leave(departure) {
    this.isLeaving = true;
    const said = element("p", { role: "status" });
    const cancel = element("button", { type: "button", onclick: () => this.halt(said) }, t("Stop the sending"));
    this.bars = element("div", null);
    this.show(element("div", { class: "notice" }, element("strong", null, t("The fiche is leaving…")), this.bars, said, cancel));
    cancel.focus();
    announce(t("The fiche is leaving…"));
    this.timer = setTimeout(() => this.tellSlow(departure, said), SLOW);
    try {
      const left = await departure.leave(this.stop.signal);
      this.end();
      departure.sent(left, this.stop.signal.aborted);
    } catch (error) {
      this.failed(departure, error);
    }
  }

  /** As long as nobody can have seen it. @param {HTMLElement} said */
  halt(said) {
    said.textContent = t("Stopping…");
    this.stop.abort();
  }

  /** @param {Departure} departure @param {HTMLElement} said */
  tellSlow(departure, said) {
    if (departure.isKept()) said.textContent = t("The network is slow. You can go on with something else: the fiche is sealed, and leaves by itself.");
    else said.textContent = t("The network is slow. Keep this page open until the fiche has left.");
  }

  /** It is still here, to be changed. @type {(departure: Departure, error: any) => void} */
  failed(departure, error) {
    this.end();
    const stopped = error?.name === "AbortError";
    const said = stopped ? { what: t("The sending was stopped."), meaning: t("Nothing left: the fiche is still yours to change."), next: "" } : sentences(error);
    const lines = [said.meaning, said.next].filter(Boolean).map((text) => element("p", null, text));
    this.show(element("div", { class: "notice late", role: "alert" }, element("strong", null, said.what), ...lines));
    departure.back();
  }

  end() {
    clearTimeout(this.timer);
    this.busy = false;
    this.isLeaving = false;
    this.node.hidden = true;
    this.node.replaceChildren();
    this.over();
  }

  /** @param {HTMLElement} box */
  show(box) {
    this.node.replaceChildren(box);
    this.node.hidden = false;
    box.scrollIntoView({ block: "nearest" });
  }
}
