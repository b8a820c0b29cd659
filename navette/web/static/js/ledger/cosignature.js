// What a witness signs of a checkpoint: tlog-cosignature (https://c2sp.org/tlog-cosignature), the Ed25519 type.
// Twin: navette/ledger/checkpoint.py
import { bigInt } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { verify } from "./checkpoint.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */

/** When the witness says it saw this checkpoint: seconds since 1970. @type {(name: string, key: Bytes, signature: Bytes, text: string) => Promise<number>} */
export async function verifyCosignature(name, key, signature, text) {
  const seen = bigInt(signature.slice(0, 8));
  if (signature.length !== 72 || seen >> 63n) refuse("checkpoint-signature", { name });
  await verify(name, key, signature.slice(8), `cosignature/v1\ntime ${seen}\n${text}`);
  return Number(seen);
}
