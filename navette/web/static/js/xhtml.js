// Narratives: an allow-list of XHTML, and the plain text in it. Twin: navette/fhir/xhtml.py

/** @typedef {{kind: "start"|"end"|"text", text: string, attributes: Map<string, string>}} Event */

const NAMESPACE = "http://www.w3.org/1999/xhtml";
const MAX_DEPTH = 64;
/** @type {(text: string) => Set<string>} */
const words = (text) => new Set(text.split(" "));
const BLOCKS = words("blockquote br caption dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tr ul");
const OTHERS = words("a abbr b big cite code em i img q small span strong sub sup tt u col colgroup tbody td tfoot th thead");
const ATTRIBUTES = words(
  "abbr align border cellpadding cellspacing colspan headers height rowspan scope span valign width" +
    " alt class dir href id lang name src style title",
);
const SCHEMES = words("http https mailto tel");
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
const IGNORED = /[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200d\u2028\u2029\ufeff]+/g;
const ACTIVE_STYLE = /url[ \t\n\r\f]*\(|expression|@import|behaviou?r|-moz-binding|\\/i;
const BLANKS = /[ \t\n\r\u00a0]+/g;

const NO_CHARACTER = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const SPACE = /[ \t\r\n]*/y;
const OPENING = /<([A-Za-z_][A-Za-z0-9._:-]*)/y;
const ATTRIBUTE = /[ \t\r\n]+([A-Za-z_][A-Za-z0-9._:-]*)[ \t\r\n]*=[ \t\r\n]*("[^<"]*"|'[^<']*')/y;
const OPENED = /[ \t\r\n]*(\/?)>/y;
const CLOSING = /<\/([A-Za-z_][A-Za-z0-9._:-]*)[ \t\r\n]*>/y;
const TEXT = /[^<]+/y;
const REFERENCE = /&(?:(lt|gt|amp|quot|apos|nbsp)|#([0-9]+)|#x([0-9A-Fa-f]+));|&/g;
/** @type {Record<string, string>} */
const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", nbsp: "\u00a0" };
const PREFIX = /^xmlns:(?![Xx][Mm][Ll])[A-Za-z_][A-Za-z0-9._-]*$/;
const PREFIXED = /^(?!http:\/\/www.w3.org\/(?:XML\/1998\/namespace|2000\/xmlns\/)$)[A-Za-z0-9:/.#?=_-]+$/;

class NotXml extends Error {}

/**
 * Why this narrative is not one, or "": declaration, syntax, root, depth, element, attribute, link, style, or empty.
 * @type {(div: string) => string}
 */
export function fault(div) {
  if (div.includes("<!") || div.includes("<?")) return "declaration";
  let events;
  try {
    events = scan(div);
  } catch (problem) {
    if (problem instanceof NotXml) return "syntax";
    throw problem;
  }
  if (events[0].text !== "div" || events[0].attributes.get("xmlns") !== NAMESPACE) return "root";
  let depth = 0;
  for (const { kind, text, attributes } of events) {
    depth += kind === "start" ? 1 : kind === "end" ? -1 : 0;
    const found = kind === "start" && (depth > MAX_DEPTH ? "depth" : elementFault(text, attributes));
    if (found) return found;
  }
  return events.some(isSomething) ? "" : "empty";
}

/** The text, a line per block, cells kept apart by bars, `- ` before list items. @type {(div: string) => string} */
export function plain(div) {
  const found = fault(div);
  if (found) throw new TypeError(found);
  const lines = pieces(div).join("").split("\n").map((line) => line.replace(BLANKS, " ").replace(/^ | $/g, ""));
  return lines.filter((line) => line).join("\n");
}

/** The events of one element and all that is in it, of a narrative without fault. @type {(div: string) => Event[]} */
export function scan(div) {
  if (NO_CHARACTER.test(div)) throw new NotXml();
  /** @type {Event[]} */
  const events = [];
  /** @type {string[]} */
  const open = [];
  let at = 0;
  /** @type {(pattern: RegExp) => RegExpExecArray|null} */
  const next = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(div);
    if (found) at = pattern.lastIndex;
    return found;
  };
  /** @type {(kind: Event["kind"], name: string, attributes?: Map<string, string>) => void} */
  const add = (kind, name, attributes = new Map()) => void events.push({ kind, text: name, attributes });
  next(SPACE);
  do {
    let found;
    if ((found = next(OPENING))) {
      add("start", found[1], attributesOf(next));
      const opened = certain(next(OPENED));
      if (opened[1]) add("end", found[1]);
      else open.push(found[1]);
    } else if (div.startsWith("</", at)) {
      found = certain(next(CLOSING));
      if (open.pop() !== found[1]) throw new NotXml();
      add("end", found[1]);
    } else {
      found = certain(next(TEXT))[0];
      if (!open.length || found.includes("]]>")) throw new NotXml();
      add("text", unescaped(found));
    }
  } while (open.length);
  next(SPACE);
  if (at < div.length) throw new NotXml();
  return events;
}

/** @type {(found: RegExpExecArray|null) => RegExpExecArray} */
function certain(found) {
  if (found) return found;
  throw new NotXml();
}

/** @type {(next: (pattern: RegExp) => RegExpExecArray|null) => Map<string, string>} */
function attributesOf(next) {
  const found = new Map();
  for (let one = next(ATTRIBUTE); one; one = next(ATTRIBUTE)) {
    if (found.has(one[1])) throw new NotXml();
    found.set(one[1], unescaped(one[2].slice(1, -1).replace(/\r\n|[\t\r\n]/g, " ")));
  }
  return found;
}

/** @type {(text: string) => string} */
const unescaped = (text) =>
  text.replace(REFERENCE, (_, name, decimal, hexadecimal) => {
    if (name) return ENTITIES[name];
    const code = Number(decimal ?? `0x${hexadecimal ?? 0}`);
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : "\0";
    if (NO_CHARACTER.test(character)) throw new NotXml();
    return character;
  });

/** @type {(name: string, attributes: Map<string, string>) => string} */
function elementFault(name, attributes) {
  if (!(BLOCKS.has(name) || OTHERS.has(name)) || (attributes.get("xmlns") ?? NAMESPACE) !== NAMESPACE) return "element";
  for (const [spelled, value] of attributes) {
    const plainName = spelled.replace(/^xml:/, "");
    if (spelled === "xmlns" || (PREFIX.test(spelled) && PREFIXED.test(value))) continue;
    if (!ATTRIBUTES.has(plainName)) return "attribute";
    if (plainName === "src" ? value[0] !== "#" : plainName === "href" && leadsOut(value)) return "link";
    if (plainName === "style" && ACTIVE_STYLE.test(value)) return "style";
  }
  return "";
}

/** A scheme that could run something. @type {(link: string) => boolean} */
function leadsOut(link) {
  const scheme = SCHEME.exec(link.replace(IGNORED, ""));
  return scheme !== null && !SCHEMES.has(scheme[1].toLowerCase());
}

/** @type {(event: Event) => boolean} */
const isSomething = ({ kind, text }) =>
  kind === "start" ? text === "img" : kind === "text" && text.replace(BLANKS, "") !== "";

/** @type {(div: string) => string[]} */
function pieces(div) {
  /** @type {string[]} */
  const found = [];
  const inside = [0];
  for (const { kind, text } of scan(div)) {
    if (kind === "text") found.push(text.replaceAll("\n", " "));
    else if (kind === "start") {
      if (inside[inside.length - 1]++ && (text === "td" || text === "th")) found.push(" | ");
      if (BLOCKS.has(text)) found.push(text === "li" ? "\n- " : "\n");
      inside.push(0);
    } else {
      inside.pop();
      if (BLOCKS.has(text) && text !== "br") found.push("\n");
    }
  }
  return found;
}
