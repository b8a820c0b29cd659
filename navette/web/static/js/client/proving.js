// Proofs asked of the server, and checked: what it cannot prove is not so.
import { NavetteError, refuse } from "../core/errors.js";
import { checkConsistency, checkInclusion } from "../ledger/proof.js";
import { Fields } from "./answer.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/statement.js").Ledger} Ledger */
/** @typedef {import("../ledger/checkpoint.js").Checkpoint} Checkpoint @typedef {import("./http.js").Api} Api @typedef {import("./ledgers.js").Leaf} Leaf @typedef {import("./ledgers.js").Ledgers} Ledgers */

/** That a checkpoint holds a leaf: the path that shows it; refuses as `checkInclusion` does. @type {(api: Api, ledger: Ledger, checkpoint: Checkpoint, leaf: Leaf) => Promise<Bytes[]>} */
export async function prove(api, ledger, { size, root }, leaf) {
  const answer = await proof(api, ledger, size, { index: leaf.index });
  const path = answer.hashes("inclusion");
  await checkInclusion(await leaf.hash(ledger), leaf.index, size, path, root);
  return path;
}

/** See Ledgers.confirm. @type {(ledgers: Ledgers, ledger: Ledger, note: string, leaves: Leaf[]) => Promise<Checkpoint>} */
export async function confirm(ledgers, ledger, note, leaves) {
  const checkpoint = await ledgers.verified(ledger, note);
  const before = await ledgers.pins.checkpoint(ledger);
  await ledgers.keeping(ledger, note, () => extend(ledgers.api, ledger, before, checkpoint, leaves));
  await ledgers.advance(ledger, checkpoint);
  return checkpoint;
}

/** See Ledgers.checkNow. @type {(ledgers: Ledgers, ledger: Ledger, leaves: Leaf[]) => Promise<Checkpoint>} */
export async function checkNow(ledgers, ledger, leaves) {
  const before = await ledgers.pins.checkpoint(ledger); // before asking: another task may pin a later one meanwhile
  const note = await ledgers.api.text(`/v1/ledgers/${ledger}/checkpoint`);
  const { size } = await ledgers.verified(ledger, note);
  await ledgers.keeping(ledger, note, async () => {
    if (size < before.size) refuse("ledger-shrank", { old: before.size, new: size });
  });
  return confirm(ledgers, ledger, note, leaves);
}

/**
 * That a checkpoint holds the leaves and extends the pinned one. An answer may be older than the pin, when two requests
 * crossed: then it is the pin that must extend it. Refuses as `checkInclusion` and `checkConsistency` do.
 * @type {(api: Api, ledger: Ledger, pin: Checkpoint, fresh: Checkpoint, leaves: Leaf[]) => Promise<void>}
 */
async function extend(api, ledger, pin, fresh, leaves) {
  let [rest, steps] = [leaves, /** @type {Bytes[]} */ ([])];
  if (pin.size > 0 && pin.size < fresh.size) {
    const [first, ...others] = leaves;
    const answer = await proof(api, ledger, fresh.size, { index: first?.index, from: pin.size });
    steps = answer.hashes("consistency");
    if (first) await checkInclusion(await first.hash(ledger), first.index, fresh.size, answer.hashes("inclusion"), fresh.root);
    rest = others;
  }
  for (const leaf of rest) await prove(api, ledger, fresh, leaf);
  if (fresh.size > 0 && fresh.size < pin.size)
    steps = (await proof(api, ledger, pin.size, { from: fresh.size })).hashes("consistency");
  const [old, later] = fresh.size < pin.size ? [fresh, pin] : [pin, fresh];
  await checkConsistency(old.size, old.root, later.size, later.root, steps);
}

/** One request for both proofs. @type {(api: Api, ledger: Ledger, size: number, what: {index?: number, from?: number}) => Promise<Fields>} */
async function proof(api, ledger, size, { index, from }) {
  const wanted = Object.entries({ size, index, from }).filter(([, value]) => value !== undefined);
  const query = Object.fromEntries(wanted.map(([name, value]) => [name, String(value)]));
  try {
    return new Fields(await api.get(`/v1/ledgers/${ledger}/proof`, query, { signed: false }));
  } catch (error) {
    if (!(error instanceof NavetteError) || !["refused", "malformed"].includes(error.family)) throw error;
    refuse(from === undefined ? "not-in-the-ledger" : "ledger-shrank", { size });
  }
}
