// Signed requests: the one profile of HTTP Message Signatures (RFC 9421) spoken here. Twin: navette/envelope/request.py
import { b64, base64, utf8 } from "../core/encoding.js";
import { ID, sha256 } from "./keys.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("./person.js").Person} Person */
/** created: seconds since 1970; keyid: 32 bytes, the person; nonce: 16 bytes, serves once. @typedef {{created: number, keyid: Bytes, nonce: Bytes}} Params */

export const LABEL = "navette";
const COVERED = '"@method" "@authority" "@path" "@query"';

/** The member of Signature-Input, without its label: also the last line of the signature base. @type {(params: Params, hasBody: boolean) => string} */
export const serialise = ({ created, keyid, nonce }, hasBody) =>
  `(${COVERED}${hasBody ? ' "content-digest"' : ""});created=${created};` +
  `keyid="${b64(keyid)}";alg="ed25519";nonce="${b64(nonce)}";tag="navette-v1"`;

/**
 * The bytes that are signed (RFC 9421 section 2.5). The URL as it is sent; digest: the Content-Digest, null when the
 * request has no body; params: as `serialise` gives them.
 * @type {(method: string, url: URL, digest: string|null, params: string) => Bytes}
 */
export function signatureBase(method, url, digest, params) {
  const lines = [
    `"@method": ${method}`,
    `"@authority": ${url.host}`, // in lower case, without the scheme's default port
    `"@path": ${url.pathname}`,
    `"@query": ?${url.search.slice(1)}`,
  ];
  if (digest !== null) lines.push(`"content-digest": ${digest}`);
  return utf8([...lines, `"@signature-params": ${params}`].join("\n"));
}

/** The Content-Digest header (RFC 9530) of a body. @type {(body: Bytes) => Promise<string>} */
export const contentDigest = async (body) => `sha-256=:${base64(await sha256(body))}:`;

/** The Signature header of a 64-byte signature. @type {(signature: Bytes) => string} */
export const signatureHeader = (signature) => `${LABEL}=:${base64(signature)}:`;

/**
 * The headers that sign a request, once: each try has its own. created: seconds since 1970, by the server's clock.
 * @type {(person: Person, method: string, url: URL, body: Bytes|null, created: number) => Promise<Record<string, string>>}
 */
export async function signRequest(person, method, url, body, created) {
  const nonce = crypto.getRandomValues(new Uint8Array(ID));
  const params = serialise({ created, keyid: person.id, nonce }, body !== null);
  const digest = body && (await contentDigest(body));
  const signature = await person.sign(signatureBase(method, url, digest, params));
  const headers = { "Signature-Input": `${LABEL}=${params}`, Signature: signatureHeader(signature) };
  return digest === null ? headers : { ...headers, "Content-Digest": digest };
}
