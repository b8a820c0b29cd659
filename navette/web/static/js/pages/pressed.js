// What moves the page when a field is left waits until the mouse is up: the click that left it would miss.

/** @type {Promise<void>|null} */
let pressed = null;

addEventListener("pointerdown", () => {
  const over = new AbortController();
  pressed = new Promise((up) => {
    const end = () => {
      over.abort();
      pressed = null;
      setTimeout(up);
    };
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, end, { signal: over.signal });
  });
});

/** At once, or when the click is done. @param {() => void} act */
export function released(act) {
  if (pressed) void pressed.then(act);
  else act();
}
