// Locks in the page; bytes are hex.
import * as making from "../../../navette/web/static/js/envelope/lock_making.js";
import * as unlock from "../../../navette/web/static/js/envelope/unlock.js";
import { hex, orCode, unhex } from "./envelopes.mjs";

export const wrapped = (seed, account, kind, secret, salt) =>
  orCode(async () => {
    const made = await making.wrap(unhex(seed), unhex(account), kind, unhex(secret), unhex(salt));
    return [hex(made.wrapped), hex(made.login)];
  });

export const unwrapped = (lock, account, kind, secret, salt) =>
  orCode(async () => hex(await unlock.unwrap(unhex(lock), unhex(account), kind, unhex(secret), unhex(salt))));

export const proof = async (kind, secret, salt) => hex(await unlock.loginProof(kind, unhex(secret), unhex(salt)));

export const read = (typed) => Promise.all(typed.map((one) => orCode(async () => hex(await unlock.readCode(one)))));

export const readPassphrases = (typed) => typed.map((one) => hex(unlock.readPassphrase(one)));

export const drawn = async (count) => [
  await Promise.all(Array.from({ length: count }, making.newCode)),
  Array.from({ length: count }, making.newPassphrase),
];

export const codeLockId = async (secret) => hex(await unlock.codeLockId(unhex(secret)));

export const strongPassphrase = async (typed) => {
  const { secret, salt, id } = await unlock.strongPassphrase(typed);
  return [hex(secret), hex(salt), hex(id)];
};

export const arePassphrases = (typed) => typed.map(unlock.isPassphrase);
