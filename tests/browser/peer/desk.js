// What stands behind the pages of the directory, the coordinator, the account and the ward, over `window.given.desk`.
// Evaluated in a page that is unlocked; window.desk lets a test look at what was asked, and make it fail.
(async () => {
  const here = `/static/${document.querySelector("script[type=module]").src.split("/static/")[1].split("/")[0]}/js`;
  const { NavetteError, refuse } = await import(`${here}/core/errors.js`);
  const { MemoryFolder } = await import(`${here}/client/folder.js`);
  const now = () => Math.floor(Date.now() / 1000);
  const desk = { entries: [], members: [], unresolved: [], invitations: [], locks: [], confirmed: [], ...window.given.desk, calls: [] };
  const asked = (name, given) => {
    desk.calls.push([name, given]);
    if (desk.failure) throw new NavetteError(desk.failure, {});
  };
  const coordinator = {
    async invite(identity, wanted) {
      asked("invite", { identity, wanted });
      const [id, expires] = [`made-${desk.invitations.length}`, now() + (wanted.days ?? 14) * 86400];
      const mailbox = { kind: wanted.kind ?? null, address: wanted.address ?? "" };
      const state = { state: "open", created: now(), expires, person: null, mailbox: null, certified: false, ours: true };
      desk.invitations.unshift({ id, role: wanted.role, name: identity.name, ...mailbox, ...state });
      return { id, code: desk.code, expires };
    },
    async codeOf(id) {
      asked("codeOf", id);
      return desk.code;
    },
    async invitations() {
      asked("invitations");
      return structuredClone(desk.invitations);
    },
    async withdraw(id) {
      asked("withdraw", id);
      desk.invitations = desk.invitations.filter((one) => one.id !== id);
    },
    async renew(id, { days }) {
      asked("renew", { id, days });
      const old = desk.invitations.find((one) => one.id === id);
      Object.assign(old, { id: `${id}-again`, state: "open", expires: now() + days * 86400 });
      return { id: old.id, code: desk.code, expires: old.expires };
    },
    async confirm() {
      asked("confirm");
      for (const one of desk.invitations) if (one.state === "used") one.certified = true;
      return desk.confirmed;
    },
    async unresolved() {
      asked("unresolved");
      return structuredClone(desk.unresolved);
    },
    newNudge: () => `nudge-${desk.calls.length}`,
    async nudge({ message, mailbox }, again) {
      asked("nudge", { message, mailbox, again });
      const all = [...desk.unresolved, ...(desk.history?.item.recipients ?? []).map((one) => ({ ...one, message: desk.history.item.message, of: one }))];
      const item = all.find((one) => one.message === message && one.mailbox === mailbox);
      if (!item || item.status === "accepted") refuse("nothing-to-nudge", { state: item?.status ?? "completed" });
      if (item.nudged > now() - 4 * 3600) refuse("nudged-recently", { again: new Date((item.nudged + 4 * 3600) * 1000).toISOString(), retry_after: 60 });
      Object.assign(item.of ?? item, { nudged: now(), nudges: (item.nudges ?? 0) + 1 });
      item.nudged = now();
      return { id: again, time: item.nudged };
    },
    async verify({ message }) {
      asked("verify", message);
      const { status = {}, owner = {}, ...found } = structuredClone(desk.verified);
      return { ...found, status: new Map(Object.entries(status)), owner: new Map(Object.entries(owner)) };
    },
    async history(ref) {
      asked("history", ref);
      if (!desk.history || ![desk.history.item.reference, desk.history.item.message].includes(ref)) refuse("unknown-reference", { reference: ref });
      const { verified, ...found } = structuredClone(desk.history);
      const [status, owner] = [verified.status, verified.owner].map((one) => new Map(Object.entries(one ?? {})));
      return { ...found, verified: { ...verified, status, owner } };
    },
    async holdBack(hold, message, code) {
      asked("holdBack", { hold, message, code });
      desk.history.holds.push({ hold, scope: "handoff", code, byName: "Nathalie Blanc", time: now() });
    },
    async letGo(hold) {
      asked("letGo", hold);
      desk.history.holds = desk.history.holds.filter((one) => one.hold !== hold);
    },
    async standings() {
      asked("standings");
      return new Map((desk.standings ?? []).map((one) => [one.mailbox, structuredClone(one)]));
    },
    async prolong(subject) {
      asked("prolong", subject);
      const until = "2028-11-21";
      for (const one of (desk.standings ?? []).flatMap((mailbox) => [{ person: mailbox.mailbox, of: mailbox }, ...mailbox.seats])) if (one.person === subject) (one.of ?? one).until = until;
      return until;
    },
    async indicators(from, to, { by = "", mask = false } = {}) {
      asked("indicators", { from, to, ...(by && { by }), ...(mask && { mask }) });
      return { from, to, masked: mask, ...structuredClone(desk.indicators), ...structuredClone(mask ? desk.masked?.[by] : {}) };
    },
  };
  const members = {
    list: () => structuredClone(desk.members),
    async people(typed) {
      asked("people", typed);
      const all = desk.people.map((one) => ({ person: `person-${one.name ?? one}`, profession: "", places: [], ...(one.name ? one : { name: one }) }));
      return all.filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()));
    },
    async add(person, role) {
      asked("add", { person, role });
      const known = [...desk.members, ...(await this.people(""))].find((one) => one.person === person);
      if (!known) refuse("unknown-name", { name: person });
      const added = { person, name: known.name, profession: known.profession ?? "", role };
      desk.members = [...desk.members.filter((one) => one.person !== person), added];
      return added;
    },
    async remove(name) {
      asked("remove", name);
      desk.members = desk.members.filter((one) => one.name !== name && one.person !== name);
    },
  };
  const presence = async (_, mailbox) => ({
    get said() {
      return desk.services?.[mailbox] ?? null;
    },
    confirmed: desk.confirmedAt ?? now(),
    async say(content, seen) {
      asked("say", { mailbox, content: structuredClone(content), seen: seen?.n ?? -1 });
      const before = desk.services?.[mailbox];
      if ((before?.n ?? -1) !== (seen?.n ?? -1)) refuse("not-the-next-statement", { n: before?.n ?? -1 });
      const said = { ...structuredClone(content), mailbox, n: (before?.n ?? -1) + 1, digest: "", by: "leroy", time: now() };
      desk.services = { ...desk.services, [mailbox]: said };
    },
  });
  const notices = {
    read: async () => ({ mail: true, contact: null, ...structuredClone(desk.told) }),
    async put(wish) {
      asked("put", wish);
      desk.told = { ...desk.told, contact: { ...wish, confirmed: false, failing: false } };
      return this.read();
    },
    async confirm(code) {
      asked("confirm code", code);
      if (code !== "123456") refuse("contact-code", { left: 4 });
      desk.told.contact.confirmed = true;
      return this.read();
    },
    async remove() {
      asked("remove contact");
      desk.told = { ...desk.told, contact: null };
    },
    devices: async () => ({ key: desk.pushKey ?? null, devices: structuredClone(desk.devices ?? []) }),
    idOf: async (endpoint) => `device-${endpoint}`,
    async add(reach) {
      asked("add device", reach);
      desk.devices = [...(desk.devices ?? []), { id: `device-${reach.endpoint}`, created: now(), told: null, failing: false }];
    },
    async forget(id) {
      asked("forget device", id);
      desk.devices = desk.devices.filter((one) => one.id !== id);
    },
  };
  const journal = {
    async read(whose, period, after) {
      asked("journal", { ...whose, ...period, after });
      const [start, all] = [Number(after ?? 0), desk.journal ?? []];
      const lines = structuredClone(all.slice(start, start + (desk.page ?? 200)));
      return { lines, next: start + lines.length < all.length ? String(start + lines.length) : null };
    },
    async exported(kind, period) {
      asked("exported", { kind, ...period });
      return (desk.journal ?? []).map(({ reference }) => JSON.stringify({ resourceType: kind, reference }));
    },
  };
  const renew = async (verb, kind, given, words) => {
    asked(verb, given);
    return {
      words,
      async keep() {
        asked("keep", kind);
        desk.locks = desk.locks.filter((one) => one.kind !== kind);
        desk.locks.push({ id: `lock-${desk.locks.length}`, kind, label: "–", created: now(), used: null });
      },
    };
  };
  const account = {
    vault: new MemoryFolder(),
    async locks() {
      asked("locks");
      return structuredClone(desk.locks);
    },
    async addPasskey(label, given) {
      asked("addPasskey", { label, given });
      desk.locks.push({ id: `lock-${desk.locks.length}`, kind: "prf", label, created: now(), used: null });
    },
    async removeLock(id) {
      asked("removeLock", id);
      desk.locks = desk.locks.filter((one) => one.id !== id);
    },
    newCode: (given) => renew("newCode", "code", given, window.given.code),
    newPassphrase: (given) => renew("newPassphrase", "passphrase", given, desk.words),
  };
  window.desk = desk;
  const entries = async () => (asked("entries"), structuredClone(desk.entries));
  Object.assign(window.app.client, { entries, coordinator: async () => coordinator, members: async () => members, notices: async () => notices, presence, journal: async () => journal });
  Object.assign(window.app.account, account, { coordinator: true });
  window.app.mark();
})()
