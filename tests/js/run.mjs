// node tests/js/run.mjs: a batch of calls on stdin (JSON), what they give on stdout. Modules are paths in the project.
import { readFileSync, writeSync } from "node:fs";
import { runBatch } from "./batch.mjs";

const ROOT = new URL("../../", import.meta.url);
const calls = JSON.parse(readFileSync(0, "utf8"));
const results = await runBatch(calls, (module) => import(new URL(module, ROOT).href));
const bytes = Buffer.from(JSON.stringify(results));
for (let at = 0; at < bytes.length;) {
  try {
    at += writeSync(1, bytes, at);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EAGAIN") throw error;
  }
}
