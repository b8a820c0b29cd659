// Envelopes, keys and seats in the page, as the vectors and the tests call them; bytes are hex.
import { b64 } from "../../../navette/web/static/js/core/encoding.js";
import { NavetteError } from "../../../navette/web/static/js/core/errors.js";
import { digestOf, padded, pagesOf, parse } from "../../../navette/web/static/js/envelope/format.js";
import { use } from "../../../navette/web/static/js/envelope/kem.js";
import { over } from "../../../navette/web/static/js/envelope/kem_script.js";
import { fault } from "../../../navette/web/static/js/envelope/inflate_fault.js";
import { read } from "../../../navette/web/static/js/envelope/any_statement.js";
import { person } from "../../../navette/web/static/js/envelope/person.js";
import { seal } from "../../../navette/web/static/js/envelope/seal.js";
import { KemKey, followHistory, giveSeat, linkHistory, takeSeat, takeSeatToGive } from "../../../navette/web/static/js/envelope/seat.js";
import { openWith, unseal } from "../../../navette/web/static/js/envelope/unseal.js";

// A browser's own, or node's: some are of megabytes.
export const hex = (bytes) => bytes.toHex?.() ?? Buffer.from(bytes).toString("hex");
export const unhex = (text) => Uint8Array.fromHex?.(text) ?? new Uint8Array(Buffer.from(text, "hex"));

/** From now on the fallback, in whatever browser. */
export async function forceFallback() {
  use(over(await import("../../../navette/web/static/js/envelope/xwing_fallback.js")));
}

/** @type {Map<string, Promise<KemKey>>} */
const known = new Map();
const keyOf = (seed) => known.get(seed) ?? known.set(seed, KemKey.of(unhex(seed)).then((key) => key.forget())).get(seed);

/** What opening gives: {opens, manifest, fiche}, or the code of the refusal. */
export async function opened({ mailbox, keys, sender, envelope }) {
  const held = await Promise.all(keys.map(keyOf));
  return orCode(async () => {
    const byId = new Map(held.map((key) => [b64(key.id), key]));
    const found = await unseal(await parse(unhex(envelope)), unhex(mailbox), byId, unhex(sender));
    return { manifest: hex(found.manifestBytes), fiche: hex(found.fiche), content: hex(found.contentKey) };
  });
}

export const allOpened = (cases) => Promise.all(cases.map(opened));

/** One good case, and its envelope spoiled: {at, put: hex, cut: bytes} each; the code or "opens". */
export const spoiled = (given, changes) =>
  Promise.all(changes.map(async ({ at, put, cut }) => {
    const raw = given.envelope.slice(0, at * 2) + put + given.envelope.slice((at + cut) * 2);
    const found = await opened({ ...given, envelope: raw });
    return found.code ?? "opens";
  }));

export const revealed = (envelope, content) =>
  orCode(async () => {
    const found = await openWith(await parse(unhex(envelope)), unhex(content));
    return { manifest: hex(found.manifestBytes), fiche: hex(found.fiche) };
  });

export const parsed = (envelope) =>
  orCode(async () => {
    const found = await parse(unhex(envelope));
    return { digest: hex(await digestOf(found)), hash: hex(found.headerHash), pages: pagesOf(found),
      header: JSON.parse(JSON.stringify(found.header, (_, value) => (value instanceof Uint8Array ? hex(value) : value))) };
  });

/** An envelope sealed here, with the digest of its bytes; blobs and attachments are given with hex. */
export const sealed = ({ seed, mailbox, to, manifest, fiche, blobs = [], about }) =>
  orCode(async () => {
    const sender = await person(unhex(seed));
    const recipients = to.map(([one, key]) => ({ mailbox: unhex(one), public: unhex(key) }));
    const attachments = manifest.attachments.map((one) => ({ ...one, blob: unhex(one.blob), key: unhex(one.key) }));
    const refs = blobs.map(({ id, size, digest }) => ({ id: unhex(id), size, digest: unhex(digest) }));
    const bytes = Object.fromEntries(["reply", "form", "id"].filter((name) => about[name]).map((name) => [name, unhex(about[name])]));
    const made = await seal(sender, unhex(mailbox), recipients, { ...manifest, attachments }, unhex(fiche), refs, { ...about, ...bytes });
    return { envelope: hex(made.raw), digest: hex(await digestOf(made)) };
  });

export const people = (seeds) =>
  Promise.all(seeds.map(async (seed) => {
    const bytes = unhex(seed);
    const made = await person(bytes);
    return { public: hex(made.public), id: hex(made.id), wiped: bytes.every((byte) => byte === 0) };
  }));

export const epochs = (seeds) =>
  Promise.all(seeds.map(async (seed) => {
    const key = await KemKey.of(unhex(seed));
    return { public: hex(key.public), id: hex(key.id) };
  }));

/** A statement signed here. */
export const signed = (seed, fields) =>
  orCode(async () => {
    const { raw, signature } = await (await person(unhex(seed))).signStatement(fields, read);
    return { raw: hex(raw), signature: hex(signature) };
  });

/** The id of the key taken; that it cannot leave, natively; the seed where it was asked for. */
export const seatTaken = (mailbox, epoch, seed, given) =>
  orCode(async () => {
    const holder = await person(unhex(seed));
    const key = await takeSeat(unhex(mailbox), unhex(epoch), holder, unhex(given));
    const whole = await takeSeatToGive(unhex(mailbox), unhex(epoch), holder, unhex(given));
    return { id: hex(key.id), seed: key.seed, extractable: key.pair.held.extractable ?? null, given: hex(whole.seed) };
  });

export const seatGiven = (mailbox, epochSeed, personPublic) =>
  orCode(async () => hex(await giveSeat(unhex(mailbox), await KemKey.of(unhex(epochSeed)), unhex(personPublic))));

export const historyLinked = async (mailbox, newSeed, oldSeed) =>
  hex(await linkHistory(unhex(mailbox), await KemKey.of(unhex(newSeed)), await KemKey.of(unhex(oldSeed))));

export const historyFollowed = (mailbox, newSeed, oldId, given) =>
  orCode(async () => hex((await followHistory(unhex(mailbox), await keyOf(newSeed), unhex(oldId), unhex(given))).id));

export const wrapOpened = (seed, info, given) => orCode(async () => hex(await (await keyOf(seed)).open(unhex(info), unhex(given))));

export const lengths = (sizes) => sizes.map(padded);

/** What is wrong with deflated bytes that a stream refused. */
export const faults = (packed, limit) => packed.map((one) => fault(unhex(one), limit));

/** A forgotten key cannot be given; another's is not forgotten. */
export async function forgotten() {
  const key = await KemKey.fresh();
  const seed = key.seed;
  key.forget();
  return [key.seed, [...new Set(seed)], await giveSeat(new Uint8Array(16), key, (await person(new Uint8Array(32))).public).catch((error) => error.name)];
}

export async function orCode(make) {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof NavetteError)) throw error;
    return { code: error.code };
  }
}
