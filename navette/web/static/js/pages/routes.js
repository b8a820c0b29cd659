// Which page answers which path. A page is fetched when it is first asked for.

/** @typedef {import("./frame.js").App} App */
/** @typedef {{path: string, parts: string[], query: URLSearchParams, state: any}} Where parts: of the path, after the first */
/** close: called when the page is left, and at lock: what it holds goes; it may say what became of what was being written; named: more names are known. @typedef {{title: string, root: Node, close?: () => Promise<string|void>|void, named?: () => void}} Shown */
/** @typedef {{open: (app: App, where: Where) => Promise<Shown>|Shown}} Page */
/** free: opens without an account; first: all it shows came with the document. @typedef {{load: () => Promise<Page>, free?: boolean, first?: boolean, parts?: number}} Route */

/** @type {Record<string, Route>} */
const ROUTES = {
  "": { load: () => import("./todo.js"), first: true },
  fiche: { load: () => import("./fiche.js"), parts: 1 },
  closes: { load: () => import("./closed.js"), parts: 0 },
  nouvelle: { load: () => import("./compose.js"), parts: 0 },
  annuaire: { load: () => import("./directory.js"), parts: 0 },
  coordination: { load: () => import("./coordination.js") },
  partenaires: { load: () => import("./partner.js"), parts: 1 },
  bilan: { load: () => import("./report.js"), parts: 0 },
  rapport: { load: () => import("./year.js"), parts: 0 },
  journal: { load: () => import("./journal.js"), parts: 0 },
  invitations: { load: () => import("./invitations.js"), parts: 0 },
  compte: { load: () => import("./account.js"), parts: 0 },
  service: { load: () => import("./service.js"), parts: 0 },
  aide: { load: () => import("./help.js"), free: true },
  rejoindre: { load: () => import("./join.js"), free: true },
};

/** @type {Route} */
const NOWHERE = { load: () => import("./nowhere.js"), free: true };

/** @type {Route} */
export const UNLOCK = { load: () => import("./unlock.js"), free: true, first: true };

/** What most people open from the list, loaded while they read it. */
export const prepare = () => Promise.all([ROUTES.fiche.load(), ROUTES.nouvelle.load(), import("./parting.js")]);

/** The page of a path, and what it is told. @type {(url: URL, state: any) => [Route, Where]} */
export function route(url, state) {
  const [first, ...parts] = url.pathname.split("/").filter(Boolean).map(decoded);
  const known = Object.hasOwn(ROUTES, first ?? "") ? ROUTES[first ?? ""] : NOWHERE;
  const found = known.parts !== undefined && parts.length !== known.parts ? NOWHERE : known;
  return [found, { path: url.pathname, parts, query: url.searchParams, state }];
}

/** @type {(part: string) => string} */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
