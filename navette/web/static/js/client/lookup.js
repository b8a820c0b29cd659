// From what a person types to a message: a reference said over the telephone, or a whole message id.
// Twin: navette/client/lookup.py
import { reference, unb64, uncrockford } from "../core/encoding.js";
import { NavetteError, refuse } from "../core/errors.js";
import { ID } from "../envelope/keys.js";
import { Fields } from "./answer.js";
import { ABSENT } from "./desk.js";
import { Numbers } from "./numbers.js";

/** @typedef {import("./workplace.js").Workplace} Workplace */

const PAGE = 200;
const MESSAGE_ID = /^[\w-]{22}$/;
const SEALED = ".nav";

/** The message id behind a reference, in the folder first, then at the server. Throws unknown-reference. @type {(place: Workplace, ref: string) => Promise<string>} */
export async function find(place, ref) {
  if (MESSAGE_ID.test(ref.trim())) return ref.trim();
  const typed = spell(ref);
  for (const message of [...(await keptMessages(place)), ...place.outbox.waiting().map((one) => one.message)])
    if ((await referenceOf(message)) === typed) return message;
  const found = await ask(place, typed).catch((error) => {
    if (!(error instanceof NavetteError) || !ABSENT.includes(error.code)) throw error;
    refuse("server-unreachable", { reference: typed });
  });
  return found ?? refuse("unknown-reference", { reference: typed });
}

/** A reference as it is printed: NV-7K3F-22Q; case, dashes and spaces forgiven, O as 0, I and L as 1. @type {(ref: string) => string} */
export function spell(ref) {
  const text = uncrockford(ref).replace(/^NV/, "");
  return `NV-${text.slice(0, 4)}-${text.slice(4)}`;
}

/** The messages whose sealed bytes are kept here. @param {Workplace} place */
async function keptMessages({ desk }) {
  const names = [...(await desk.folder.names("received")), ...(await desk.folder.names("sent"))];
  return names.filter((name) => name.endsWith(SEALED)).map((name) => name.slice(0, -SEALED.length));
}

/** @type {(message: string) => Promise<string>} */
const referenceOf = (message) => reference(unb64(message, ID));

/** @param {Workplace} place @param {string} typed */
async function ask(place, typed) {
  const numbers = await Numbers.open(place.desk, place.mailbox);
  await numbers.sync();
  return (await numbers.find(typed)) ?? findSent(place, typed);
}

/** What colleagues sent from this mailbox, and what was re-routed of it: newest first, page by page. @param {Workplace} place @param {string} typed */
async function findSent({ desk, mailbox }, typed) {
  for (let before = {}; ; ) {
    const answer = new Fields(await desk.api.get(`/v1/mailboxes/${mailbox}/outbox`, { ...before, limit: String(PAGE) }));
    for (const one of answer.many("items")) {
      const onward = one.many("recipients").map((state) => state.maybeId("rerouted_to", ID));
      for (const message of [one.id("message", ID), ...onward])
        if (message !== null && (await referenceOf(message)) === typed) return message;
    }
    if (!answer.has("next")) return null;
    before = { before: String(answer.number("next")) };
  }
}
