// Where a person is told outside the pages: an address, the hours, and devices, as the server keeps them.
// Twin: navette/client/contact.py
import { b64, utf8 } from "../core/encoding.js";
import { sha256 } from "../envelope/keys.js";
import { Fields } from "./answer.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** email: empty for devices alone; digest, quiet: as a clock in Paris shows them, `HH:MM`. @typedef {{email: string, lang: string, immediate: boolean, digest: string|null, quiet: {from: string, to: string}|null}} Wish */
/** confirmed: the code that was sent there came back; failing: the mail server refuses the address. @typedef {Wish & {confirmed: boolean, failing: boolean}} Contact */
/** mail: this server sends e-mail; contact: null when the person never said. @typedef {{mail: boolean, contact: Contact|null}} Told */
/** told: when last, null for never; failing: its push service refuses. Times in seconds. @typedef {{id: string, created: number, told: number|null, failing: boolean}} Device */
/** What a browser gives to whoever may tell it. @typedef {{endpoint: string, p256dh: string, auth: string}} Reach */

const CONTACT = "/v1/contact";
const PUSH = "/v1/push";

export class Notices {
  /** @param {Desk} desk */
  constructor(desk) {
    this._api = desk.api;
    this._person = desk.person.id;
  }

  async read() {
    return told(await this._api.get(CONTACT));
  }

  /** A new address is sent a code. Throws email, no-mail, contact-tries. @param {Wish} wish */
  async put({ email, lang, immediate, digest, quiet }) {
    return told(await this._api.ask("PUT", CONTACT, { body: { email, lang, immediate, digest, quiet } }));
  }

  /** The six digits that came. Throws contact-code (left), contact-tries, unknown-contact. @param {string} code */
  async confirm(code) {
    return told(await this._api.ask("POST", `${CONTACT}/confirm`, { body: { code } }));
  }

  async remove() {
    await this._api.ask("DELETE", CONTACT);
  }

  /** key: null where no device is told. @returns {Promise<{key: string|null, devices: Device[]}>} */
  async devices() {
    const fields = new Fields(await this._api.get(PUSH));
    return { key: fields.has("key") ? fields.id("key", 65) : null, devices: fields.many("devices").map(device) };
  }

  /** The same device of the same person has the same id, however often it is added. @param {string} endpoint */
  async idOf(endpoint) {
    return b64((await sha256(utf8("navette/v1 device\0"), this._person, utf8(endpoint))).subarray(0, 16));
  }

  /** Throws no-push, push-endpoint. @param {Reach} reach */
  async add(reach) {
    return device(new Fields(await this._api.ask("PUT", `${PUSH}/${await this.idOf(reach.endpoint)}`, { body: reach })));
  }

  /** @param {string} id */
  async forget(id) {
    await this._api.ask("DELETE", `${PUSH}/${id}`);
  }
}

/** @type {(answer: unknown) => Told} */
function told(answer) {
  const fields = new Fields(answer);
  return { mail: fields.flag("mail"), contact: fields.has("contact") ? contact(fields.fields("contact")) : null };
}

/** @type {(fields: Fields) => Contact} */
function contact(fields) {
  const quiet = fields.has("quiet") ? fields.fields("quiet") : null;
  return {
    email: fields.text("email"),
    lang: fields.text("lang"),
    immediate: fields.flag("immediate"),
    digest: fields.has("digest") ? fields.text("digest") : null,
    quiet: quiet && { from: quiet.text("from"), to: quiet.text("to") },
    confirmed: fields.flag("confirmed"),
    failing: fields.flag("failing"),
  };
}

/** @type {(fields: Fields) => Device} */
const device = (fields) => ({
  id: fields.id("id", 16),
  created: fields.time("created"),
  told: fields.has("told") ? fields.time("told") : null,
  failing: fields.flag("failing"),
});
