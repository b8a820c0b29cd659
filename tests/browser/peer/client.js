// The client half as pages see it (js/pages/interface.js), over what a test gives: a territory in this page's memory.
// Acts follow the table of the product; window.peer lets a test act as somebody else, slow the network or break it.
const here = `/static/${document.querySelector("script[type=module]").src.split("/static/")[1].split("/")[0]}/js`;
const { advance } = await import(`${here}/core/handoff.js`);
const { NavetteError, refuse } = await import(`${here}/core/errors.js`);
const { MemoryFolder } = await import(`${here}/client/folder.js`);
const { readForm } = await import(`${here}/form.js`);
const { readObject } = await import(`${here}/strict.js`);

const ACTS = { accepted: "accepted", question: "question", declined: "declined", rerouted: "rerouted", closed: "closed" };
const now = () => Math.floor(Date.now() / 1000);
const clone = (value) => structuredClone(value);

class Mailbox {
  constructor(given, peer) {
    Object.assign(this, given);
    this.peer = peer;
    this.online = true;
    this.faults = given.faults ?? [];
    this.listeners = new Set();
    this.calls = [];
  }

  async inbox({ open }) {
    await this.peer.wait();
    return clone(this.received.filter((one) => !open || !["completed", "rejected", "cancelled"].includes(one.status)));
  }

  async sent() {
    await this.peer.wait();
    return clone(this.deposited);
  }

  async collect(ref, { read = true } = {}) {
    await this.peer.wait();
    const item = this.find(ref);
    const { text, manifest, acts } = this.peer.fiches[item.reference];
    (read ? this.peer.collected : this.peer.delivered).push(item.reference);
    if (item.status === "requested") item.status = "received";
    return { item: clone(item), manifest, fiche: new TextEncoder().encode(text), sender: item.sender, acts: clone(acts) };
  }

  find(ref) {
    const item = [...this.received, ...this.deposited].find((one) => one.reference === ref || one.message === ref);
    return item ?? refuse("unknown-reference", { reference: ref });
  }

  async handoff(ref) {
    const { message } = this.find(ref);
    const replies = this.received.filter((one) => one.reply === message).map((one) => one.message);
    return { item: this.find(ref), acts: [], replies };
  }

  async acknowledge(ref, decision, code = "", text = undefined) {
    this.calls.push({ ref, decision, code, text });
    await this.peer.wait();
    const item = this.find(ref);
    if (decision === "accepted" && item.status === "accepted") refuse("already-accepted", { owner_name: item.ownerName });
    item.status = advance(item.status, ACTS[decision]);
    if (decision === "accepted") item.ownerName = this.peer.name;
    this.note(item, ACTS[decision], this.peer.name, code);
    return { reference: ref };
  }

  async reply(ref, letter) {
    this.calls.push({ ref, reply: new TextDecoder().decode(letter.fiche) });
    await this.acknowledge(ref, "closed", "replied");
    return { reference: "NV-0000-000" };
  }

  async reroute(ref, to) {
    this.calls.push({ ref, to });
    return this.acknowledge(ref, "rerouted", "not-for-us");
  }

  async withdraw(ref) {
    await this.peer.wait();
    for (const one of this.find(ref).recipients) one.status = advance(one.status, "withdrawn");
    this.note(this.find(ref), "withdrawn", this.peer.name, "");
    return { reference: ref };
  }

  note(item, act, byName, code) {
    item.changed = now();
    const { acts } = this.peer.fiches[item.reference];
    acts.push({ index: acts.length, act, mailbox: null, by: "", byName, time: now(), code });
    this.tell(item.reference, act);
  }

  tell(reference, act) {
    for (const listener of this.listeners) listener({ index: 1, kind: "acknowledgement", reference, act });
  }

  events(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  export(refs, progress) {
    this.calls.push({ export: refs });
    return (this.exporting = this.gather(refs, progress));
  }

  async gather(refs, progress) {
    for (const at of refs.keys()) {
      progress?.("", at, refs.length);
      await this.peer.wait();
    }
    const left = refs.filter((one) => one === this.peer.unreadable).map((reference) => ({ reference, error: new NavetteError("padding", {}) }));
    const done = refs.filter((one) => one !== this.peer.unreadable);
    return { archive: done.length ? new Blob([`archive of ${done.join(" ")}`], { type: "application/zip" }) : null, left };
  }

  async saveAttachment({ manifest }, n, progress) {
    await this.peer.wait();
    const { size, type } = manifest.attachments[n];
    progress?.("", size / 2, size);
    progress?.("", size, size);
    return new Blob([Uint8Array.from(atob(this.peer.picture), (char) => char.charCodeAt(0))], { type });
  }

  waiting() {
    return this.jobs ?? [];
  }

  async look() {}

  async flush() {
    await this.peer.wait();
    this.jobs = this.waiting().filter(({ parked }) => parked);
  }

  async retry(job) {
    this.calls.push({ retry: job });
    await this.discard(job);
  }

  async discard(job) {
    this.jobs = this.waiting().filter((one) => one.job !== job);
  }

  nameOf(mailbox) {
    return this.peer.entries.find((one) => one.mailbox === mailbox)?.name ?? "";
  }
}

export function makeClient(given) {
  const peer = {
    ...given,
    vault: new MemoryFolder(),
    collected: [],
    delivered: [],
    delay: 0,
    failure: null,
    /** Waits as long as the network does; then fails when it must. */
    async wait() {
      if (this.delay) await new Promise((done) => setTimeout(done, this.delay));
      if (this.failure) throw new NavetteError(this.failure.code, this.failure.data);
    },
    /** Somebody else acts. */
    act(ref, act, name = "", code = "") {
      for (const mailbox of this.boxes) {
        const item = [...mailbox.received, ...mailbox.deposited].find((one) => one.reference === ref);
        if (!item) continue;
        for (const one of item.recipients ?? [item]) Object.assign(one, { status: advance(one.status, act), ownerName: name, changed: now() });
        mailbox.note(item, act, name, code);
      }
    },
    /** A fiche arrives. */
    arrive(item, fiche) {
      this.fiches[item.reference] = fiche;
      this.boxes[0].received.push(item);
      this.boxes[0].tell(item.reference, "deposit");
    },
  };
  window.peer = peer;
  const account = (who) => {
    const { person, name, profession, coordinator, mailboxes } = peer.people[who];
    peer.name = name;
    peer.boxes = mailboxes.map((one) => new Mailbox(one, peer));
    const { vault, openedWith = "lock-1" } = peer;
    const locks = async () => clone(peer.locks ?? []);
    return { person, name, profession, coordinator, mailboxes, vault, openedWith, locks, lock: () => void (peer.locked = true) };
  };
  const unlock = async (who, shared) => {
    await peer.wait();
    Object.assign(peer, { locked: false, shared });
    return account(who);
  };
  return {
    passkeys: async () => peer.passkey !== false,
    unlockWithPasskey: ({ shared }) => unlock(peer.next ?? 0, shared),
    async unlockWithCode(code, { shared }) {
      await peer.wait();
      if (code !== peer.words && code.replaceAll("-", "") !== peer.code.replaceAll("-", "")) refuse("lock");
      return unlock(0, shared);
    },
    async invitation(text) {
      return text === peer.invitation ? { name: peer.people[0].name, profession: peer.people[0].profession, mailbox: peer.people[0].mailboxes[0] } : refuse("invitation");
    },
    async create(text, { lock }) {
      await peer.wait();
      if (lock === "passkey" && peer.passkey === "broken") refuse("browser-too-old");
      peer.made = lock;
      const passphrase = lock === "passphrase" ? peer.words : "";
      return { account: account(0), code: peer.code, passphrase, finish: async () => void (peer.finished = true) };
    },
    openMailbox: async (_, address) => peer.boxes.find((one) => one.address === address),
    entries: async () => peer.entries,
    titles: async () => peer.titles,
    async formOf(_, canonical) {
      const text = await (await fetch(`/forms?of=${encodeURIComponent(canonical)}`)).text();
      return text === "null" ? null : readForm(readObject(text));
    },
  };
}
