// What the readers of canonical JSON and of statements make of bytes in base64: the value, or the code of a refusal.
import { canonical, readObject } from "../../../navette/web/static/js/envelope/canonical.js";
import { read, verify } from "../../../navette/web/static/js/envelope/any_statement.js";
import { leafData } from "../../../navette/web/static/js/envelope/statement.js";
import { keyId, loadKemPublic, loadSignaturePublic, checkPersonPublic } from "../../../navette/web/static/js/envelope/keys.js";

const bytes = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
const text = (found) => btoa(String.fromCharCode(...found));

async function outcome(make) {
  try {
    return (await make()) ?? null;
  } catch (error) {
    if (!error.code || !error.data) throw error;
    return [error.code, error.data];
  }
}

export const objects = (raws) => Promise.all(raws.map((raw) => outcome(() => text(canonical(readObject(bytes(raw)))))));

export const statements = (raws) => Promise.all(raws.map((raw) => outcome(() => read(bytes(raw)))));

/** [[raw, signature, public], …] */
export const verified = (cases) =>
  Promise.all(cases.map(([raw, signature, key]) => outcome(() => verify({ raw: bytes(raw), signature: bytes(signature) }, bytes(key)))));

export const leaves = (cases) =>
  Promise.all(cases.map(([ledger, raw, signature]) => outcome(async () => text(await leafData(ledger, bytes(raw), bytes(signature))))));

const LOADERS = { kem: loadKemPublic, signature: loadSignaturePublic, person: checkPersonPublic };

/** "loads", or the refusal. */
export const loaded = (kind, keys) =>
  Promise.all(keys.map((key) => outcome(async () => (await LOADERS[kind](bytes(key)), "loads"))));

export const ids = (keys) => Promise.all(keys.map(async (key) => text(await keyId(bytes(key)))));
