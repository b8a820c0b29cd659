// What concerns the whole exchange: no network, a server that cannot be believed, a clock that is wrong.
import { follow } from "./hours.js";
import { element } from "./dom.js";
import { notice } from "./notice.js";
import { rest } from "./rest.js";
import { lang, sentences, t } from "./words.js";

/** @typedef {import("./interface.js").Mailbox} Mailbox @typedef {import("./notice.js").Said} Said */

const LASTS = 3000; // ms: what leaves meanwhile needs no word
const CLOCK = 120; // seconds this machine's clock may be wrong
const plural = new Intl.PluralRules(lang);

export class Banner {
  /** @param {HTMLElement} place @param {{mailboxes: Mailbox[], account: import("./interface.js").Account|null}} app */
  constructor(place, app) {
    this.place = place;
    this.app = app;
    this.told = "";
    this.ahead = 0;
    this.lasts = false;
    this.timer = 0;
    /** @type {["soon", Said][]} */
    this.wrong = [];
    /** @type {HTMLElement|null} */
    this.failure = null;
    this.lines = place.appendChild(element("div", { "aria-live": "polite" }));
    addEventListener("online", () => this.refresh());
    addEventListener("offline", () => this.refresh());
  }

  /** Says what is so now; nothing is said twice. */
  refresh() {
    this.count();
    const lines = [...this.clock(), ...warnings(this.app, this.lasts)];
    const told = JSON.stringify(lines);
    if (told !== this.told) this.lines.replaceChildren(...lines.map(([tone, said]) => notice(tone, said)));
    this.told = told;
    if (!this.app.account) this.dismiss();
    this.place.hidden = !lines.length && !this.failure;
  }

  /** Whether something has waited for a while; looked at again until nothing does, since nobody says that it left. */
  count() {
    if (!leaving(this.app)) {
      clearTimeout(this.timer);
      [this.timer, this.lasts] = [0, false];
    } else
      this.timer ||= setTimeout(() => {
        [this.timer, this.lasts] = [0, true];
        this.refresh();
      }, LASTS);
  }

  /** This machine's clock, when it is too far from the server's; said once, not every minute. */
  clock() {
    const ahead = this.app.mailboxes.map((one) => one.offset ?? 0).find((one) => Math.abs(one) > CLOCK) ?? 0;
    follow(ahead);
    if (Math.abs(ahead - this.ahead) > 1) {
      this.ahead = ahead;
      this.wrong = [];
      if (ahead) void this.tellClock(ahead).catch(() => (this.ahead = 0)); // its words are not here: said with the next look
    }
    return this.wrong;
  }

  /** @param {number} ahead */
  async tellClock(ahead) {
    await rest();
    const { saidOf } = await import("./clock.js");
    if (this.ahead !== ahead) return;
    this.wrong = [["soon", saidOf(ahead)]];
    this.refresh();
  }

  /** What a failure means, until it is closed. @param {unknown} error */
  alarm(error) {
    this.dismiss();
    const box = notice("late", sentences(error));
    box.setAttribute("role", "alert");
    box.append(element("button", { type: "button", onclick: () => this.dismiss(), textContent: t("Close") }));
    this.failure = box;
    this.place.hidden = false;
    this.place.append(box);
    box.scrollIntoView({ block: "nearest" });
  }

  dismiss() {
    this.failure?.remove();
    this.failure = null;
    this.place.hidden = !this.lines.childElementCount;
  }
}

/** How much waits to leave. @type {(app: Pick<Banner["app"], "mailboxes">) => number} */
const leaving = ({ mailboxes }) => mailboxes.flatMap((one) => one.waiting()).filter(({ parked }) => !parked).length;

/** A directory that is not believed has no mailbox: the account says so then. @type {(app: Banner["app"], lasts: boolean) => Generator<["late"|"soon", Said]>} */
function* warnings({ mailboxes, account }, lasts) {
  const doubt = account?.doubt ?? mailboxes.map((one) => one.doubt).find(Boolean);
  if (doubt) yield ["late", sentences(doubt)];
  const waiting = leaving({ mailboxes });
  if (mailboxes.length && (!navigator.onLine || mailboxes.some((one) => !one.online))) yield ["soon", offline(waiting)];
  else if (waiting && lasts) yield ["soon", { what: count(waiting) }];
  if (mailboxes.some((one) => one.waiting().some(({ parked }) => parked))) yield ["late", { what: t("A fiche was refused, and did not leave."), next: t("See why above the list To do.") }];
  for (const [code, subject] of unique(mailboxes)) {
    const { what, next } = sentences({ code, data: { reference: subject, subject } });
    yield ["late", { what: `${subject}: ${what}`, next }];
  }
}

/** @type {(mailboxes: Mailbox[]) => [string, string][]} */
function unique(mailboxes) {
  const found = new Map(mailboxes.flatMap((one) => one.faults).map((one) => [`${one.code} ${one.subject}`, one]));
  return [...found.values()].map(({ code, subject }) => [code, subject]);
}

/** @type {(waiting: number) => Said} */
const offline = (waiting) => ({
  what: t("No connection to the server."),
  meaning: waiting ? count(waiting) : t("What is shown is what was known last."),
  next: t("What you send now is sealed, waits here, and leaves by itself when the connection is back."),
});

/** @type {(waiting: number) => string} */
const count = (waiting) =>
  plural.select(waiting) === "one" ? t("1 fiche waits to leave.") : t("{count} fiches wait to leave.", { count: waiting });
