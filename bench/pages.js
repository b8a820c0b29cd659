// What bench/pages.py measures in a page of tests/browser/house.py: times in milliseconds, from a call to the frame that shows it.
(() => {
  const MANIFEST = { kind: "fiche", media: "application/fhir+json", attachments: [] };
  const round = (value) => Math.round(value * 10) / 10;
  const id = () => crypto.getRandomValues(new Uint8Array(16));

  /** Once what was changed is painted: the task after the next frame. */
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

  function summary(times) {
    const sorted = times.toSorted((one, other) => one - other);
    const at = (part) => round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]);
    return { least_ms: at(0), median_ms: at(0.5), p95_ms: at(0.95), most_ms: at(1) };
  }

  const named = (name, times) => Object.fromEntries(Object.entries(summary(times)).map(([key, value]) => [`${name}_${key}`, value]));

  async function times(count, act, back = async () => {}) {
    const found = [];
    for (let done = 0; done < count; done += 1) {
      const began = performance.now();
      await act(done);
      await painted();
      found.push(performance.now() - began);
      await back();
    }
    return found;
  }

  /** A fiche of the list as its sealed envelope: parsed, verified, unsealed, read, shown. */
  async function openFiche(js, ref, count) {
    const load = (name) => import(`${js}/${name}.js`);
    const { b64 } = await load("core/encoding");
    const { parse } = await load("envelope/format");
    const { KemKey } = await load("envelope/kem_key");
    const { newSeed, person } = await load("envelope/person");
    const { seal } = await load("envelope/seal");
    const { unseal } = await load("envelope/unseal");
    const box = window.app.mailboxes[0];
    const whole = await box.collect(ref);
    const [sender, ward, own, mailbox, ours] = [await person(newSeed()), await KemKey.fresh(), await KemKey.fresh(), id(), id()];
    const to = [{ mailbox, public: ward.public }, { mailbox: ours, public: own.public }];
    const { raw } = await seal(sender, ours, to, MANIFEST, whole.fiche, [], { time: 1795341600 });
    const keys = new Map([[b64(ward.id), ward]]);
    box.collect = async () => ({ ...whole, fiche: (await unseal(await parse(raw), mailbox, keys, sender.public)).fiche });
    const open = () => window.app.go(`/fiche/${ref}`);
    const [first] = await times(1, open, () => window.app.go("/"));
    const found = await times(count, open, () => window.app.go("/"));
    return { bytes: whole.fiche.length, envelope: raw.length, first_ms: round(first), ...summary(found) };
  }

  /** The list shown again and again, filtered key by key, scrolled from end to end. */
  async function list(_, count) {
    const shown = await times(5, async () => {
      await window.app.go("/aide");
      await window.app.go("/");
    });
    const lines = document.querySelectorAll(".line").length;
    const field = document.querySelector("[data-part=search]");
    const keys = await times(12, (at) => {
      field.value = "monistrol cl".slice(0, at + 1);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await painted();
    return { lines, ...named("shown", shown), ...named("key", keys), ...(await scrolled()), memory_mb: memory() };
  }

  /** From the top to the bottom, a screen a frame; long: tasks of more than 50 ms. */
  async function scrolled() {
    const [long, frames] = [[], []];
    const watch = new PerformanceObserver((found) => long.push(...found.getEntries().map(({ duration }) => duration)));
    watch.observe({ type: "longtask" });
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    let last = await frame();
    for (let at = 0; at < document.documentElement.scrollHeight && frames.length < 400; at += innerHeight / 2) {
      scrollTo(0, at);
      const now = await frame();
      frames.push(now - last);
      last = now;
    }
    await painted();
    watch.disconnect();
    return { ...named("frame", frames), frames: frames.length, long_tasks: long.length };
  }

  /** A directory of people, each vouched for by one coordinator, judged entry by entry as at an unlock that finds nothing. */
  async function replay(js, entries) {
    const load = (name) => import(`${js}/${name}.js`);
    const { b64 } = await load("core/encoding");
    const { newSeed, person } = await load("envelope/person");
    const { Directory } = await load("ledger/directory");
    const nathalie = await person(newSeed());
    const salt = () => b64(id());
    const joins = (who) => who.signStatement({ type: "person", public: b64(who.public), salt: salt() });
    const signed = [await joins(nathalie)];
    while (signed.length < entries) {
      const who = await person(newSeed());
      const identity = { name: `Dr Essai ${signed.length}`, profession: "médecin" };
      signed.push(await joins(who), await nathalie.signStatement({ type: "certificate", subject: b64(who.id), identity, until: "2028-11-22" }));
    }
    const directory = new Directory([b64(nathalie.id)]);
    const began = performance.now();
    for (const one of signed) await directory.apply(one);
    const whole = performance.now() - began;
    return { entries: signed.length, replay_ms: Math.round(whole), entry_ms: Math.round((whole / signed.length) * 1000) / 1000 };
  }

  const memory = () => (performance.memory ? Math.round(performance.memory.usedJSHeapSize / 1e6) : null);

  window.measure = { openFiche, list, replay };
})();
