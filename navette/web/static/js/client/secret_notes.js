// A coordinator's invitation secrets, in invitations.json of the folder, which is sealed as all of it is.
// Twin: navette/client/secret_notes.py
import { refuse } from "../core/errors.js";
import { Fields } from "./answer.js";
import { readJson, writeJson } from "./folder.js";

/** @typedef {import("./folder.js").Folder} Folder */
/** What was agreed when inviting, by who. secret: 32 bytes; mailbox: kind, address, name, of the mailbox to be made. @typedef {{secret: string, role: string, identity: Record<string, string>, mailbox: Record<string, string>|null}} Note */

const FILE = "invitations.json";

/** What the mailbox's certificate will say. @type {(note: Note) => Record<string, string>} */
export function certificateOf({ mailbox }) {
  const { kind: _, ...certificate } = mailbox ?? {};
  return certificate;
}

/** The notes of a folder, by invitation id. Throws file (damaged). @type {(folder: Folder) => Promise<Map<string, Note>>} */
export async function allNotes(folder) {
  const kept = await readJson(folder, FILE);
  const notes = Object(kept?.notes);
  try {
    return new Map(Object.entries(notes).map(([id, note]) => [id, noteOf(new Fields(note))]));
  } catch {
    refuse("file", { path: FILE, problem: "damaged" });
  }
}

/** Keeps one more, durably. @type {(folder: Folder, id: string, note: Note) => Promise<void>} */
export const addNote = (folder, id, note) =>
  folder.locked("invitations", async () => {
    const notes = (await allNotes(folder)).set(id, note);
    await writeJson(folder, FILE, { v: "1", notes: Object.fromEntries(notes) });
  });

/** @type {(fields: Fields) => Note} */
const noteOf = (fields) => {
  const mailbox = fields.has("mailbox") ? fields.strings("mailbox") : null;
  return { secret: fields.id("secret", 32), role: fields.text("role"), identity: fields.strings("identity"), mailbox };
};
