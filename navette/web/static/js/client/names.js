// Finding an entry of the directory by what a person types: an address, a name, the beginning of an id.
// Twin: navette/client/names.py
//
// Case and accents are forgiven. The surest way of naming wins: address or RPPS, then the whole name, then the
// beginning of an id, then words of the name.
import { refuse } from "../core/errors.js";
import { identity } from "./identity.js";

export { identity };

/** @typedef {import("../ledger/directory.js").Directory} Directory */
/** name: folded, "" when nobody vouches for it; known: folded address, or RPPS. @typedef {{id: string, name: string, known: string}} Entry */

const SHORTEST_PREFIX = 6;
const SHOWN = 12; // of a person's id

/** The mailbox that answers to this name. Throws unknown-name, ambiguous-name. @type {(directory: Directory, name: string, today: string) => string} */
export function findMailbox(directory, name, today) {
  const entries = [...directory.mailboxes.values()].map(({ id, address }) => {
    return { id, name: fold(identity(directory, id, today).name ?? ""), known: fold(address) };
  });
  return find(entries, name, (id) => directory.mailbox(id)?.address ?? "");
}

/** The person that answers to this name. Throws unknown-name, ambiguous-name. @type {(directory: Directory, name: string, today: string) => string} */
export const findPerson = (directory, name, today) => find(people(directory, today), name, (id) => id.slice(0, SHOWN));

/** Everybody that a name may stand for, by the same rules: for who is asked which of them. @type {(directory: Directory, name: string, today: string) => string[]} */
export const findPeople = (directory, name, today) => answering(people(directory, today), name);

/** @type {(directory: Directory, today: string) => Entry[]} */
const people = (directory, today) =>
  [...directory.people.keys()].map((id) => {
    const known = identity(directory, id, today);
    return { id, name: fold(known.name ?? ""), known: known.rpps ?? "" };
  });

/** @type {(entries: Entry[], typed: string, spell: (id: string) => string) => string} */
function find(entries, typed, spell) {
  const found = answering(entries, typed);
  if (found.length > 1) refuse("ambiguous-name", { name: typed, matches: found.map(spell).sort().join(", ") });
  return found[0] ?? refuse("unknown-name", { name: typed });
}

/** Those that are named the surest way. @type {(entries: Entry[], typed: string) => string[]} */
function answering(entries, typed) {
  const name = fold(typed);
  const words = name.split(" ");
  /** @type {((entry: Entry) => boolean)[]} */
  const tries = [
    ({ known }) => known === name,
    (entry) => entry.name === name,
    ({ id }) => typed.length >= SHORTEST_PREFIX && id.startsWith(typed),
    (entry) => words.every((word) => entry.name.split(" ").includes(word)),
  ];
  for (const matches of name ? tries : []) {
    const found = entries.filter(matches).map(({ id }) => id);
    if (found.length) return found;
  }
  return [];
}

/** Without case, accents, typographic dashes and commas. @type {(text: string) => string} */
function fold(text) {
  const plain = text.normalize("NFKD").replace(/[–—,]/g, " ").replace(/\p{M}/gu, "");
  return plain.toUpperCase().toLowerCase().split(/\s+/).filter(Boolean).join(" "); // upper first: ß is ss
}
