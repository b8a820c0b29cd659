// What test_engines.py calls.
/** @type {unknown} */
let kept;

/** @param {unknown} value */
export function hold(value) {
  kept = value;
}

export const held = () => kept;

/** @param {unknown[]} values */
export const twice = async (...values) => [...values, ...values];

export function fail() {
  throw new Error("no such thing");
}
