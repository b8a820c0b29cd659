// Unlocking: by the device itself, with the printed code or five words. Nothing of anybody is shown before.
import { isPassphrase } from "../envelope/unlock.js";
import { clone, element, part } from "./dom.js";
import { notice, showFailure } from "./notice.js";
import { choosePlace } from "./place.js";
import { refused } from "./refused.js";
import { worded } from "./rest.js";
import { t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("./interface.js").Account} Account */

/** @type {(app: App, where: import("./routes.js").Where) => Promise<import("./routes.js").Shown>} */
export async function open(app, { state }) {
  const page = new Unlock(app);
  await page.ready();
  void state?.said?.then(page.tell);
  if (state?.change) page.withDevice();
  return { title: t("Unlock"), root: page.root, close: () => page.close() };
}

class Unlock {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = element("div", { class: "narrow" }, clone("screen-unlock"));
    this.code = /** @type {HTMLInputElement} */ (part(this.root, "code"));
    this.isShared = choosePlace(this.root);
    this.busy = false;
    part(this.root, "device").addEventListener("click", () => this.withDevice());
    part(this.root, "form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.run(() => this.withCode());
    });
  }

  close() {
    this.code.value = "";
  }

  /** What the lock did with what was being written. @type {(said: import("./notice.js").Said|null) => void} */
  tell = (said) => {
    if (said) part(this.root, "told").replaceChildren(notice("", said));
  };

  async ready() {
    const able = await this.app.client.passkeys();
    part(this.root, "device-part").hidden = !able;
    part(this.root, "no-device").hidden = able;
  }

  place() {
    const shared = this.isShared();
    return { shared, stay: !shared };
  }

  withDevice() {
    void this.run(() => this.app.client.unlockWithPasskey(this.place()));
  }

  /** Words take longer than a code, and it is said. */
  withCode() {
    part(this.root, "slow").hidden = !isPassphrase(this.code.value);
    return this.app.client.unlockWithCode(this.code.value, this.place()).finally(() => (part(this.root, "slow").hidden = true));
  }

  /** @param {() => Promise<Account>} unlock */
  async run(unlock) {
    if (this.busy) return;
    this.busy = true;
    const failure = part(this.root, "failure");
    failure.replaceChildren();
    this.app.say(t("Unlocking…"));
    try {
      const account = await unlock();
      this.code.value = "";
      await this.app.enter(account, this.isShared());
    } catch (error) {
      await worded(error);
      if (this.root.isConnected || !this.app.account) showFailure(failure, refused(error));
    }
    this.busy = false;
  }
}
