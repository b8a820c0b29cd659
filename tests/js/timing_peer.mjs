// The expressions of a form in fhirpath.js (https://github.com/HL7/fhirpath.js), compiled once: node only.

import fhirpath from "fhirpath";
import r4 from "fhirpath/fhir-context/r4/index.js";
import { timeExpressions } from "./timing.mjs";

/** @type {(compiled: string, response: string, env: Record<string, any>) => object} */
export const timeAgainst = (compiled, response, env) =>
  timeExpressions(compiled, response, env, (expression) => fhirpath.compile(expression, r4));
