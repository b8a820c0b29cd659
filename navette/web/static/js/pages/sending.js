// From the signature to what became of the fiche: a few seconds to take it back, then it leaves, and that is said.

import { announce, element, part } from "./dom.js";
import { titleOf } from "./recipients.js";
import { sentences, t } from "./words.js";

/** @typedef {import("./recipients.js").Entry} Entry */
/** @typedef {{to: Entry[], leave: (signal: AbortSignal) => Promise<{reference: string}>, back: () => void, sent: (sent: {reference: string}, waits: boolean) => void}} Departure leave: what sends it */

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
  }

  /** How far a file has come. @type {(name: string, done: number, total: number) => void} */
  progress(name, done, total) {
    const known = [...this.bars.querySelectorAll("progress")].find((one) => one.dataset.name === name);
    const bar = known ?? element("progress", { "data-name": name, "aria-label": t("Sending of {name}", { name }) });
    if (!known) this.bars.append(element("label", null, element("bdi", null, name), bar));
    bar.max = total;
    bar.value = done;
  }

  /** @param {Departure} departure */
  start(departure) {
    if (this.busy) return;
    this.busy = true;
    this.stop = new AbortController();
    this.count(departure, this.seconds);
  }

  /** The page is left: what has not left does not leave. Whether it kept something from leaving. @returns {boolean} */
  close() {
    const stopped = this.busy && !this.isLeaving;
    clearTimeout(this.timer);
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
    const cancel = element("button", { type: "button", onclick: () => this.stop.abort() }, t("Stop the sending"));
    this.bars = element("div", null);
    this.show(element("div", { class: "notice" }, element("strong", null, t("The fiche is leaving…")), this.bars, cancel));
    cancel.focus();
    announce(t("The fiche is leaving…"));
    try {
      const sent = await departure.leave(this.stop.signal);
      this.end();
      departure.sent(sent, false);
    } catch (error) {
      this.failed(departure, error);
    }
  }

  /** What could not leave waits sealed on this side, or is still here to be changed. @type {(departure: Departure, error: any) => void} */
  failed(departure, error) {
    this.end();
    const reference = error?.data?.reference;
    if (error?.code === "server-unreachable" && reference) return departure.sent({ reference: String(reference) }, true);
    const aborted = this.stop.signal.aborted;
    const said = aborted ? { what: t("The sending was stopped."), meaning: t("Nothing left: the fiche is still yours to change."), next: "" } : sentences(error);
    const lines = [said.meaning, said.next].filter(Boolean).map((text) => element("p", null, text));
    this.show(element("div", { class: "notice late", role: "alert" }, element("strong", null, said.what), ...lines));
    departure.back();
  }

  end() {
    this.busy = false;
    this.isLeaving = false;
    this.node.hidden = true;
    this.node.replaceChildren();
  }

  /** @param {HTMLElement} box */
  show(box) {
    this.node.replaceChildren(box);
    this.node.hidden = false;
    box.scrollIntoView({ block: "nearest" });
  }
}
