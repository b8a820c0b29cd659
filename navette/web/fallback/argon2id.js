// Argon2id (RFC 9106), which no browser has, for locks opened with a passphrase. Bundled as js/envelope/argon2id_fallback.js.
import { argon2idAsync } from "@noble/hashes/argon2.js";

/** 32 bytes: 64 MiB, three passes, one lane. @param {Uint8Array} secret @param {Uint8Array} salt 16 bytes */
export const stretch = (secret, salt) => argon2idAsync(secret, salt, { t: 3, m: 65536, p: 1, dkLen: 32 });
