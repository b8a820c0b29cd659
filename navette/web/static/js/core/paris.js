// The one zone of the product: what a clock in Paris shows, whatever the machine's own. Twin: navette/core/paris.py
//
// Instants are seconds since 1970; what the clock shows is counted in seconds too, since its own 1970.

const HOUR = 3600;
const PARIS = new Intl.DateTimeFormat("en", {
  timeZone: "Europe/Paris",
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
});

/** What the clock shows at that instant. @type {(instant: number) => number} */
export function wall(instant) {
  const part = Object.fromEntries(PARIS.formatToParts(instant * 1000).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) / 1000;
}

/** How far it is ahead of UTC. @type {(instant: number) => number} */
export const ahead = (instant) => wall(instant) - instant;

/** When the clock shows that: of an hour that comes twice the first, one that does not come is an hour later. @type {(shown: number) => number} */
export const instantOf = (shown) => (wall(shown - 2 * HOUR) === shown ? shown - 2 * HOUR : shown - HOUR);
