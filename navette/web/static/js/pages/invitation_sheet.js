// The sheet of an invitation: a link, and its QR code, made in this page: the server must not read either.
import { moment } from "./dates.js";
import { part } from "./dom.js";
import { qr } from "./qr.js";
import { site } from "./site.js";
import { t } from "./words.js";

const EDGE = 4; // light modules around, as the standard wants
const SVG = "http://www.w3.org/2000/svg";

/** Shows who is invited, until when, and with what. @type {(root: ParentNode, name: string, code: string, expires: number) => void} */
export function fillSheet(root, name, code, expires) {
  const link = `${site}/rejoindre#${code}`;
  part(root, "sheet-name").textContent = name;
  part(root, "sheet-expires").textContent = moment(expires);
  part(root, "sheet-link").textContent = link;
  const made = qr(link);
  part(root, "sheet-code").replaceChildren(...(made ? [drawn(made)] : []));
  part(root, "sheet").hidden = false;
}

/** @type {(root: ParentNode) => void} */
export function emptySheet(root) {
  for (const name of ["sheet-name", "sheet-link", "sheet-code"]) part(root, name).replaceChildren();
  part(root, "sheet").hidden = true;
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
