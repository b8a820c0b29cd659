// Requests signed in the page; bytes are hex.
import { person } from "../../../navette/web/static/js/envelope/person.js";
import { contentDigest, serialise, signRequest, signatureBase } from "../../../navette/web/static/js/envelope/request.js";
import { hex, unhex } from "./envelopes.mjs";

export const signed = async (seed, method, url, body, created) =>
  signRequest(await person(unhex(seed)), method, new URL(url), body === null ? null : unhex(body), created);

export const base = async (method, url, body, created, keyid, nonce) => {
  const params = serialise({ created, keyid: unhex(keyid), nonce: unhex(nonce) }, body !== null);
  return hex(signatureBase(method, new URL(url), body === null ? null : await contentDigest(unhex(body)), params));
};
