// The fiches this mailbox opened or sent from this machine: what a new fiche about the same patient begins with.
// Twin: navette/client/earlier.py
//
// Nothing is asked of the server, nothing is signed: only what is kept here is looked at, and it is kept sealed.
import { reference, unb64 } from "../core/encoding.js";
import { NavetteError } from "../core/errors.js";
import { parse } from "../envelope/format.js";
import { ID } from "../envelope/keys.js";
import { FHIR_JSON } from "../envelope/manifest.js";
import { hex } from "./job.js";
import { unsealed } from "./receive.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./mailbox.js").Mailbox} Mailbox */

const PLACES = ["received", "sent"];

/** The reference and the FHIR document of each, the latest first; what this mailbox cannot open is passed over. @type {(mailbox: Mailbox) => AsyncGenerator<{reference: string, fiche: Bytes}, void>} */
export async function* earlier(mailbox) {
  const place = await mailbox.workplace();
  const { folder } = place.desk;
  const names = (await Promise.all(PLACES.map((where) => folder.names(where)))).flat().filter((name) => name.endsWith(".nav"));
  const messages = [...new Set(names.map((name) => name.slice(0, -4)))];
  const latest = messages.sort((one, other) => (hex(one) < hex(other) ? 1 : -1)); // an id begins with its time
  for (const message of latest) {
    const raw = (await folder.read(`received/${message}.nav`)) ?? (await folder.read(`sent/${message}.nav`));
    const opened = raw && (await parse(raw).then((envelope) => unsealed(place, envelope)).catch(passed));
    if (opened && opened.manifest.media === FHIR_JSON) yield { reference: await reference(unb64(message, ID)), fiche: opened.fiche };
  }
}

/** @type {(error: unknown) => null} */
function passed(error) {
  if (error instanceof NavetteError) return null;
  throw error;
}
