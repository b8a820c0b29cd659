// The access journal as it concerns the person, and what a coordinator exports: the server's word, which nobody signs.
// Twin: navette/client/journal.py
import { ID, KEY_ID } from "../envelope/keys.js";
import { Fields, malformed } from "./answer.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** itself: the server did it; name: empty when nobody vouches for them; result: empty, or the code of a refusal. @typedef {{time: number, actor: string, name: string, itself: boolean, action: string, reference: string, mailbox: string|null, mailboxName: string, result: string, coordinator: boolean}} Line */
/** Whose lines: one's own, those of a mailbox, of a fiche, or of the coordinators. @typedef {{about: "me"|"coordinators"}|{mailbox: string}|{message: string}} Whose */
/** Days of Europe/Paris, both included, 2026-11-22; a year at most. @typedef {{from: string, to: string}} Period */
/** next: where the following page begins, null after the last. @typedef {{lines: Line[], next: string|null}} Page */

const PAGE = "200";
const LARGE_PAGE = "500";

export class Journal {
  /** @param {Desk} desk */
  constructor(desk) {
    this._desk = desk;
  }

  /** A page of it, newest first. period: null for all that is kept. Throws not-a-member, coordinator-only, unknown-envelope. @type {(whose: Whose, period: Period|null, after?: string|null) => Promise<Page>} */
  async read(whose, period, after = null) {
    const query = { ...whose, ...period, ...(after !== null && { after }), limit: PAGE };
    const answer = new Fields(await this._desk.api.get("/v1/journal", query));
    const lines = answer.many("items").map((one) => lineOf(this._desk, one));
    return { lines, next: answer.has("next") ? answer.text("next") : null };
  }

  /** FHIR R4 resources of a period, each one line of JSON: Task, or AuditEvent of what coordinators did. Throws coordinator-only. @type {(kind: "Task"|"AuditEvent", period: Period) => Promise<string[]>} */
  async exported(kind, period) {
    /** @type {import("./http.js").Query} */
    const whose = kind === "AuditEvent" ? { about: "coordinators" } : {};
    /** @type {string[]} */
    const found = [];
    for (let after = {}; ; ) {
      const query = { type: kind, ...whose, ...period, ...after, limit: LARGE_PAGE };
      const raw = await this._desk.api.get("/v1/export/fhir", query);
      found.push(...resources(raw, kind));
      const next = new Fields(raw).many("link").find((one) => one.text("relation") === "next");
      if (!next) return found;
      after = { after: afterOf(next.text("url")) };
    }
  }
}

/** The resources of a Bundle as they came, each one line. @type {(raw: any, kind: string) => string[]} */
function resources(raw, kind) {
  const answer = new Fields(raw);
  const entries = answer.has("entry") ? answer.many("entry") : [];
  if (entries.some((one) => one.fields("resource").text("resourceType") !== kind)) throw malformed("resourceType");
  return entries.map((_, place) => JSON.stringify(raw.entry[place].resource));
}

/** The cursor of a link. @type {(url: string) => string} */
function afterOf(url) {
  const after = new URL(url).searchParams.get("after");
  if (after === null) throw malformed("link");
  return after;
}

/** @type {(desk: Desk, fields: Fields) => Line} */
function lineOf(desk, fields) {
  const [actor, mailbox] = [fields.id("actor", KEY_ID), fields.maybeId("mailbox", ID)];
  const coordinator = fields.flag("coordinator");
  return {
    time: fields.time("time"),
    actor,
    name: desk.name(actor),
    itself: coordinator && !desk.directory.person(actor),
    action: fields.text("action"),
    reference: fields.has("reference") ? fields.text("reference") : "",
    mailbox,
    mailboxName: desk.name(mailbox),
    result: fields.text("result"),
    coordinator,
  };
}
