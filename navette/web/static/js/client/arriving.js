// Somebody who arrives with an invitation: who is invited, and the account that comes of it.
import { timestamp } from "../core/encoding.js";
import { Account } from "./account.js";
import { read } from "./invitation.js";
import { join } from "./joining.js";
import { certify } from "./vouching.js";

/** @typedef {import("./account.js").Outside} Outside @typedef {import("./account.js").Place} Place */

const VOUCHED = 730 * 86_400; // seconds

/** An invitation as it was pasted: its text, or the link that ends with it. @type {(text: string) => ReturnType<typeof read>} */
const invited = (text) => read(text.slice(text.lastIndexOf("#") + 1));

/** Who is invited; refuses `invitation`. @param {string} text */
export async function invitation(text) {
  const { identity, address } = await invited(text);
  const { name = "", profession = "" } = identity;
  return { name, profession, mailbox: address === null ? null : { address } };
}

/** See Entrance.create. @param {Outside} outside @param {string} text @param {Place & {lock: "passkey"|"code"|"passphrase"}} given */
export async function create(outside, text, { lock, ...place }) {
  const found = await invited(text);
  const { opened, code, passphrase, trust, keep } = await join(outside, found, lock);
  const account = await Account.open(outside, opened, place, trust);
  if (!found.coordinators.length) await vouch(account, found.identity);
  await account.vault.keep("pins.json"); // without them, a code and a passkey open nothing
  return { account, code, passphrase, finish: keep };
}

/** The first coordinator: nobody else can vouch for her. @param {Account} account @param {Record<string, string>} identity */
async function vouch({ desk, person }, identity) {
  if (!desk.name(person)) await certify(desk, person, identity, timestamp(desk.now() + VOUCHED).slice(0, 10));
  await desk.sync();
}
