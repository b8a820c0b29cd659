// What ledger/ makes of trees, notes and statements, as JSON: bytes are base64url, a refusal is [code, data].
import { b64 } from "../../../navette/web/static/js/core/encoding.js";
import { Fold } from "../../../navette/web/static/js/ledger/acts.js";
import { readCheckpoint, readVkey, vkey } from "../../../navette/web/static/js/ledger/checkpoint.js";
import { Directory } from "../../../navette/web/static/js/ledger/directory.js";
import { settle } from "../../../navette/web/static/js/ledger/services.js";
import { checkConsistency, checkInclusion } from "../../../navette/web/static/js/ledger/proof.js";
import { EMPTY_ROOT, Frontier, leafHash } from "../../../navette/web/static/js/ledger/tree.js";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));

async function outcome(make) {
  try {
    return (await make()) ?? null;
  } catch (error) {
    if (!error.code || !error.data) throw error;
    return [error.code, error.data];
  }
}

/** The root at each size, leaf after leaf, and all at once: [[one by one, at once], …] */
export async function roots(leaves) {
  const [hashes, found] = [leaves.map(bytes), []];
  let frontier = new Frontier();
  for (let size = 0; size <= hashes.length; size += 1) {
    const whole = await new Frontier().extend(hashes.slice(0, size));
    found.push([b64(await frontier.root()), b64(await whole.root())]);
    if (size < hashes.length) frontier = await frontier.extend([hashes[size]]);
  }
  return found;
}

/** The root of `cuts` of leaves added batch by batch. */
export async function batches(leaves, cuts) {
  let frontier = new Frontier();
  for (const cut of cuts) frontier = await frontier.extend(leaves.slice(frontier.size, frontier.size + cut).map(bytes));
  return [frontier.size, b64(await frontier.root())];
}

export const leaves = (data) => Promise.all(data.map(async (one) => b64(await leafHash(bytes(one)))));

export const emptyRoot = () => b64(EMPTY_ROOT);

/** [[leaf, index, size, proof, root], …] */
export const inclusions = (cases) =>
  Promise.all(cases.map(([leaf, index, size, proof, root]) =>
    outcome(() => checkInclusion(bytes(leaf), index, size, proof.map(bytes), bytes(root)))));

/** [[old, its root, new, its root, proof], …] */
export const consistencies = (cases) =>
  Promise.all(cases.map(([old, oldRoot, size, root, proof]) =>
    outcome(() => checkConsistency(old, bytes(oldRoot), size, bytes(root), proof.map(bytes)))));

/** [[note, origin, key, {witness: key}, quorum], …] → [size, root, cosigned] each */
export const checkpoints = (cases) =>
  Promise.all(cases.map(([note, origin, key, witnesses, quorum]) =>
    outcome(async () => {
      const known = new Map(Object.entries(witnesses).map(([name, one]) => [name, bytes(one)]));
      const read = await readCheckpoint(note, origin, bytes(key), known, quorum);
      return read.note === note && read.origin === origin ? [read.size, b64(read.root), read.cosigned] : null;
    })));

export const verifierKeys = (texts) =>
  Promise.all(texts.map((text) =>
    outcome(async () => {
      const { origin, key } = await readVkey(text);
      return [origin, b64(key), await vkey(origin, key)];
    })));

/** Entries judged in order, refused ones among them: what each establishes, and the directory they leave. */
export async function replay(coordinators, entries, questions) {
  const [directory, late, facts] = [new Directory(coordinators), new Directory(coordinators), []];
  for (const entry of entries) {
    facts.push(await outcome(() => applied(directory, entry)));
    await outcome(() => late.apply(signed(entry)));
  }
  await Promise.all([settle(late), settle(late.copy()), settle(late)]);
  return { facts, late: answers(late, questions), people: [...directory.people.keys()], ...answers(directory, questions), copied: answers(directory.copy(), questions) };
}

/** What an entry establishes, now or once it is asked for. */
async function applied(directory, entry) {
  const fact = await directory.apply(signed(entry));
  if (fact) return plain(fact);
  const [{ state, error }] = await settle(directory);
  if (error) throw error;
  return { type: "service", state };
}

/** times: [mailbox, time], days: [subject, day], keys: key ids, mailboxes: ids. */
function answers(directory, { times, days, keys, mailboxes }) {
  const identity = ([subject, day]) =>
    subject.length > 22 ? directory.personIdentity(subject, day) : directory.mailboxIdentity(subject, day);
  return {
    members: times.map(([mailbox, time]) => [...directory.membersAt(mailbox, time)].sort()),
    identities: days.map((asked) => now(() => identity(asked))),
    addresses: days.map(([subject, day]) => now(() => b64(directory.address(subject, day)))),
    owners: keys.map((key) => directory.mailboxOfKey(key)),
    services: mailboxes.map((mailbox) => directory.service(mailbox)),
    confirmed: mailboxes.map((mailbox) => directory.confirmed(mailbox)),
  };
}

function now(make) {
  try {
    return make();
  } catch (error) {
    return [error.code, error.data];
  }
}

/** Acts folded in order: what each does, and where it leaves the handoff. */
export async function folded({ envelope, sender, recipients, members, people, acts }) {
  const fold = new Fold(envelope, sender, recipients);
  const steps = [];
  for (const act of acts) {
    const done = await outcome(() =>
      fold.apply(signed(act), (mailbox) => new Set(members[mailbox] ?? []), (by) => (people[by] ? bytes(people[by]) : null)));
    steps.push([done, Object.fromEntries(fold.status), Object.fromEntries(fold.owner), Object.fromEntries(fold.removed)]);
  }
  return steps;
}

const signed = ([raw, signature]) => ({ raw: bytes(raw), signature: bytes(signature) });

function plain(fact) {
  if (fact.type === "person") return { ...fact, public: b64(fact.public) };
  if (fact.type !== "mailbox") return fact;
  const { members, public: key, ...state } = fact.state;
  return { ...fact, left: fact.left.toSorted(), state: { ...state, public: b64(key), members: Object.fromEntries(members) } };
}
