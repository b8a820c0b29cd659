// Numbers of what the server no longer knows, each with its removal. Twin: navette/client/numbers.py
import { read } from "../envelope/any_statement.js";
import { Fields } from "./answer.js";

/** @typedef {import("./desk.js").Desk} Desk */

const ID = 16;
const PAGE = "200";

/** @type {(desk: Desk, mailbox: string) => Promise<[number, string][]>} */
export async function forgotten(desk, mailbox) {
  /** @type {[number, string][]} */
  const found = [];
  for (let after = /** @type {number|null} */ (0); after !== null; ) {
    const answer = new Fields(await desk.api.get(`/v1/mailboxes/${mailbox}/removed`, { after: String(after), limit: PAGE }));
    const items = answer.many("items");
    for (const one of items) if (holds(one, mailbox)) found.push([one.number("n"), one.id("message", ID)]);
    after = items.length && answer.has("next") ? answer.number("next") : null;
  }
  return found;
}

/** Whether the statement says so. @type {(fields: Fields, mailbox: string) => boolean} */
function holds(fields, mailbox) {
  const { type, what, message, seqs } = read(fields.encoded("statement"));
  return type === "removal" && what === "metadata" && message === fields.id("message", ID) && seqs[mailbox] === String(fields.number("n"));
}
