// Devices that are told that a fiche waits, while no page is open: this one, and those added elsewhere.
import { writeJson } from "../client/folder.js";
import { moment } from "./dates.js";
import { HERE, ability, reach, reached } from "./device.js";
import { element, part } from "./dom.js";
import { t } from "./words.js";
import { once } from "./work.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Notices} Notices @typedef {import("./work.js").Work} Work */
/** @typedef {import("../client/notices.js").Device} Device */

export class ToldDevices {
  /** @param {App} app @param {HTMLElement} root @param {Work} work */
  constructor(app, root, work) {
    this.app = app;
    this.root = root;
    this.work = work;
    part(root, "told-here").addEventListener("click", () => void work.run(() => this.add()));
  }

  /** Not on a computer of several people, which would tell whoever sits there. @param {Notices} notices @param {string|null} key @param {Device[]} devices */
  async show(notices, key, devices) {
    this.notices = notices;
    this.key = key;
    this.root.hidden = key === null;
    if (key === null) return;
    const can = this.app.shared ? "shared" : await ability();
    const endpoint = can === "able" ? await reached() : null;
    const mine = endpoint && (await notices.idOf(endpoint));
    const here = devices.some(({ id, failing }) => id === mine && !failing);
    part(this.root, "told-here").hidden = can !== "able" || here;
    for (const why of ["shared", "refused", "unable"]) part(this.root, `told-${why}`).hidden = can !== why;
    part(this.root, "told-list").replaceChildren(...devices.map((device) => this.item(device, device.id === mine)));
  }

  async again() {
    if (!this.notices) return;
    const { key, devices } = await this.notices.devices();
    await this.show(this.notices, key, devices);
  }

  /** @param {Device} device @param {boolean} here */
  item({ id, created, told, failing }, here) {
    const name = element("p", null, element("strong", { textContent: here ? t("This device") : t("Another device") }));
    if (failing) name.append(" ", element("span", { class: "badge late", textContent: t("refused") }));
    const when = told === null ? t("Never told yet") : t("Last told {when}", { when: moment(told) });
    const facts = element("p", { class: "soft", textContent: `${t("Added {when}", { when: moment(created) })} · ${when}` });
    const of = element("span", { class: "visually-hidden", textContent: ` · ${here ? t("This device") : moment(created)}` });
    const stop = element("button", { type: "button", onclick: once(() => this.work.run(() => this.forget(id, here))) }, t("Tell it no more"), of);
    return element("li", { class: "card" }, element("div", null, name, facts), stop);
  }

  async add() {
    const found = this.key && (await reach(this.key).catch(unreachable));
    if (!this.notices) return;
    if (found) {
      await this.notices.add(found);
      if (this.app.account) await writeJson(this.app.account.vault, HERE, { v: "1" });
    }
    await this.again();
    if (found) this.app.say(t("This device is told from now on."));
  }

  /** @param {string} id @param {boolean} here */
  async forget(id, here) {
    if (here) await this.app.account?.vault.remove(HERE);
    await this.notices?.forget(id);
    await this.again();
    /** @type {HTMLElement|null} */ (this.root.closest(".told")?.querySelector("h2"))?.focus();
    this.app.say(t("This device is told no more."));
  }
}

/** Browsers without a push service, or whose service does not answer. @type {(error: unknown) => never} */
function unreachable(error) {
  if (!(error instanceof DOMException)) throw error;
  const what = t("The service through which this browser is told does not answer.");
  throw { said: { what, meaning: t("Nothing was changed."), next: t("Try again later, or give an e-mail address.") } };
}
