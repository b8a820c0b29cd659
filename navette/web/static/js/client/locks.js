// Locks that the server keeps: ways for a person to find the account seed again on a machine that holds nothing.
// New ones: lock_making.js. docs/spec/api.md, Locks
import { b64 } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";
import { ID } from "../envelope/keys.js";
import { wiped } from "../envelope/kem.js";
import { SALT, codeLockId, isPassphrase, loginProof, proofStrong, readCode, strongPassphrase, unwrapStrong } from "../envelope/unlock.js";
import { Fields } from "./answer.js";
import * as passkeys from "./passkeys.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/unlock.js").Kind} Kind @typedef {import("./http.js").Api} Api */
/** The seed is wiped by who takes it. account: 16 bytes; person: whose it is; lock: what opened it. @typedef {{seed: Bytes, account: Bytes, person: string, lock: string}} Opened */
/** Times in seconds since 1970. @typedef {{id: string, kind: Kind, label: string, created: number, used: number|null, credential: string|null}} Known */

const KINDS = /** @type {Kind[]} */ (["prf", "code", "passphrase"]);

/** Mine, oldest first. @type {(api: Api) => Promise<Known[]>} */
export async function all(api) {
  const found = new Fields(await api.get("/v1/locks")).many("locks");
  return found.map((one) => ({
    id: one.id("id", ID),
    kind: one.oneOf("kind", KINDS),
    label: one.text("label"),
    created: one.time("created"),
    used: one.has("used") ? one.time("used") : null,
    credential: one.has("credential") ? one.text("credential") : null,
  }));
}

/** Refused: last-lock, unknown-lock. @type {(api: Api, id: string) => Promise<void>} */
export async function remove(api, id) {
  await api.open("DELETE", `/v1/locks/${id}`);
}

/**
 * By a printed code, or a passphrase, as it was typed: it alone says whose it is. Throws code-groups, code-mistyped, lock,
 * too-many-tries, passphrase-elsewhere.
 * @type {(api: Api, typed: string) => Promise<Opened>}
 */
export async function openWithCode(api, typed) {
  if (isPassphrase(typed)) return openWithPassphrase(api, typed);
  const secret = await readCode(typed);
  const login = await loginProof("code", secret, new Uint8Array(SALT)); // only a passphrase is salted
  return asked(api, await codeLockId(secret), login, "code", secret);
}

/** @type {(api: Api, typed: string) => Promise<Opened>} */
async function openWithPassphrase(api, typed) {
  const { secret, id } = await strongPassphrase(typed);
  return wiped(secret, proofStrong("passphrase", secret).then((login) => asked(api, id, login, "passphrase", secret)));
}

/** @type {(api: Api, id: Bytes, login: Bytes, kind: Kind, secret: Bytes) => Promise<Opened>} */
async function asked(api, id, login, kind, secret) {
  const body = { lock: b64(id), login: b64(login) };
  return opened(await api.ask("POST", "/v1/unlock", { body, signed: false }), kind, secret);
}

/** By the passkey that the person chooses. Throws browser-too-old, taken-out (the server knows it no more), passkey-challenge; DOMException when the person says no. @type {(api: Api) => Promise<Opened>} */
export async function openWithPasskey(api) {
  const { credential, secret } = await passkeys.answer(api);
  const answer = await api.ask("POST", "/v1/unlock/passkey", { body: { credential }, signed: false }).catch(known);
  return opened(answer, "prf", secret);
}

/** A device that answers was added once. @type {(error: unknown) => never} */
function known(error) {
  if (error instanceof NavetteError && error.code === "lock") refuse("taken-out");
  throw error;
}

/** @type {(answer: unknown, kind: Kind, secret: Bytes) => Promise<Opened>} */
async function opened(answer, kind, secret) {
  const fields = new Fields(answer);
  if (fields.text("kind") !== kind) refuse("lock");
  const account = fields.raw("account", ID);
  const found = unwrapStrong(fields.raw("wrapped", 60), account, kind, secret);
  return { seed: await wiped(secret, found), account, person: fields.id("person", 32), lock: fields.id("lock", ID) };
}
