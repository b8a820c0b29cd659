// The sheet of an invitation: a link, and its QR code, made in this page: the server must not read either.
import { moment } from "./dates.js";
import { part } from "./dom.js";
import { qr } from "./qr.js";
import { site } from "./site.js";
import { t } from "./words.js";

const EDGE = 4; // light modules around, as the standard wants
const SVG = "http://www.w3.org/2000/svg";

/** Who is invited, with what, until when. @typedef {{name: string, address: string, code: string, expires: number}} Sheet */

/** Shows sheets, each on a page of its own; the first heading takes the focus. @type {(root: ParentNode, sheets: Sheet[]) => void} */
export function showSheets(root, sheets) {
  const { content } = /** @type {HTMLTemplateElement} */ (part(root, "sheet"));
  part(root, "sheet-list").replaceChildren(...sheets.map((one) => filled(/** @type {DocumentFragment} */ (content.cloneNode(true)), one)));
  part(root, "sheet-copy").hidden = sheets.length > 1;
  part(root, "sheets").hidden = false;
  part(root, "sheet-heading").focus();
}

/** @type {(made: DocumentFragment, sheet: Sheet) => DocumentFragment} */
function filled(made, { name, address, code, expires }) {
  const link = `${site}/rejoindre#${code}`;
  part(made, "sheet-name").textContent = name;
  part(made, "sheet-for").textContent = address;
  part(made, "sheet-mailbox").hidden = !address;
  part(made, "sheet-expires").textContent = moment(expires);
  part(made, "sheet-link").textContent = link;
  const dark = qr(link);
  part(made, "sheet-code").replaceChildren(...(dark ? [drawn(dark)] : []));
  return made;
}

/** @type {(root: ParentNode) => void} */
export function emptySheets(root) {
  part(root, "sheet-list").replaceChildren();
  part(root, "sheets").hidden = true;
}

/** One path for all that is dark. @type {(made: import("./qr.js").Matrix) => SVGSVGElement} */
function drawn(made) {
  const size = made.length + 2 * EDGE;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", t("The same link, for the camera of a telephone"));
  const ground = document.createElementNS(SVG, "rect");
  for (const side of ["width", "height"]) ground.setAttribute(side, String(size));
  ground.setAttribute("class", "qr-ground");
  const dark = document.createElementNS(SVG, "path");
  const squares = made.flatMap((row, r) => row.map((is, c) => (is ? `M${c + EDGE} ${r + EDGE}h1v1h-1z` : "")));
  dark.setAttribute("d", squares.join(""));
  dark.setAttribute("class", "qr-dark");
  svg.append(ground, dark);
  return svg;
}
