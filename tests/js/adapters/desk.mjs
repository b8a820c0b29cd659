// A person's desk in JavaScript, at a real server: records and seed in, what is seen and kept out (node only).
import { b64, unb64 } from "../../../navette/web/static/js/core/encoding.js";
import { person } from "../../../navette/web/static/js/envelope/person.js";
import { tell } from "../../../navette/web/static/js/client/acts.js";
import { Fields } from "../../../navette/web/static/js/client/answer.js";
import { Desk } from "../../../navette/web/static/js/client/desk.js";
import { MemoryFolder } from "../../../navette/web/static/js/client/folder.js";
import { Leaf } from "../../../navette/web/static/js/client/ledgers.js";
import { findMailbox, findPerson } from "../../../navette/web/static/js/client/names.js";
import { Notices } from "../../../navette/web/static/js/client/notices.js";
import { Numbers } from "../../../navette/web/static/js/client/numbers.js";
import { inboxItem, receivedItem, sentItem } from "../../../navette/web/static/js/client/reading.js";
import { Seats } from "../../../navette/web/static/js/client/seats.js";

const decode = (text) => unb64(text, Math.floor((text.length * 3) / 4));

/**
 * Opens a desk and does what is asked, in order: [[what, ...arguments], …]; what each gives, or [code, data].
 * records: name → base64url; ahead: seconds our clock is.
 */
export async function visit({ records, seed, forms = {}, ahead = 0, asked = [] }) {
  const folder = new MemoryFolder();
  for (const [name, data] of Object.entries(records)) await folder.write(name, decode(data));
  const clock = () => Date.now() / 1000 + ahead;
  const answers = [];
  const opened = await outcome(async () => {
    const desk = await Desk.open(folder, await person(decode(seed)), { clock, formName: (hash) => forms[hash] ?? null });
    const state = { desk, seats: new Seats(desk), numbers: new Map() };
    for (const [what, ...given] of asked) answers.push(await outcome(() => DONE[what](state, ...given)));
    return { doubt: desk.doubt?.code ?? null, absent: desk.absent?.code ?? null, faults: desk.faults, size: desk.annuaire.size };
  });
  return { opened, answers, records: Object.fromEntries([...folder._records].map(([name, data]) => [name, b64(data)])) };
}

const page = async ({ desk }, path, query) => new Fields(await desk.api.get(path, query));

const DONE = {
  mailboxes: ({ desk }) => [...desk.directory.mailboxes.values()].map((state) => [state.id, state.address, desk.name(state.id), [...state.members]]),
  people: ({ desk }) => [...desk.directory.people.keys()].map((one) => [one, desk.name(one)]),
  async inbox(state, mailbox) {
    const answer = await page(state, `/v1/mailboxes/${mailbox}/inbox`, { after: "0", limit: "50", open: "0" });
    const items = await Promise.all(answer.many("items").map((one) => inboxItem(state.desk, one)));
    for (const { n, message } of items) state.numbers.get(mailbox)?.check(n, message);
    return items;
  },
  async outbox(state, mailbox) {
    const answer = await page(state, `/v1/mailboxes/${mailbox}/outbox`, { limit: "50" });
    return Promise.all(answer.many("items").map((one) => sentItem(state.desk, one)));
  },
  async handoff(state, message, mailbox) {
    const answer = await page(state, `/v1/handoffs/${message}`);
    const item = await sentItem(state.desk, answer);
    const story = await tell(state.desk, message, item.envelope, item.sender.mailbox, answer);
    await state.desk.ledgers.checkNow("actes", story.leaves);
    return { ...spelled(story), received: await receivedItem(state.desk, answer, mailbox) };
  },
  /** Answers that no server gave. */
  async read({ desk }, kind, value, mailbox) {
    const answer = new Fields(value);
    if (kind === "inbox") return inboxItem(desk, answer);
    if (kind === "sent") return sentItem(desk, answer);
    if (kind === "received") return receivedItem(desk, answer, mailbox);
    const [message, envelope] = [answer.id("message", 16), answer.id("envelope", 32)];
    return spelled(await tell(desk, message, envelope, answer.id("sender_mailbox", 16), answer));
  },
  /** One more window on the same folder; how many numbers it begins with. */
  async tab({ desk, numbers }, mailbox, name) {
    numbers.set(name, await Numbers.open(desk, mailbox));
    return numbers.get(name).messages.size;
  },
  async numbers({ desk, numbers }, mailbox, address, name = mailbox) {
    const known = numbers.get(name) ?? (await Numbers.open(desk, mailbox));
    numbers.set(name, known);
    await known.sync();
    return { messages: Object.fromEntries(known.messages), holes: known.holes(), faults: known.faults(address) };
  },
  find: ({ numbers }, mailbox, typed) => numbers.get(mailbox).find(typed),
  async seats({ seats }, mailbox) {
    const keys = await seats.keys(mailbox);
    return { keys: Object.fromEntries([...keys].map(([epoch, key]) => [epoch, b64(key.id)])), faults: seats.faults };
  },
  mailbox: ({ desk }, name) => findMailbox(desk.directory, name, desk.today()),
  person: ({ desk }, name) => findPerson(desk.directory, name, desk.today()),
  confirm: async ({ desk }, ledger, note, leaves) => (await desk.ledgers.confirm(ledger, note, leaves.map(leafOf))).size,
  pin: async ({ desk }, ledger) => (await desk.ledgers.pins.checkpoint(ledger)).size,
  notices: ({ desk }, verb, ...given) => new Notices(desk)[verb](...given),
  trust: ({ desk }) => desk.requireTrust(),
  now: ({ desk }) => [desk.now() - Math.floor(Date.now() / 1000), desk.newId().length, desk.today()],
};

function spelled({ leaves, status, owner, numbers, ...story }) {
  const [by, where] = [Object.fromEntries(owner), Object.fromEntries(status)];
  return { ...story, status: where, owner: by, numbers: Object.fromEntries(numbers) };
}

const leafOf = ([index, raw, signature]) => new Leaf(index, decode(raw), decode(signature));

async function outcome(make) {
  try {
    return (await make()) ?? null;
  } catch (error) {
    if (!error.code || !error.data) throw error;
    return [error.code, error.data];
  }
}
