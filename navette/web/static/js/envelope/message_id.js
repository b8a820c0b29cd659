// How messages are named. Twin: new_message_id of navette/envelope/seal.py
import { ID } from "./keys.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes */

/** 16 bytes in order of time: 48 bits of milliseconds since 1970, then 80 drawn at random. @type {(milliseconds: number) => Bytes} */
export function newMessageId(milliseconds) {
  const id = crypto.getRandomValues(new Uint8Array(ID));
  const view = new DataView(id.buffer);
  view.setUint16(0, Math.floor(milliseconds / 2 ** 32));
  view.setUint32(2, milliseconds % 2 ** 32);
  return id;
}
