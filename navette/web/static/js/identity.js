// The rules of the INS, and the keys of professionals. Twin: navette/fhir/identity.py

/** @typedef {{status: string|null, doubts: Set<string>, legacy: boolean}} Trust */

const FR_CORE = "https://hl7.fr/ig/fhir/core";
const DEFINITION = `${FR_CORE}/StructureDefinition/fr-core-`;
const SYSTEM = `${FR_CORE}/CodeSystem/fr-core-`;
export const RELIABILITY = `${DEFINITION}identity-reliability`;
export const INSEE_CODE = `${DEFINITION}address-insee-code`;
export const GIVEN_NAMES = `${DEFINITION}patient-birth-list-given-name`;
export const BIRTH_PLACE = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace";
export const COMMUNES = "https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM";
export const IDENTIFIER_TYPE = `${SYSTEM}cs-v2-0203`;
export const STATUS = `${SYSTEM}cs-identity-status`;
export const COMMENT = `${STATUS}-comment`;
// VALI there is what QUAL is now.
const LEGACY = ["cs-v2-0445", "fiabilite-identite", "cs-fiabilite-identite"].map((name) => SYSTEM + name);
export const RPPS = "https://rpps.esante.gouv.fr";
export const FINESS = "https://finess.esante.gouv.fr";
const DOUBTFUL = ["DOUT", "FICT"];
export const TESTS = new Set(["INS-NIR-TEST", "INS-NIR-DEMO"]);
const OID = "urn:oid:1.2.250.1.213.1.4.";
/** @type {Record<string, string>} */
export const MATRICULES = {
  "INS-NIR": `${OID}8`,
  "INS-NIA": `${OID}9`,
  "INS-NIR-TEST": `${OID}10`,
  "INS-NIR-DEMO": `${OID}11`,
};
export const UNKNOWN_PLACE = "99999";
/** @type {Record<string, string>} */
export const STATUS_TEXT = {
  PROV: "Identité provisoire",
  RECUP: "Identité récupérée",
  VALI: "Identité validée",
  QUAL: "Identité qualifiée",
};

/** What a status of any generation means today. @type {(system: string, code: string, comments: Set<string>, hasMatricule: boolean) => Trust} */
export function normalise(system, code, comments, hasMatricule) {
  const doubts = new Set(DOUBTFUL.filter((doubt) => comments.has(doubt)));
  const status = Object.hasOwn(STATUS_TEXT, code) ? code : null;
  if (!LEGACY.includes(system)) return { status: system === STATUS ? status : null, doubts, legacy: false };
  if (DOUBTFUL.includes(code)) return { status: "PROV", doubts: doubts.add(code), legacy: false };
  const legacy = code === "VALI" && hasMatricule;
  return { status: legacy ? "QUAL" : status, doubts, legacy };
}

/** The rule that a status breaks, or nothing. @type {(trust: Trust, hasMatricule: boolean) => string} */
export function fault({ status, doubts }, hasMatricule) {
  if (doubts.size > 1 || (doubts.size && status !== "PROV")) return "doubtful";
  return hasMatricule && status !== "QUAL" ? "not-qualified" : "";
}

/** @type {(value: string) => boolean} */
export const isMatricule = (value) => /^[1-478][0-9]{4}(2[AB]|[0-9]{2})[0-9]{8}$/.test(value);

/** Corsica's 2A and 2B count as 19 and 18. @type {(matricule: string) => boolean} */
export function keyFits(matricule) {
  const digits = matricule.slice(0, 13).replace("2A", "19").replace("2B", "18");
  return 97 - (Number(digits) % 97) === Number(matricule.slice(13));
}

/** Eleven figures, the last their Luhn key. @type {(value: string) => boolean} */
export function rppsFits(value) {
  if (!/^[0-9]{11}$/.test(value)) return false;
  const doubled = [...value].map((digit, at) => Number(digit) * (at % 2 ? 2 : 1));
  return doubled.reduce((sum, number) => sum + Math.floor(number / 10) + (number % 10), 0) % 10 === 0;
}
