// Somebody at work in JavaScript: verbs asked on stdin, a JSON object a line; what they give on stdout. One process a
// person, so that two of them can be at it at once. See tests/client/actors.py.
import { createInterface } from "node:readline";
import { actor } from "./adapters/actor.mjs";

const somebody = actor();
for await (const line of createInterface({ input: process.stdin })) {
  const { id, verb, args } = JSON.parse(line);
  somebody(verb, ...args).then((said) => process.stdout.write(`${JSON.stringify({ id, ...said })}\n`));
}
process.exit(0);
