// Codes of texts, as rows of 0 and 1: standard input holds [[text, mask], …].
import { stdin } from "node:process";
import { qr } from "../../../navette/web/static/js/pages/qr.js";

let given = "";
for await (const part of stdin) given += part;
const rows = (made) => made && made.map((row) => row.map(Number).join(""));
console.log(JSON.stringify(JSON.parse(given).map(([text, mask]) => rows(qr(text, mask ?? undefined)))));
