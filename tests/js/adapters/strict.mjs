// What the strict reader makes of bytes given in base64.
import { read, write } from "../../../navette/web/static/js/strict.js";

/** [base64, …] → [what is written again, or code and problem, …] */
export const readAll = (texts, limit) =>
  texts.map((text) => {
    try {
      return write(read(new Uint8Array(Buffer.from(text, "base64")), limit));
    } catch (refusal) {
      return [refusal.code, refusal.data.problem ?? ""];
    }
  });

/** What the reader says of texts, not of bytes. */
export const readTexts = (texts) =>
  texts.map((text) => {
    try {
      return write(read(text));
    } catch (refusal) {
      return [refusal.code, refusal.data.problem ?? ""];
    }
  });
