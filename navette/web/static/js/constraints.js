// The rules of a form that no single question can see: broken when false. Twin: navette/fhir/constraints.py
import { issueOf, rowLabel } from "./answers.js";
import { truth } from "./fhirpath_nodes.js";
import { locate, said } from "./response.js";

/** @typedef {import("./answers.js").Fault} Fault */
/** @typedef {import("./answers.js").Row} Row */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./form.js").Item} Item */

/** Every rule broken: of the form, then of its items. @type {(form: Form, row: Row, response: any, env: Record<string, any>) => {faults: Fault[], issues: import("./issue.js").Issue[]}} */
export function check(form, row, response, env) {
  /** @type {Fault[]} */
  const faults = [];

  /** @type {(constraint: import("./form.js").Constraint, node: any, location: string, of: Record<string, string|number>) => void} */
  function judge({ key, severity, human, expression, item }, node, location, of) {
    const holds = form.expressions[expression]([[node, null]], { ...env, resource: response, context: node });
    if (truth(holds) !== false) return;
    const facts = { link: item, ...of, human: human.fr, human_en: human.en };
    faults.push({ item, reason: key, row: Number(of.row ?? 0), location, facts, severity });
  }

  /** @type {(items: Item[], row: Row, holder: any, path: string, of: Record<string, string|number>) => void} */
  function visit(items, row, holder, path, of) {
    for (const item of items) {
      const here = `${path}.item.where(linkId='${item.linkId}')`;
      const nodes = said(holder, item.linkId);
      const rows = item.rows ? row.rows(item.linkId) : nodes.length ? [row] : [];
      for (const [at, inner] of rows.slice(0, nodes.length).entries()) {
        const place = item.rows ? `${here}[${at}]` : here;
        const label = item.rows && rowLabel(item.items, inner.values);
        const named = item.rows ? { row: inner.number, ...(label ? { of: label } : {}) } : of;
        for (const constraint of item.constraints) judge(constraint, nodes[at], place, named);
        visit(item.items, inner, nodes[at], place, named);
      }
    }
  }

  for (const constraint of form.constraints) judge(constraint, response, locate(form, constraint.item), {});
  visit(form.items, row, response, "QuestionnaireResponse", {});
  return { faults, issues: faults.map(issueOf) };
}
