// What tests/browser/checks.py asks of a page: evaluated there, and kept as window.checking.
() => {
  const CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex]";
  const FRAMED = "button:not(.quiet), .button, input:not([type=radio], [type=checkbox]), select, textarea";
  const LIVE = "[aria-live], [role=status], [role=alert]";
  const WAIT = 3000;

  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
  const within = () => document.querySelector("dialog:modal") ?? document; // all else is out of reach
  const stop = (one) => one.tabIndex >= 0 && !one.disabled && shown(one) && !one.closest("[inert]") && within().contains(one);
  const all = () => [...document.querySelectorAll(CONTROLS)].filter(stop);

  /** Radios of one name are one stop: the one that is checked, or the first. */
  const entry = (one) => {
    if (one.type !== "radio") return true;
    const group = `input[type=radio][name="${one.name}"]`;
    return one === (document.querySelector(`${group}:checked`) ?? document.querySelector(group));
  };
  const stops = () => all().filter(entry);

  const name = (one) => {
    const text = one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent || one.name || "";
    return `${one.tagName.toLowerCase()} ${JSON.stringify(text.trim().slice(0, 40))}`;
  };

  const figures = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const clear = (colour) => figures(colour)[3] === 0 || colour === "transparent";
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const contrast = (one, other) => {
    const [low, high] = [light(figures(one)), light(figures(other))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (one) => {
    for (let at = one.parentElement; at; at = at.parentElement) {
      const found = getComputedStyle(at).backgroundColor;
      if (!clear(found)) return found;
    }
    return "rgb(255, 255, 255)";
  };

  const ringed = (one) =>
    [null, "::after"].some((pseudo) => {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one, pseudo);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && contrast(outlineColor, behind(one)) >= 3;
    });
  const edged = (one) => {
    const { borderTopStyle, borderTopWidth } = getComputedStyle(one);
    return borderTopStyle !== "none" && parseFloat(borderTopWidth) > 0;
  };
  const outstanding = (one) => {
    const { borderTopColor, backgroundColor } = getComputedStyle(one);
    const edges = [edged(one) && borderTopColor, backgroundColor].filter((colour) => colour && !clear(colour));
    return edges.some((colour) => contrast(colour, behind(one)) >= 3);
  };
  const framed = () => all().filter((one) => one.matches(FRAMED));

  const small = (least) => (one) => {
    if (one.matches(".skip, .visually-hidden")) return false;
    if (one.tagName === "A" && getComputedStyle(one).display === "inline") return false; // in a sentence
    const area = one.matches("[type=radio], [type=checkbox]") ? (one.closest("label") ?? one) : one;
    const { width, height } = area.getBoundingClientRect();
    return width < least - 0.5 || height < least - 0.5;
  };

  const walked = () => {
    const one = document.activeElement;
    if (!one || one === document.body || one === document.documentElement) return null;
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const box = { left: left + scrollX, right: right + scrollX, top: top + scrollY, bottom: bottom + scrollY };
    const fixed = getComputedStyle(one).position === "fixed" || Boolean(one.closest("dialog"));
    const aside = Boolean(one.closest("aside"));
    return { id: stops().indexOf(one), name: name(one), ringed: ringed(one), fixed, aside, box };
  };
  const begin = () => {
    const start = Object.assign(document.createElement("i"), { id: "walk", tabIndex: -1 });
    (document.querySelector("dialog:modal") ?? document.body).prepend(start);
    start.focus();
  };

  const widest = () => {
    const end = document.documentElement.clientWidth;
    const beyond = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > end + 1);
    return beyond.map((one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class") ?? ""}`).slice(-3).join(", ");
  };

  const listen = () => {
    window.heard = [];
    new MutationObserver((records) => {
      for (const node of records.flatMap(({ target, addedNodes }) => [target, ...addedNodes])) {
        const text = (node instanceof Element ? node : node.parentElement)?.closest(LIVE)?.textContent.trim();
        if (text) window.heard.push(text);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  };
  const heard = () =>
    new Promise((done) => {
      const end = performance.now() + WAIT;
      const look = () => (window.heard.length || performance.now() > end ? done(window.heard) : setTimeout(look, 20));
      look();
    });

  const LONGEST = 0.01; // seconds
  const lasting = (one) => {
    const { transitionDuration, animationDuration, animationName, scrollBehavior } = getComputedStyle(one);
    const times = [transitionDuration, animationName === "none" ? "0s" : animationDuration].flatMap((text) => text.split(","));
    return scrollBehavior === "smooth" || times.some((text) => parseFloat(text) * (text.includes("ms") ? 0.001 : 1) > LONGEST);
  };

  window.checking = {
    begin,
    walked,
    listen,
    heard,
    widest,
    stops: () => stops().map(name),
    small: (least) => all().filter(small(least)).map(name),
    faint: () => framed().filter((one) => !outstanding(one)).map(name),
    moving: () => [...document.querySelectorAll("*")].filter(lasting).map(name),
    bare: () => framed().filter((one) => !edged(one)).map(name),
  };
}
