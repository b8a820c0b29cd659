// What was sent to a mailbox, and what it sent. Twin: the lists of navette/client/receive.py
import { Fields } from "./answer.js";
import { Numbers } from "./numbers.js";
import { inboxItem, sentItem } from "./reading.js";

/** @typedef {import("./items.js").InboxItem} InboxItem @typedef {import("./items.js").SentItem} SentItem @typedef {import("./place.js").Place} Place */

const PAGE = 200;

/** The oldest that are open, or the latest of all, in the order of their numbers. @type {(place: Place, given: {open: boolean, limit: number}) => Promise<InboxItem[]>} */
export async function inbox(place, { open, limit }) {
  const numbers = await Numbers.open(place.desk, place.mailbox);
  await numbers.sync();
  /** @type {InboxItem[]} */
  const items = [];
  for (let after = open ? 0 : Math.max(0, numbers.last - limit); items.length < limit; after = items[items.length - 1].n) {
    const query = { after: String(after), limit: String(Math.min(PAGE, limit - items.length)), open: String(Number(open)) };
    const answer = new Fields(await place.desk.api.get(`/v1/mailboxes/${place.mailbox}/inbox`, query));
    const page = await Promise.all(answer.many("items").map((one) => inboxItem(place.desk, one)));
    for (const { n, message } of page) numbers.check(n, message);
    items.push(...page);
    if (!page.length || !answer.has("next")) break;
  }
  place.note(numbers.faults(place.state.address));
  return items;
}

/** What the mailbox sent, newest first. @type {(place: Place, limit: number) => Promise<SentItem[]>} */
export async function sent(place, limit) {
  /** @type {SentItem[]} */
  const items = [];
  for (let before = {}; items.length < limit; ) {
    const query = { ...before, limit: String(Math.min(PAGE, limit - items.length)) };
    const answer = new Fields(await place.desk.api.get(`/v1/mailboxes/${place.mailbox}/outbox`, query));
    items.push(...(await Promise.all(answer.many("items").map((one) => sentItem(place.desk, one)))));
    if (!answer.has("next")) break;
    before = { before: String(answer.number("next")) };
  }
  return items;
}
