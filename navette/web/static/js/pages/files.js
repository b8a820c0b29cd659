// A file for a spreadsheet, made and kept by the browser: `;`, UTF-8 with its mark, and nothing that a spreadsheet would calculate.
import { element } from "./dom.js";

const FORMULA = /^[=+\-@\t\r]/;
const WHILE = 60_000; // ms: a file is saved by then

/** Rows of texts, the first of them headings. @type {(rows: string[][]) => Blob} */
export const csv = (rows) =>
  new Blob(["\ufeff", ...rows.map((row) => `${row.map(cell).join(";")}\r\n`)], { type: "text/csv;charset=utf-8" });

/** @type {(text: string) => string} */
const cell = (text) => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** Hands a file over to the browser. @type {(name: string, blob: Blob) => void} */
export function save(name, blob) {
  const link = URL.createObjectURL(blob);
  element("a", { href: link, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(link), WHILE);
}
