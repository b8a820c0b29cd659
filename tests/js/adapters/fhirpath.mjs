// Expressions evaluated from strict JSON, the nodes written as strict JSON.
import { prepare } from "../../../navette/web/static/js/fhirpath.js";
import { truth } from "../../../navette/web/static/js/fhirpath_nodes.js";
import { read, write } from "../../../navette/web/static/js/strict.js";

/** [[expression, value, env], …] → [[nodes, truth], …] */
export function evaluate(cases) {
  return write(
    read(cases).map(([expression, value, env]) => {
      const nodes = prepare(expression)([[value, null]], env);
      return [nodes, truth(nodes)];
    }),
  );
}
