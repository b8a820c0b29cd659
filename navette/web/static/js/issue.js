// What a check found. Twin: navette/fhir/issue.py

/** @typedef {{severity: "error"|"warning", code: string, location: string, diagnostics: string, facts: Record<string, string|number>}} Issue */

/** @type {(code: string, location: string, diagnostics: string, facts?: Record<string, string|number>) => Issue} */
export const error = (code, location, diagnostics, facts = {}) => ({ severity: "error", code, location, diagnostics, facts });

/** @type {(code: string, location: string, diagnostics: string, facts?: Record<string, string|number>) => Issue} */
export const warning = (code, location, diagnostics, facts = {}) => ({ severity: "warning", code, location, diagnostics, facts });
