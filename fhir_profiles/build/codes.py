"""Required value sets, written out as lists of codes; what cannot be listed is not checked, and is named here."""

from typing import Final

from fhir_profiles.build.official import Definition, Definitions

Codes = dict[str, list[str]]  # system → codes

# Required, and not checked: the code system is not ours to copy, has no end, or names what no fiche holds.
UNLISTED: Final = {
    "http://hl7.org/fhir/ValueSet/mimetypes": "BCP 13 has no list",
    "http://hl7.org/fhir/ValueSet/all-languages": "BCP 47 has no list",
    "http://hl7.org/fhir/ValueSet/currencies": "ISO 4217, for Money alone",
    "http://hl7.org/fhir/ValueSet/all-types": "every type of FHIR, for DataRequirement and ParameterDefinition",
}


class ValueSets:
    """The value sets asked for so far: `listed` is the V of the table."""

    def __init__(self, definitions: Definitions) -> None:
        self._from = definitions
        self.listed: dict[str, Codes] = {}

    def key(self, canonical: str) -> str | None:
        """The url under which a required value set is listed; None for the few of UNLISTED.

        LookupError: a value set that is neither listable nor named there.
        """
        url = canonical.partition("|")[0]
        if url in UNLISTED:
            return None
        if url not in self.listed:
            self.listed[url] = self._expand(url)
        return url

    def _expand(self, url: str) -> Codes:
        compose = self._from.value_sets[url]["compose"]
        found: Codes = {}
        for include in compose["include"]:
            _merge(found, self._included(include))
        for exclude in compose.get("exclude", []):
            for system, codes in self._included(exclude).items():
                found[system] = [code for code in found.get(system, []) if code not in codes]
        if not any(found.values()):
            raise LookupError(f"{url} lists nothing")
        return found

    def _included(self, include: Definition) -> Codes:
        """Codes of the system and of every value set named: a code stands in all of them."""
        parts = [self._expand(url.partition("|")[0]) for url in include.get("valueSet", [])]
        if "system" in include:
            parts.append({include["system"]: self._of_system(include)})
        first, *others = parts
        return {
            system: [code for code in codes if all(code in other.get(system, []) for other in others)]
            for system, codes in first.items()
        }

    def _of_system(self, include: Definition) -> list[str]:
        if "concept" in include:
            return list(dict.fromkeys(concept["code"] for concept in include["concept"]))
        if include["system"] not in self._from.code_systems:
            raise LookupError(f"{include['system']} is not at hand")
        broader = _broader(self._from.code_systems[include["system"]])
        codes = list(broader)
        for rule in include.get("filter", []):
            codes = [code for code in codes if _passes(rule, code, broader)]
        return codes


def _merge(found: Codes, more: Codes) -> None:
    for system, codes in more.items():
        known = found.setdefault(system, [])
        known += [code for code in codes if code not in known]


def _broader(system: Definition) -> dict[str, list[str]]:
    """Every code, and the codes just above it: by nesting, or by the property subsumedBy of HL7 v3."""
    found: dict[str, list[str]] = {}

    def walk(concepts: list[Definition], above: list[str]) -> None:
        for concept in concepts:
            said = [one["valueCode"] for one in concept.get("property", []) if one["code"] == "subsumedBy"]
            found[concept["code"]] = above + said
            walk(concept.get("concept", []), [concept["code"]])

    walk(system.get("concept", []), [])
    return found


def _passes(rule: Definition, code: str, broader: dict[str, list[str]]) -> bool:
    if rule["property"] != "concept" or rule["op"] not in {"is-a", "descendent-of"}:
        raise LookupError(f"filter {rule}")
    under = any(one == rule["value"] or _passes(rule, one, broader) for one in broader.get(code, []))
    return under or (rule["op"] == "is-a" and code == rule["value"])
