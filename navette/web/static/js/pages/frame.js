// The frame of every page: who is there, what is shown, what is said, and the lock.
import { Banner } from "./banner.js";
import { announce, clone, element, part } from "./dom.js";
import { Idle } from "./idle.js";
import { notice } from "./notice.js";
import { rest, worded } from "./rest.js";
import { UNLOCK, route } from "./routes.js";
import { emptyStorage } from "./storage.js";
import { settle, spoken, tie } from "./tongue.js";
import { codeOf, sentences, t } from "./words.js";

/** @typedef {import("./interface.js").Client} Client @typedef {import("./interface.js").Account} Account */
/** @typedef {import("./interface.js").Mailbox} Mailbox @typedef {import("./interface.js").Event} Event */
/** @typedef {import("./routes.js").Shown} Shown */
/** @typedef {(event: Event, mailbox: Mailbox) => void} Listener */
/** idle: seconds without a sign of life before the lock, by kind of machine; last: once all the rest is here. @typedef {{idle?: {shared: number, own: number}, last?: () => unknown}} Options */

/** @typedef {Promise<import("./notice.js").Said|null>|null} Told */
/** @typedef {import("./parting.js").Why} Why */

const KEEPING = 5000; // milliseconds to keep what was being written
const IDLE = { shared: 10 * 60, own: 8 * 3600 };

/** Everything starts here. @type {(client: Client, options?: Options) => Promise<App>} */
export async function start(client, options = {}) {
  if (settle()) return new Promise(() => {}); // the page is going
  document.body.append(clone("screen-frame"));
  const app = new App(client, options);
  /** @type {unknown} */
  let problem = null;
  const account = await client.resume?.().catch((error) => void (problem = error)); // what was to stay open on one's own machine
  if (account) await app.enter(account, false);
  else await app.show({ said: client.over ? parted("over") : null });
  if (codeOf(problem) === "taken-out") app.tell(problem);
  if (!app.account && location.pathname !== "/") void rest().catch(() => {}); // what opens next needs it
  return app;
}

export class App {
  /** @param {Client} client @param {Options} options */
  constructor(client, { idle = IDLE, last = () => {} }) {
    this.client = client;
    this.last = last;
    this.delays = idle;
    this.shared = true;
    /** @type {Account|null} */
    this.account = null;
    /** @type {Mailbox[]} */
    this.mailboxes = [];
    /** The person and the path of before the lock. */
    this.before = { person: "", path: "/" };
    /** What was opened here, by reference: see seen.js. @type {Map<string, import("./seen.js").Seen>} */
    this.seen = new Map();
    /** @type {import("./naming.js").Naming|null} */
    this.naming = null;
    /** Which mailbox a fiche of the list is in. @type {Map<string, Mailbox>} */
    this.boxes = new Map();
    /** @type {Set<Listener>} */
    this.listeners = new Set();
    /** @type {(() => void)[]} */
    this.stops = [];
    /** @type {Shown|null} */
    this.shown = null;
    this.turn = 0;
    this.here = "";
    /** @type {Map<string, number>} */
    this.heights = new Map();
    this.main = part(document, "main");
    this.banner = new Banner(part(document, "banner"), this);
    this.idle = new Idle((alone) => this.lock({ why: alone ? "alone" : "asked" }));
    this.others = new BroadcastChannel("navette");
    this.listen();
  }

  listen() {
    history.scrollRestoration = "manual";
    addEventListener("popstate", () => void this.show({ back: true }));
    addEventListener("pageshow", (event) => event.persisted && void this.show());
    addEventListener("pagehide", () => this.shared && this.lock({ why: "left" })); // Back finds a locked page
    document.addEventListener("click", (event) => this.follow(event));
    document.addEventListener("keydown", (event) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyL" || !this.account) return;
      event.preventDefault();
      this.lock();
    });
    tie(/** @type {HTMLAnchorElement} */ (part(document, "tongue")));
    part(document, "lock").addEventListener("click", () => this.lock());
    part(document, "change").addEventListener("click", () => this.lock({ change: true }));
    this.others.addEventListener("message", ({ data }) => this.hear(data));
  }

  /** Another tab was locked, or somebody else unlocked it. @param {{locked?: true, opened?: string}} said */
  hear({ opened }) {
    if (this.account && opened !== this.account.person) this.lock({ why: "told" });
  }

  /** A link of ours changes the page without leaving it. @param {MouseEvent} event */
  follow(event) {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const url = new URL(link.href, location.href);
    const elsewhere = url.origin !== location.origin || link.target || link.hasAttribute("download");
    if (elsewhere || (url.hash && url.pathname === location.pathname)) return;
    event.preventDefault();
    void this.go(url.pathname + url.search);
  }

  /** Shows the page of that path. @param {string} path @param {{replace?: boolean, state?: any}} [given] */
  async go(path, { replace = false, state = null } = {}) {
    const entry = { key: crypto.randomUUID(), state };
    if (replace) history.replaceState(entry, "", spoken(path));
    else history.pushState(entry, "", spoken(path));
    await this.show();
  }

  /** Shows the page of the present address; one that takes too long is forgotten when another is asked for. @param {{back?: boolean, change?: boolean, said?: Told}} [given] of the lock: `change`, what is `said` */
  async show({ back = false, ...told } = {}) {
    const turn = (this.turn += 1);
    const [found, where] = route(new URL(location.href), history.state?.state ?? null);
    const wanted = this.account || found.free ? found : UNLOCK;
    this.main.setAttribute("aria-busy", "true");
    let page;
    try {
      if (!wanted.first) await rest();
      page = await (await wanted.load()).open(this, wanted === UNLOCK ? { ...where, state: told } : where);
    } catch (error) {
      await worded(error);
      page = failed(error);
    }
    if (turn !== this.turn) return page.close?.();
    this.swap(page, back);
  }

  /** @param {Shown} page @param {boolean} back */
  swap(page, back) {
    this.heights.set(this.here, scrollY);
    this.here = history.state?.key ?? location.pathname;
    this.shown?.close?.();
    this.shown = page;
    this.main.replaceChildren(page.root);
    this.main.removeAttribute("aria-busy");
    document.title = `${page.title} · Navette`;
    this.mark();
    const heading = this.main.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
    scrollTo(0, back ? (this.heights.get(this.here) ?? 0) : 0);
  }

  /** The header, as it is for who is there and where. */
  mark() {
    part(document, "bar").hidden = !this.account;
    part(document, "person").textContent = this.account?.name ?? "";
    part(document, "coordination").hidden = part(document, "invitations").hidden = !this.account?.coordinator;
    part(document, "more").removeAttribute("open");
    for (const link of document.querySelectorAll("nav a")) {
      if (link.getAttribute("href") === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  /** Somebody unlocked: their mailboxes open, and they are back where they were. @param {Account} account @param {boolean} shared */
  async enter(account, shared) {
    const mailboxes = await Promise.all(account.mailboxes.map((one) => this.client.openMailbox(account, one.address)));
    Object.assign(this, { account, shared, mailboxes });
    this.others.postMessage({ opened: account.person });
    this.idle.start(shared ? this.delays.shared : this.delays.own);
    this.banner.refresh();
    const path = location.pathname === "/rejoindre" ? "/" : this.pathFor(account);
    await this.go(path, { replace: true });
    this.say(t("Unlocked: {name}", { name: account.name }));
    if (this.account !== account) return;
    this.stops = mailboxes.map((mailbox) => this.listenTo(mailbox));
    void this.prepare().catch(() => {}); // asked for again when it is needed
  }

  /** What happened between the first look at the lists and the first sign of life is looked for again. @param {Mailbox} mailbox */
  listenTo(mailbox) {
    const met = { index: -1, kind: "online", reference: "", act: "" };
    return mailbox.events(
      (event) => this.tellListeners(event, mailbox),
      () => this.tellListeners(met, mailbox),
    );
  }

  /** See after.js. */
  async prepare() {
    const { after } = await import("./after.js");
    await after(this);
  }

  /** Another person goes back to a list, never to a fiche that somebody else was reading. @param {Account} account */
  pathFor(account) {
    const path = location.pathname === "/" ? this.before.path : location.pathname + location.search;
    const ownList = !/^\/(?:fiche|nouvelle)(?:\/|\?|$)/.test(path);
    return ownList || !this.before.person || this.before.person === account.person ? path : "/";
  }

  /** What happens in any of the mailboxes; gives what stops it. @param {Listener} listener */
  onEvent(listener) {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** @param {Event} event @param {Mailbox} mailbox */
  tellListeners(event, mailbox) {
    this.banner.refresh();
    for (const listener of this.listeners) listener(event, mailbox);
  }

  /** Nothing of the person remains: neither keys, nor texts, nor what the browser kept. @param {{change?: boolean, why?: Why}} [given] */
  lock({ change = false, why = "asked" } = {}) {
    if (!this.account) return;
    this.before = { person: this.account.person, path: location.pathname + location.search };
    for (const stop of this.stops) stop();
    const kept = this.shown?.close?.() ?? ""; // before the lock: a draft is kept by then
    for (const dialog of document.querySelectorAll("dialog")) dialog.close(); // a question to who left is no question to who comes
    void shut(this.account, kept);
    Object.assign(this, { account: null, mailboxes: [], stops: [], shown: null });
    for (const held of [this.seen, this.boxes, this.listeners, this.heights]) held.clear();
    this.main.replaceChildren();
    document.title = "Navette";
    this.idle.stop();
    this.banner.refresh();
    if (why === "asked" || why === "alone") this.others.postMessage({ locked: true });
    if (why !== "left") history.replaceState(null, "", spoken("/"));
    void emptyStorage(this.shared);
    void this.show({ change, said: parted(why, kept) });
    this.say(t("Locked."));
  }

  /** Said where everything is said. @param {string} text */
  say(text) {
    announce(text);
  }

  /** What a failure means, above the page. @param {unknown} error */
  tell(error) {
    void worded(error).then(() => this.banner.alarm(error));
  }

  /** A screen of another page's module: see dom.js. @param {string} name */
  screen(name) {
    return clone(`screen-${name}`);
  }

  refreshBanner() {
    this.banner.refresh();
  }
}

/** The keys go at once, or as soon as what was being written is kept. @type {(account: Account, kept: Promise<unknown>|string) => Promise<void>} */
async function shut(account, kept) {
  if (kept) await Promise.race([kept, new Promise((done) => setTimeout(done, KEEPING))]);
  account.lock();
}

/** @type {(why: Why, kept?: Promise<string|void>|string) => Told} */
const parted = (why, kept = "") => rest().then(() => import("./parting.js")).then(({ saidOf }) => saidOf(why, kept)).catch(() => null);

/** A page that does not open says why. @type {(error: unknown) => Shown} */
function failed(error) {
  const title = t("This page cannot be shown");
  const back = element("a", { class: "button", href: "/", textContent: t("Back to the list") });
  const root = element("div", { class: "narrow" }, element("h1", { textContent: title }), notice("late", sentences(error)), back);
  return { title, root };
}
