// How long what a page does with an envelope takes: milliseconds of one call, the best of several rounds.

import { b64 } from "../../navette/web/static/js/core/encoding.js";
import { sealBlob } from "../../navette/web/static/js/envelope/blob.js";
import { parse } from "../../navette/web/static/js/envelope/format.js";
import { newSeed, person } from "../../navette/web/static/js/envelope/person.js";
import { seal } from "../../navette/web/static/js/envelope/seal.js";
import { KemKey, giveSeat, takeSeat } from "../../navette/web/static/js/envelope/seat.js";
import { read, verify } from "../../navette/web/static/js/envelope/any_statement.js";
import { unseal } from "../../navette/web/static/js/envelope/unseal.js";

/** @typedef {import("../../navette/web/static/js/core/encoding.js").Bytes} Bytes */

const ROUNDS = 10;
const CALLS = 20;
const MEGABYTES = 16;
const MANIFEST = { kind: /** @type {const} */ ("fiche"), media: "application/fhir+json", attachments: [] };

/** A fiche of that many bytes, sealed to a ward and to its sender, then opened; statements, seats, an attachment. @param {number} size */
export async function timeEnvelope(size) {
  const began = performance.now();
  const [gp, nurse] = [await person(newSeed()), await person(newSeed())];
  const first = performance.now() - began;
  const [own, ward] = [await KemKey.fresh(), await KemKey.fresh()];
  const [box, ours] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(16))];
  const to = [{ mailbox: box, public: ward.public }, { mailbox: ours, public: own.public }];
  const fiche = text(size);
  const sealing = () => seal(gp, ours, to, MANIFEST, fiche, [], { time: 1795341600 });
  const { raw } = await sealing();
  const keys = new Map([[b64(ward.id), ward]]);
  const given = await giveSeat(box, ward, nurse.public);
  const signed = await nurse.signStatement(withdrawal(), read);
  return {
    first_ms: round(first),
    seal_ms: await best(sealing),
    open_ms: await best(async () => unseal(await parse(raw), box, keys, gp.public)),
    person_ms: await best(() => person(newSeed())),
    give_seat_ms: await best(() => giveSeat(box, ward, nurse.public)),
    take_seat_ms: await best(() => takeSeat(box, ward.id, nurse, given)),
    sign_statement_ms: await best(() => nurse.signStatement(withdrawal(), read)),
    verify_statement_ms: await best(() => verify(signed, nurse.public)),
    blob_mb_s: await speed(),
    envelope_bytes: raw.length,
  };
}

const withdrawal = () => ({ type: "withdrawal", envelope: "A".repeat(43), time: "2026-11-22T10:00:00Z", salt: "A".repeat(22) });

/** Text that deflates as a fiche does. @param {number} size */
function text(size) {
  const words = Array.from({ length: 400 }, (_, at) => `"linkId":"p${(at * 7919) % 1000}","valueString":"${(at * 104729) % 9973}"`);
  return new TextEncoder().encode(words.join().repeat(2)).slice(0, size);
}

async function speed() {
  const file = new Blob([new Uint8Array(MEGABYTES * 1e6)]);
  const began = performance.now();
  await sealBlob(file, new Uint8Array(32));
  return Math.round((MEGABYTES * 1000) / (performance.now() - began));
}

/** @param {() => Promise<unknown>} call */
async function best(call) {
  let least = Infinity;
  for (let done = 0; done < ROUNDS; done++) {
    const began = performance.now();
    for (let calls = 0; calls < CALLS; calls++) await call();
    least = Math.min(least, (performance.now() - began) / CALLS);
  }
  return round(least);
}

/** @param {number} value */
const round = (value) => Math.round(value * 1000) / 1000;
