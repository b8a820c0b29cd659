// node tests/js/bare.mjs: pairs of scripts on stdin (JSON); the places of those that TypeScript reads differently.
import { readFileSync } from "node:fs";
import ts from "typescript";

const options = { removeComments: true, target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ES2022, allowJs: true };
const printed = (text) => ts.transpileModule(text, { compilerOptions: options, fileName: "a.js" }).outputText.replace(/\n\s*\n/g, "\n");

const pairs = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(pairs.flatMap(([one, other], at) => (printed(one) === printed(other) ? [] : [at]))));
