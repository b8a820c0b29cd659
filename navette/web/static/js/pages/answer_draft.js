// An answer that is being typed under a fiche: kept with the person's drafts until it is given or taken back.
import { t } from "./words.js";

/** @typedef {import("./answer_forms.js").Action} Action @typedef {import("./answer_forms.js").Given} Given @typedef {Given & {action: Action}} Typed */

const WAIT = 500; // milliseconds without a key

export class AnswerDraft {
  /** @param {import("../client/folder.js").Folder} vault @param {string} reference of the fiche that is answered */
  constructor(vault, reference) {
    this.vault = vault;
    this.name = `drafts/answer-${reference}`;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** What is not kept yet. @type {Typed|null} */
    this.last = null;
    this.isKept = false;
  }

  /** What was left, null when there is nothing. @returns {Promise<Typed|null>} */
  async read() {
    const kept = await this.vault.read(this.name).catch(() => null);
    this.isKept = Boolean(kept);
    try {
      return kept && JSON.parse(new TextDecoder().decode(kept));
    } catch {
      return null;
    }
  }

  /** @param {Typed} typed */
  touch(typed) {
    this.last = typed;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), WAIT);
  }

  /** Whether it is kept. @returns {Promise<boolean>} */
  async save() {
    clearTimeout(this.timer);
    const typed = this.last;
    if (!typed) return true;
    try {
      await this.vault.write(this.name, new TextEncoder().encode(JSON.stringify(typed)));
      this.isKept = true;
      if (this.last === typed) this.last = null;
      return true;
    } catch {
      return false; // told when the page is left: it is still in the form
    }
  }

  /** It was given, or is not wanted any more. */
  async forget() {
    clearTimeout(this.timer);
    this.last = null;
    if (this.isKept) await this.vault.remove(this.name).catch(() => undefined);
    this.isKept = false;
  }

  /** The page is left; says what became of it. @returns {Promise<string>} */
  async close() {
    if (!this.last && !this.isKept) return "";
    return (await this.save()) ? t("The answer you were typing is kept under its fiche.") : t("The answer you were typing could not be kept.");
  }
}
