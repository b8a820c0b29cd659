// Calls made one after the other, in node (run.mjs) and in a page (tests/js/browser.py): {module, function, args} each.

const STATIC = "navette/web/static/js/";

/**
 * What each call gives, as {value} or {error}; a module is loaded once and keeps what it was told.
 * @param {{module: string, function: string, args: unknown[]}[]} calls
 * @param {(path: string) => Promise<Record<string, Function>>} load
 */
export async function runBatch(calls, load) {
  const results = [];
  for (const call of calls) {
    try {
      const module = await load(pathOf(call.module));
      results.push({ value: (await module[call.function](...call.args)) ?? null });
    } catch (thrown) {
      results.push({ error: describe(thrown) });
    }
  }
  return results;
}

/**
 * A path in the project; "strict" is short for the program's strict.js, "adapters/x" for tests/js/adapters/x.mjs.
 * @param {string} module
 */
function pathOf(module) {
  if (/\.m?js$/.test(module)) return module;
  return module.includes("/") ? `tests/js/${module}.mjs` : `${STATIC}${module}.js`;
}

/** @param {any} thrown */
function describe(thrown) {
  return {
    code: thrown?.code ?? null,
    problem: thrown?.data?.problem ?? null,
    message: String(thrown?.message ?? thrown),
    stack: String(thrown?.stack ?? ""),
  };
}
