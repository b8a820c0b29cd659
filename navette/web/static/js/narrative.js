// Answers as the XHTML a person reads, in French, everything escaped. Twin: navette/fhir/narrative.py

/** @typedef {import("./form.js").Item} Item */
/** @typedef {import("./answers.js").Row} Row */

/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;", "\n": "<br/>" };

/** A FHIR Narrative around `body`, XHTML already escaped. @type {(body: string) => import("./tree.js").Obj} */
export const narrative = (body) => ({
  status: "generated",
  div: `<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr" lang="fr">${body}</div>`,
});

/** What was answered of a group, or of a question that stands alone; empty when nothing was. @type {(group: Item, row: Row) => string} */
export function section(group, row) {
  if (group.type !== "group" || group.rows) return blocks([group], row);
  const asked = group.items.filter((item) => item.type !== "display");
  // The title of a section says it already, when the section is one question.
  const alone = Boolean(group.code) && asked.length === 1 && !asked[0].code;
  if (!group.emptyReason || asked[0]?.type !== "boolean") return blocks(asked, row, alone);
  // An explicit "none" is said by its own words.
  return listed(row.flag(asked[0].linkId) ? [escape(asked[0].text)] : []) + blocks(asked.slice(1), row);
}

/** The words of a group before its answers. @type {(item: Item) => string} */
export const title = (item) => `<p>${escape(item.text)}</p>`;

/** Text as XHTML; line ends are kept. @type {(text: string) => string} */
export const escape = (text) => text.replace(/[&<>"'\n]/g, (char) => ENTITIES[char]);

/** One answer as French text. @type {(item: Item, value: any) => string} */
export function shown(item, value) {
  if (typeof value === "boolean") return value ? "oui" : "non";
  if (typeof value === "string") return item.type.startsWith("date") ? frenchDate(value) : value;
  if (value.system !== undefined) return value.display || value.code;
  const unit = item.unit ? ` ${item.unit.display || item.unit.code}` : "";
  return (value.text ?? String(value)).replace(".", ",") + unit;
}

/** 2026-11-20T10:05:00+01:00 as 20/11/2026 10 h 05. @type {(value: string) => string} */
function frenchDate(value) {
  const [day, time] = value.split("T");
  const text = day.split("-").reverse().join("/");
  return time ? `${text} ${time.slice(0, 2)} h ${time.slice(3, 5)}` : text;
}

/** In the order of the form: answers that make a line each are one list, until a table or a group comes. @type {(items: Item[], row: Row, alone?: boolean) => string} */
function blocks(items, row, alone = false) {
  let [done, /** @type {string[]} */ lines] = ["", /** @type {string[]} */ ([])];
  for (const item of items) {
    if (item.type !== "group") {
      const said = each(item, row);
      if (said.length) lines.push(...(alone ? said : [`${escape(item.text)} : ${said.join(", ")}`]));
      continue;
    }
    const found = block(item, row);
    if (found) [done, lines] = [done + listed(lines) + found, []];
  }
  return done + listed(lines);
}

/** @type {(group: Item, row: Row) => string} */
function block(group, row) {
  if (group.rows) return row.rows(group.linkId).length ? table(group, row.rows(group.linkId)) : "";
  const inside = section(group, row);
  return inside && title(group) + inside;
}

/** @type {(item: Item, row: Row) => string[]} */
const each = (item, row) => (row.values.get(item.linkId) ?? []).map((value) => escape(shown(item, value)));

/** @type {(lines: string[]) => string} */
function listed(lines) {
  if (lines.length === 1) return `<p>${lines[0]}</p>`;
  return lines.length ? `<ul>${lines.map((line) => `<li>${line}</li>`).join("")}</ul>` : "";
}

/** @type {(group: Item, rows: Row[]) => string} */
function table(group, rows) {
  const columns = answerable(group.items).filter((item) => rows.some((row) => row.values.has(item.linkId)));
  if (columns.length === 1 && !columns[0].rows) return listed(rows.flatMap((row) => each(columns[0], row)));
  const head = columns.map((item) => `<th>${escape(item.text)}</th>`).join("");
  const line = (/** @type {Row} */ row) => columns.map((item) => `<td>${cell(item, row)}</td>`).join("");
  const body = rows.map((row) => `<tr>${line(row)}</tr>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/** The questions of the groups of a row stand beside its own. @type {(items: Item[]) => Item[]} */
const answerable = (items) =>
  items.flatMap((item) => (item.type === "group" && !item.rows ? answerable(item.items) : [item]));

/** @type {(item: Item, row: Row) => string} */
const cell = (item, row) => (item.rows ? block(item, row) : each(item, row).join(", "));
