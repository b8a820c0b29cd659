// A new passkey on a device: see passkeys.js.
import { unb64 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { CHALLENGE, asked, challengeOf, prf, secretOf, told } from "./passkeys.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./http.js").Api} Api @typedef {import("./passkeys.js").Answered} Answered */
/** Somebody for whom a passkey is made; id: at most 64 bytes; known: credential ids of before. @typedef {{id: Bytes, name: string, known?: string[]}} Owner */

const ALGORITHMS = [-7, -8, -257]; // ES256, EdDSA, RS256

/** A passkey for this person. Throws browser-too-old where the device has no PRF; DOMException when the person says no. @type {(api: Api, owner: Owner) => Promise<Answered>} */
export async function make(api, { id, name, known = [] }) {
  const { challenge, rp } = await challengeOf(api);
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        challenge,
        rp,
        user: { id, name, displayName: name },
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        excludeCredentials: known.map(named),
        attestation: "none",
        extensions: prf(),
      },
    }),
  );
  const { prf: found } = made.getClientExtensionResults();
  const secret = found?.enabled ? (secretOf(made) ?? (await secretLater(rp.id, made))) : null;
  return { credential: told(made, { prf: { enabled: true } }), secret: secret ?? (await useless(rp.id, made)) };
}

/** Some devices give the secret with an answer only: one that the server need not see. @type {(rpId: string, made: PublicKeyCredential) => Promise<Bytes|null>} */
async function secretLater(rpId, made) {
  const challenge = crypto.getRandomValues(new Uint8Array(CHALLENGE));
  const allowCredentials = [named(made.id)];
  const publicKey = { challenge, rpId, allowCredentials, userVerification: /** @type {const} */ ("required"), extensions: prf() };
  return secretOf(await asked(() => navigator.credentials.get({ publicKey })));
}

/** A passkey without a secret opens nothing: the device may forget it. @type {(rpId: string, made: PublicKeyCredential) => Promise<never>} */
async function useless(rpId, made) {
  /** @type {any} */
  const kind = PublicKeyCredential;
  await kind.signalUnknownCredential?.({ rpId, credentialId: made.id }).catch(() => {});
  refuse("browser-too-old");
}

/** @type {(id: string) => PublicKeyCredentialDescriptor} */
const named = (id) => ({ type: "public-key", id: unb64(id, Math.floor((id.length * 3) / 4)) });
