// Joining: an invitation becomes a person, their locks, and perhaps a mailbox. Twin: navette/client/join.py
//
// At every step, what is true if we stop here: the keys and the request are kept on this machine, the keys wrapped under
// the invitation's secret, before the server hears of them; asked again with the same invitation, joining goes on with the
// same keys, and what was printed before opens nothing. Once locks are at the server, the pins beside them, and what was
// shown is typed back, nothing of it is kept here.
import { b64, timestamp } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { derive, ID } from "../envelope/keys.js";
import { newSeed, person } from "../envelope/person.js";
import { KemKey, giveSeat } from "../envelope/seat.js";
import { wrap } from "../envelope/lock_making.js";
import { unwrap } from "../envelope/unlock.js";
import { Fields, malformed } from "./answer.js";
import { readJson, writeJson } from "./folder.js";
import { Api } from "./http.js";
import { binding, claim } from "./invitation.js";
import { Leaf, Ledgers } from "./ledgers.js";
import * as making from "./lock_making.js";
import * as locks from "./locks.js";
import { Pins, save } from "./pins.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/person.js").Person} Person */
/** @typedef {import("./folder.js").Folder} Folder @typedef {import("./invitation.js").Code} Code @typedef {import("./lock_making.js").Lock} Lock */
/** @typedef {import("./account.js").Outside} Outside */
/** What is to be sent, and the keys it is about. @typedef {{seed: Bytes, account: Bytes, request: Record<string, unknown>}} Begun */
/**
 * opened: the seed, to be wiped by who takes it; code: to be printed; passphrase: when one was asked for; trust: writes the
 * pins in the person's folder; keep: the passphrase opens from then on, and nothing is kept here any more.
 * @typedef {{opened: import("./locks.js").Opened, code: string, passphrase: string, trust: (folder: Folder) => Promise<void>, keep: () => Promise<void>}} Joined
 */

const WRAPPED = 60;
const FOR_GOOD = ["refused", "conflict"];

/**
 * Makes the keys here and the locks, and shows the server and the coordinator that they are the invited one's. Throws
 * browser-too-old, passphrase-elsewhere (before anything is made), invitation, invitation-expired, invitation-used, address-taken,
 * server-unreachable.
 * @type {(outside: Outside, invited: Code, lock: "passkey"|"code"|"passphrase") => Promise<Joined>}
 */
export async function join(outside, invited, lock) {
  const kept = await outside.kept("navette joining");
  const name = `${invited.id}.json`;
  const api = new Api(outside.url, null, outside);
  const before = await taken(kept, name, invited.secret);
  const seed = before?.seed ?? newSeed();
  const me = await person(seed.slice());
  const owner = { id: me.id, name: invited.identity.name ?? "" };
  const device = lock === "passkey" ? await making.passkeyLock(api, owner, making.deviceName()) : null;
  const begun = before ?? (await begin(api, invited, me, seed));
  if (!before) await writeJson(kept, name, await wrapped(begun, invited.secret));
  const { words: code, lock: printed } = await making.codeLock(seed, begun.account);
  const spoken = lock === "passphrase" ? await making.passphraseLock(seed, begun.account) : null;
  const made = device ? [printed, await device(seed, begun.account)] : [printed];
  const answer = await send(api, begun.request).catch((error) => abandoned(error, kept, name));
  if (answer.id("person", 32) !== b64(me.id)) throw malformed("person");
  const signed = new Api(outside.url, me, outside);
  await keepAll(signed, made);
  return {
    opened: { seed, account: begun.account, person: b64(me.id), lock: (device ? made[1] : printed).id },
    code,
    passphrase: spoken?.words ?? "",
    trust: (folder) => trust(signed, folder, invited, new Fields(begun.request).fields("person"), answer),
    keep: async () => {
      if (spoken) await making.keep(signed, spoken.lock);
      await kept.remove(name);
    },
  };
}

/** The request of POST /v1/join: with it, and the seed, nothing else is needed. @type {(api: Api, invited: Code, me: Person, seed: Bytes) => Promise<Begun>} */
async function begin(api, invited, me, seed) {
  await api.server(); // its clock, which judges ours
  const mailbox = invited.kind ? random() : null;
  const statement = await me.signStatement({ type: "person", public: b64(me.public), salt: b64(random()) });
  const request = {
    invitation: invited.id,
    claim: b64(await claim(invited.secret)),
    binding: b64(await binding(invited.secret, b64(me.id), mailbox && b64(mailbox))),
    person: spelled(statement),
    mailbox: mailbox && (await firstStatement(invited, me, mailbox, api.localTime() + api.offset)),
  };
  return { seed, account: random(), request };
}

/** @type {(invited: Code, me: Person, mailbox: Bytes, now: number) => Promise<Record<string, string>>} */
async function firstStatement({ kind, address }, me, mailbox, now) {
  const epoch = await KemKey.fresh();
  const statement = await me.signStatement({
    type: "mailbox",
    mailbox: b64(mailbox),
    kind,
    address: address ?? "",
    n: "0",
    prev: "",
    public: b64(epoch.public),
    members: [{ key: b64(me.id), role: "guardian" }],
    time: timestamp(now),
  });
  const seat = b64(await giveSeat(mailbox, epoch, me.public));
  epoch.forget();
  return { ...spelled(statement), seat };
}

/** @type {(statement: import("../envelope/statement.js").SignedStatement) => {statement: string, signature: string}} */
const spelled = ({ raw, signature }) => ({ statement: new TextDecoder().decode(raw), signature: b64(signature) });

/** @type {(api: Api, request: Record<string, unknown>) => Promise<Fields>} */
const send = async (api, request) => new Fields(await api.ask("POST", "/v1/join", { body: request, signed: false }));

/** The server refused for good: this machine is free for another invitation. @type {(error: unknown, kept: Folder, name: string) => Promise<never>} */
async function abandoned(error, kept, name) {
  if (error instanceof NavetteError && FOR_GOOD.includes(error.family)) await kept.remove(name);
  throw error;
}

/** These locks, and no other: those of a joining that was interrupted open nothing more. @type {(api: Api, made: Lock[]) => Promise<void>} */
async function keepAll(api, made) {
  for (const lock of made) await making.keep(api, lock);
  const known = await locks.all(api);
  for (const { id } of known) if (!made.some((one) => one.id === id)) await locks.remove(api, id);
}

/** What is trusted is written in the person's folder, and the person's statement found in the ledger. @type {(api: Api, folder: Folder, invited: Code, sent: Fields, answer: Fields) => Promise<void>} */
async function trust(api, folder, { url, coordinators, ledgers: vkeys, role, identity }, sent, answer) {
  const own = role === "coordinator" ? [answer.id("person", 32)] : [];
  const pins = new Pins(url, [...coordinators, ...own], vkeys);
  const { name = "", profession = "" } = identity;
  await writeJson(folder, "me.json", { v: "1", name, profession });
  await save(folder, pins);
  const leaf = new Leaf(answer.number("index"), sent.encoded("statement"), sent.raw("signature", 64));
  await new Ledgers(api, folder, pins).confirm("annuaire", answer.text("checkpoint"), [leaf]);
}

/** @type {(begun: Begun, secret: Bytes) => Promise<Record<string, unknown>>} */
async function wrapped({ seed, account, request }, secret) {
  const key = await derive(secret, "navette/v1 invitation keys");
  const { wrapped: held } = await wrap(seed, account, "code", key, random());
  return { v: "1", account: b64(account), wrapped: b64(held), request };
}

/** What was begun with this invitation; what cannot be read is begun again. @type {(kept: Folder, name: string, secret: Bytes) => Promise<Begun|null>} */
async function taken(kept, name, secret) {
  try {
    const found = await readJson(kept, name);
    if (!found) return null;
    const fields = new Fields(found);
    const account = fields.raw("account", ID);
    const key = await derive(secret, "navette/v1 invitation keys");
    const seed = await unwrap(fields.raw("wrapped", WRAPPED), account, "code", key, new Uint8Array(ID));
    return { seed, account, request: /** @type {Record<string, unknown>} */ (found.request) };
  } catch (error) {
    if (error instanceof NavetteError) return null;
    throw error;
  }
}

/** @type {() => Bytes} */
const random = () => crypto.getRandomValues(new Uint8Array(ID));
