// Who consulted a fiche: asked for when somebody wants to know. What people signed stands above it, in the proof panel.
import { element } from "./dom.js";
import { firstCells, tableOf, whatCell } from "./journal_words.js";
import { foreign, showFailure } from "./notice.js";
import { t } from "./words.js";

/** @typedef {import("./frame.js").App} App @typedef {import("../client/journal.js").Line} Line */

/** Each time it is asked for, as it is then. @type {(app: App, message: string, place: HTMLElement) => Promise<void>} */
export async function showConsulted({ account, client }, message, place) {
  if (!account) return;
  try {
    const { lines, next } = await (await client.journal(account)).read({ message }, null);
    const heads = [t("When"), t("Who"), t("What"), t("Mailbox")];
    const rows = lines.map((line) => element("tr", null, ...firstCells(line), whatCell(line), element("td", null, foreign(line.mailboxName))));
    const said = t("Noted by the server, which keeps it for a year; nobody signed it. The same person within five minutes is one line.");
    place.replaceChildren(
      element("p", { class: "soft", textContent: said }),
      lines.length ? tableOf(t("Who consulted it"), heads, rows) : element("p", { textContent: t("Nobody has consulted it yet.") }),
      ...(next ? [element("p", { textContent: t("The latest {count} lines are shown.", { count: lines.length }) })] : []),
    );
  } catch (error) {
    showFailure(place, error);
  }
}
