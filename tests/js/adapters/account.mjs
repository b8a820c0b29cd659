// People who join and unlock in JavaScript, at a real server, as the pages have them do: what each gives, what is kept on
// the machine, what was sent (node only: no passkeys).
import { b64, unb64 } from "../../../navette/web/static/js/core/encoding.js";
import { Entrance } from "../../../navette/web/static/js/client/entrance.js";
import { MemoryFolder } from "../../../navette/web/static/js/client/folder.js";
import * as invitations from "../../../navette/web/static/js/client/invitation.js";

const decode = (text) => unb64(text, Math.floor((text.length * 3) / 4));

/** A Folder that also keeps what is no bytes, as a database does. */
class Kept extends MemoryFolder {
  async write(name, data) {
    this._records.set(name, data);
  }

  async read(name) {
    return this._records.get(name) ?? null;
  }
}

/**
 * What is asked, in order: [[what, ...arguments], …]; what each gives, or [code, data]. kept: folder → name → base64url.
 * cut: path, or the beginning of one with its slash → how many of its answers are lost on their way.
 */
export async function live({ url, kept = {}, asked, cut = {} }) {
  const machine = { kept: new Map(), sent: [], cut, left: -1 };
  for (const [folder, records] of Object.entries(kept)) {
    machine.kept.set(folder, new Kept());
    for (const [name, data] of Object.entries(records)) await machine.kept.get(folder).write(name, decode(data));
  }
  const state = { machine, url, entrance: new Entrance(outside(machine, url)), accounts: {} };
  const answers = [];
  for (const [what, ...given] of asked) answers.push(await outcome(() => DONE[what](state, ...given)));
  return { answers, kept: shown(machine.kept), sent: machine.sent };
}

const outside = (machine, url) => ({
  url,
  memory: () => new MemoryFolder(),
  holds: async (name) => machine.kept.has(name),
  async kept(name) {
    if (!machine.kept.has(name)) machine.kept.set(name, new Kept());
    return machine.kept.get(name);
  },
  async fetch(address, options) {
    const path = new URL(address).pathname;
    machine.sent.push({ address: String(address), method: options.method, headers: options.headers, body: b64(options.body ?? new Uint8Array()) });
    const response = await fetch(address, options);
    if (machine.left-- === 0) return lost(response);
    const cut = Object.keys(machine.cut).find((one) => path === one || (one.endsWith("/") && path.startsWith(one)));
    if (!cut || !machine.cut[cut]) return response;
    machine.cut[cut] -= 1;
    return lost(response);
  },
});

async function lost(response) {
  await response.arrayBuffer();
  throw new TypeError("the connection was lost");
}

const shown = (folders) =>
  Object.fromEntries([...folders].map(([name, { _records }]) => [name, Object.fromEntries([..._records].map(([key, data]) => [key, ArrayBuffer.isView(data) ? b64(data) : "…"]))]));

const said = ({ person, name, profession, mailboxes, coordinator }) => ({ person, name, profession, mailboxes, coordinator });

const remember = (state, as, account) => said((state.accounts[as] = account));

const DONE = {
  invitation: ({ entrance }, text) => entrance.invitation(text),
  async create(state, as, text, place) {
    const { account, code, passphrase, finish } = await state.entrance.create(text, { lock: "code", ...place });
    state.code = code;
    if (!place.unfinished) await finish();
    return { ...remember(state, as, account), code, passphrase };
  },
  /** The answer after that many is lost. */
  cut({ machine }, left) {
    machine.left = left;
  },
  unlockPrinted: async (state, as, place) => remember(state, as, await state.entrance.unlockWithCode(state.code, place)),
  unlock: async (state, as, code, place) => remember(state, as, await state.entrance.unlockWithCode(code, place)),
  async resume(state, as) {
    const account = await state.entrance.resume();
    return account && remember(state, as, account);
  },
  locks: ({ accounts }, as) => accounts[as].locks(),
  /** Shown, and kept when it was typed back. */
  renew: async (state, as, what, code) => (state.renewed = await state.accounts[as][what]({ code })).words,
  keep: ({ renewed }) => renewed.keep(),
  removeLock: ({ accounts }, as, id) => accounts[as].removeLock(id),
  lock: ({ accounts }, as) => accounts[as].closed(),
  write: ({ accounts }, as, name, data) => accounts[as].vault.write(name, decode(data)),
  async read({ accounts }, as, name) {
    const data = await accounts[as].vault.read(name);
    return data && b64(data);
  },
  remove: ({ accounts }, as, name) => accounts[as].vault.remove(name),
  names: ({ accounts }, as, folder) => accounts[as].vault.names(folder),
  settle: ({ accounts }, as) => accounts[as].vault.settle(),
  async inbox(state, as, address) {
    const mailbox = await state.entrance.openMailbox(state.accounts[as], address);
    return (await mailbox.inbox()).length;
  },
  invite: async ({ entrance, accounts }, as, identity, wanted) => (await (await entrance.coordinator(accounts[as])).invite(identity, wanted)).code,
  confirm: async ({ entrance, accounts }, as) => (await entrance.coordinator(accounts[as])).confirm(),
  rewritten: async (_state, text) => invitations.write(await invitations.read(text)),
};

async function outcome(make) {
  try {
    return (await make()) ?? null;
  } catch (error) {
    if (!error.code || !error.data) throw error;
    return [error.code, error.data];
  }
}
