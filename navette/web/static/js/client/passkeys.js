// Passkeys with the PRF extension (https://www.w3.org/TR/webauthn-3/#prf-extension): the device verifies who is there, and
// gives 32 bytes that it gives to nobody else. They stay in this page: what is sent says only that there are some.
import { concat, utf8 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { Fields } from "./answer.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./http.js").Api} Api */
/** What is sent of a passkey. @typedef {Record<string, unknown>} Told */
/** secret: 32 bytes, to be wiped. @typedef {{credential: Told, secret: Bytes}} Answered */

export const CHALLENGE = 56;
const SECRET = 32;
const UNABLE = ["ConstraintError", "NotSupportedError", "SecurityError"];

/** @type {() => AuthenticationExtensionsClientInputs} */
export const prf = () => ({ prf: { eval: { first: utf8("navette/v1 unlock prf") } } });

/** Whether this browser says it may unlock with the device itself. @type {() => Promise<boolean>} */
export async function able() {
  /** @type {any} */
  const kind = globalThis.PublicKeyCredential;
  if (!kind?.prototype.toJSON) return false;
  const found = await kind.getClientCapabilities?.().catch(() => null);
  return found?.["extension:prf"] ?? true;
}

/** The passkey that the person chooses. Throws browser-too-old where the device has no PRF; DOMException when the person says no. @type {(api: Api) => Promise<Answered>} */
export async function answer(api) {
  const { challenge, rp } = await challengeOf(api);
  const found = await asked(() =>
    navigator.credentials.get({
      publicKey: { challenge, rpId: rp.id, userVerification: "required", extensions: prf() },
    }),
  );
  return { credential: told(found, {}), secret: secretOf(found) ?? refuse("browser-too-old") };
}

/** What is sent of a credential: its results say what we say, and no more. @type {(one: PublicKeyCredential, clientExtensionResults: object) => Told} */
export function told(one, clientExtensionResults) {
  const { id, type, authenticatorAttachment, response } = one.toJSON();
  return { id, rawId: id, type, authenticatorAttachment, response, clientExtensionResults };
}

/** @type {(one: PublicKeyCredential) => Bytes|null} */
export function secretOf(one) {
  const first = one.getClientExtensionResults().prf?.results?.first;
  if (!first) return null;
  const view = ArrayBuffer.isView(first) ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength) : new Uint8Array(first);
  const secret = concat(view);
  view.fill(0);
  return secret.length === SECRET ? secret : null;
}

/** @type {(ask: () => Promise<Credential|null>) => Promise<PublicKeyCredential>} */
export async function asked(ask) {
  try {
    return /** @type {PublicKeyCredential} */ ((await ask()) ?? refuse("browser-too-old"));
  } catch (error) {
    if (error instanceof DOMException && UNABLE.includes(error.name)) refuse("browser-too-old");
    throw error;
  }
}

/** @type {(api: Api) => Promise<{challenge: Bytes, rp: {id: string, name: string}}>} */
export async function challengeOf(api) {
  if (!(await able())) refuse("browser-too-old");
  const found = new Fields(await api.ask("POST", "/v1/passkeys/challenge", { signed: false }));
  const rp = found.fields("rp");
  return { challenge: found.raw("challenge", CHALLENGE), rp: { id: rp.text("id"), name: rp.text("name") } };
}
