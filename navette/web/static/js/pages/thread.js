// What was written about a fiche since: questions, reasons, answers, in their order.
import { moment } from "./dates.js";
import { clone, part } from "./dom.js";
import { textView } from "./fiche_view.js";
import { CONTENT, capital, label, who } from "./labels.js";
import { copiesOf } from "./standby.js";
import { t } from "./words.js";

/** @typedef {import("./interface.js").Mailbox} Mailbox @typedef {import("./interface.js").Opened} Opened */

/** The letters of a fiche; one that cannot be opened from here is left out: its own line says why. @type {(mailbox: Mailbox, opened: Opened) => Promise<Element[]>} */
export async function lettersOf(mailbox, { item }) {
  const { replies } = await mailbox.handoff(item.reference).catch(() => ({ replies: [] }));
  const before = item.reply ? [item.reply] : [];
  const copies = copiesOf(item); // no letters of their own
  const letters = [...before, ...replies.filter((id) => !copies.includes(id))];
  const found = await Promise.all(letters.map((id) => mailbox.collect(id).catch(() => null)));
  return found.flatMap((one) => (one ? [letter(one)] : []));
}

/** @type {(opened: Opened) => Element} */
function letter({ item, manifest, sender, fiche }) {
  const line = clone("screen-fiche-letter");
  const link = part(line, "link");
  part(line, "kind").textContent = capital(label(CONTENT, manifest.kind));
  part(line, "by").textContent = who(sender);
  part(line, "when").textContent = moment(item.time);
  link.setAttribute("href", `/fiche/${item.reference}`);
  link.textContent = t("Open {reference}", { reference: item.reference });
  if (manifest.media.startsWith("text/plain")) part(line, "text").append(textView(fiche));
  return /** @type {Element} */ (line.firstElementChild);
}
