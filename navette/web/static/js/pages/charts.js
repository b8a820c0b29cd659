// Bars, drawn as SVG in this page: figures come signed from the API, and nothing of them is drawn elsewhere. What a bar says
// stands beside it in letters, and again in a table: the drawing alone tells nothing.

/** value: the bar; beyond: a thin line that goes further. @typedef {{label: string, text: string, value: number, beyond?: number}} Bar */

const SVG = "http://www.w3.org/2000/svg";
const [ROW, BAR, LETTER] = [40, 12, 7.5]; // CSS pixels; a letter, about
const MOST = 12; // bars

/** How many a drawing shows. */
export const shown = MOST;

/** Bars from the left, as wide as the place they go to. label: what the drawing is, for who does not see it. @type {(label: string, bars: Bar[], width: number) => SVGSVGElement} */
export function chart(label, bars, width) {
  const drawn = bars.slice(0, MOST);
  const height = drawn.length * ROW;
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label, class: "chart" });
  const longest = Math.max(1, ...drawn.map(({ value, beyond = 0 }) => Math.max(value, beyond)));
  const at = (/** @type {number} */ value) => Math.max(value > 0 ? 2 : 0, (value / longest) * (width - 2));
  for (const [place, bar] of drawn.entries()) svg.append(...drawnBar(bar, place * ROW, width, at));
  return /** @type {SVGSVGElement} */ (svg);
}

/** @type {(bar: Bar, top: number, width: number, at: (value: number) => number) => Node[]} */
function drawnBar({ label, text, value, beyond }, top, width, at) {
  const room = Math.floor((width - text.length * LETTER - 12) / LETTER);
  const name = shape("text", { x: 0, y: top + 14, class: "chart-label" });
  name.textContent = label.length > room ? `${label.slice(0, Math.max(1, room - 1))}…` : label;
  const said = shape("text", { x: width, y: top + 14, class: "chart-text", "text-anchor": "end" });
  said.textContent = text;
  const middle = top + 20 + BAR / 2;
  const shapes = [name, said, shape("rect", { x: 0, y: top + 20, width: at(value), height: BAR, class: "chart-bar" })];
  if (beyond === undefined) return shapes;
  const end = at(beyond);
  return [...shapes, shape("path", { d: `M${at(value)} ${middle}H${end}M${end} ${middle - 5}v10`, class: "chart-beyond" })];
}

/** @type {(name: string, attributes: Record<string, string|number>) => SVGElement} */
function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
