// In the Poste Navette, the page comes from this machine and its server is elsewhere: what is asked is signed for that
// server, and handed to the program that the page comes from.
import { refuse } from "../core/errors.js";
import { Entrance } from "./entrance.js";

/** @typedef {import("./account.js").Outside} Outside */

/** What the page hears of the poste itself: whether it is closed to it. */
export const HEARD = "navette-poste";
const SAYS = "Navette-Poste"; // never passed on from the server

/**
 * Asks that server, and no other, through where the page comes from. A poste that was started again does not know the
 * page any more: that is as good as no connection, until it is opened again.
 * @type {(server: string, near: typeof fetch) => typeof fetch}
 */
export const through = (server, near) => async (input, init) => {
  const { origin, pathname, search } = new URL(String(input));
  if (origin !== server) refuse("another-server", { server: origin });
  const answer = await near(pathname + search, { ...init, credentials: "same-origin" }); // it knows its window by a cookie
  const closed = answer.headers.get(SAYS) === "closed";
  dispatchEvent(new CustomEvent(HEARD, { detail: closed }));
  return closed ? refuse("server-unreachable", { problem: "poste-closed" }) : answer;
};

export class PosteEntrance extends Entrance {
  /** @param {Outside} outside its url is the server's */
  constructor(outside) {
    super({ ...outside, fetch: through(outside.url, globalThis.fetch.bind(globalThis)) });
  }

  /** A passkey is made for the name of a site; the pages of this machine have none. */
  async passkeys() {
    return false;
  }

  /** Refuses `another-server` too: an invitation serves at its own. @param {string} text */
  async invitation(text) {
    const found = await super.invitation(text);
    const { read } = await import("./invitation.js");
    const { url } = await read(text.slice(text.lastIndexOf("#") + 1));
    const { origin } = new URL(url);
    return origin === this._outside.url ? found : refuse("another-server", { server: origin });
  }
}
