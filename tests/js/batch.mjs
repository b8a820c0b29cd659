// Calls made one after the other, in node (run.mjs) and in a page (tests/js/browser.py): {module, function, args} each.

/**
 * What each call gives, as {value} or {error}; a module is loaded once and keeps what it was told.
 * @param {{module: string, function: string, args: unknown[]}[]} calls
 * @param {(module: string) => Promise<Record<string, Function>>} load
 */
export async function runBatch(calls, load) {
  const results = [];
  for (const call of calls) {
    try {
      const module = await load(call.module);
      results.push({ value: (await module[call.function](...call.args)) ?? null });
    } catch (error) {
      results.push({ error: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) });
    }
  }
  return results;
}
