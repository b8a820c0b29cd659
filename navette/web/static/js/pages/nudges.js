// Nudging wards to fiches they have not answered, one by one or several at once; what became of each is said.
import { keyOf } from "./board.js";
import { said, nameOf } from "./board_line.js";
import { sentences, codeOf, t } from "./words.js";
import { moment } from "./dates.js";

/** @typedef {import("./board_line.js").BoardLine} BoardLine @typedef {import("./interface.js").Coordination} Coordination */
/** What became of them, each counted. @typedef {{done: number, answered: number, resting: number, failed: number}} Outcome */

/** Calls of which nobody knows whether they arrived keep their id: made again, they are the same call. */
export class Nudges {
  /** @param {string} me the name of who nudges here */
  constructor(me) {
    this.me = me;
    /** @type {Map<string, string>} */
    this.begun = new Map();
  }

  /** One after the other; what cannot be reached stops the rest. @type {(desk: Coordination, lines: BoardLine[]) => Promise<Outcome>} */
  async send(desk, lines) {
    const outcome = { done: 0, answered: 0, resting: 0, failed: 0 };
    for (const line of lines) {
      const became = await this.one(desk, line);
      outcome[became] += 1;
      if (became === "failed") break;
    }
    return outcome;
  }

  /** @type {(desk: Coordination, line: BoardLine) => Promise<keyof Outcome>} */
  async one(desk, line) {
    const key = keyOf(line.fact);
    const id = this.begun.get(key) ?? desk.newNudge();
    this.begun.set(key, id);
    try {
      const { time } = await desk.nudge(line.fact, id);
      this.begun.delete(key);
      Object.assign(line.fact, { nudged: time, nudges: (line.fact.nudges ?? 0) + 1, nudgedByName: this.me });
      line.tell(said(t("Nudged: every open screen of {name} says so at once.", { name: nameOf(line.fact.mailboxName) }), "fine"));
      return "done";
    } catch (error) {
      return this.refused(line, key, error);
    }
  }

  /** @type {(line: BoardLine, key: string, error: unknown) => keyof Outcome} */
  refused(line, key, error) {
    const code = codeOf(error);
    const name = nameOf(line.fact.mailboxName);
    if (code !== "server-unreachable") this.begun.delete(key);
    if (code === "nothing-to-nudge") {
      line.tell(said(t("{name} has answered in the meantime: there is nobody to nudge any more.", { name }), "fine"));
      return "answered";
    }
    if (code === "nudged-recently") {
      line.tell(said(resting(error, name)));
      return "resting";
    }
    const { what, meaning, next } = sentences(error);
    line.tell(said([what, meaning, next].join(" "), "late"));
    return "failed";
  }
}

/** @type {(error: any, name: string) => string} */
function resting({ data = {} }, name) {
  const again = Date.parse(String(data.again ?? "")) / 1000;
  if (Number.isNaN(again)) return t("{name} was nudged less than 4 h ago, by somebody else.", { name });
  return t("{name} was nudged less than 4 h ago, by somebody else: possible again at {when}.", { name, when: moment(again) });
}

/** In one sentence, what became of several. @type {(outcome: Outcome) => string} */
export function summed({ done, answered, resting, failed }) {
  const parts = [t("Nudges made: {count}.", { count: done })];
  if (answered) parts.push(t("Answered in the meantime: {count}.", { count: answered }));
  if (resting) parts.push(t("Nudged less than 4 h ago: {count}.", { count: resting }));
  if (failed) parts.push(t("The rest did not leave: look at the line that says why, then try again."));
  return parts.join(" ");
}
