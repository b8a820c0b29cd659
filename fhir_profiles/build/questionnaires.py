"""Sources of forms → SDC Questionnaires of FHIR R4, the files of fhir_profiles/questionnaires.

`python -m fhir_profiles.build.questionnaires` writes them all; `--check` says which are not what their source makes.
https://hl7.org/fhir/R4/questionnaire.html, http://hl7.org/fhir/uv/sdc/extraction.html
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, cast

from fhir_profiles.build import source_check
from fhir_profiles.build.layout import layout
from fhir_profiles.build.sources import (
    FOLDER,
    Constraint,
    ItemSource,
    Json,
    Object,
    Source,
    When,
    load,
    read,
    spell_out,
)
from navette.fhir.questionnaire import CANONICAL, DEFINITION, TRANSLATION, UNIT

PUBLISHED: Final = FOLDER.parent / "questionnaires"
HL7: Final = "http://hl7.org/fhir/StructureDefinition"
SDC: Final = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire"
CONTROL: Final = "http://hl7.org/fhir/questionnaire-item-control"
OBSERVATION_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
DATE: Final = "2026-11-22"


def publish(source: Source, systems: Object) -> str:
    """The Questionnaire as the text of its file; ValueError holds every fault of the source, a line each."""
    source_check.check(source, systems)
    questionnaire = _Builder(source, systems).questionnaire() if not source.faults else {}
    if source.faults:
        raise ValueError("\n".join(source.faults))
    return layout(questionnaire) + "\n"


class _Builder:
    """One source being written."""

    def __init__(self, source: Source, systems: Object) -> None:
        self.source = source
        self.systems = systems
        self.allocated = [item["allocate"] for item in source.walk() if "allocate" in item]

    def questionnaire(self) -> Object:
        head, name = self.source.head, self.source.name
        title = cast("list[str]", head["title"])
        items = [self._item(item) for item in self.source.items]
        return {
            "resourceType": "Questionnaire",
            "id": name,
            "language": "fr",
            "contained": [self._contained(used) for used in source_check.templates_used(self.source)],
            "extension": self._extensions(),
            "url": f"{CANONICAL}/Questionnaire/{name}",
            "version": head["version"],
            "name": "".join(part.capitalize() for part in name.split("-")),
            "title": title[0],
            "_title": _english(title),
            "status": "active",
            "experimental": False,
            "subjectType": ["Patient"],
            "date": DATE,
            "publisher": "Navette",
            "purpose": head["purpose"],
            "code": [self._coding(cast("str", head["code"]))],
            "item": cast("list[Json]", items),
        }

    def _extensions(self) -> list[Json]:
        head = self.source.head
        found: list[Json] = [
            {"url": f"{DEFINITION}/deadline-rule", "valueCode": head["deadline"]},
            {"url": f"{DEFINITION}/manifest-kind", "valueCode": head["kind"]},
        ]
        if "short" in head:
            found.append(_phrase(f"{DEFINITION}/short-title", cast("list[str]", head["short"])))
        declines = cast("list[str]", head.get("declines", []))
        found += [{"url": f"{DEFINITION}/decline-reason", "valueCode": code} for code in declines]
        found += [
            {"url": f"{SDC}-extractAllocateId", "valueString": item["allocate"]}
            for item in self.source.walk()
            if "allocate" in item and not self._in_rows(item["id"])
        ]
        if encounter := cast("str", head.get("encounter", "")):
            found.append(_template_extract(encounter, "%encounter"))
        whole = [one for one in self.source.constraints if not self._in_rows(one["item"])]
        return found + [self._constraint(one) for one in whole]

    def _constraint(self, one: Constraint) -> Object:
        parts: list[Json] = [
            {"url": "key", "valueId": one["key"]},
            {"url": "severity", "valueCode": one["severity"]},
            {"url": "expression", "valueString": self._expression(one["expr"], one["key"])},
            _phrase("human", one["human"]),
            {"url": "location", "valueString": one["item"]},
        ]
        return {"url": f"{HL7}/questionnaire-constraint", "extension": parts}

    def _item(self, item: ItemSource) -> Object:
        kind = item.get("type", "group")
        fields: Object = {"extension": extensions} if (extensions := self._item_extensions(item, kind)) else {}
        fields["linkId"] = item["id"]
        if "code" in item:
            fields["code"] = [self._coding(item["code"])]
        fields |= {"text": item["text"][0], "_text": _english(item["text"]), "type": kind}
        if "when" in item:
            fields["enableWhen"] = [self._condition(one) for one in item["when"]]
            if len(item["when"]) > 1:
                fields["enableBehavior"] = "any" if item.get("any") else "all"
        fields |= {key: True for key in ("required", "repeats") if item.get(key) is True}
        if "length" in item:
            fields["maxLength"] = item["length"]
        if "options" in item:
            fields["answerOption"] = [{"valueCoding": self._coding(one)} for one in item["options"]]
        inner = ([_help(item)] if "help" in item else []) + [self._item(one) for one in item.get("items", [])]
        return {**fields, "item": cast("list[Json]", inner)} if inner else fields

    def _item_extensions(self, item: ItemSource, kind: str) -> list[Json]:
        number = "valueInteger" if kind == "integer" else "valueDecimal" if kind == "decimal" else "valueDate"
        said: list[tuple[str, str, Json]] = [
            (f"{HL7}/questionnaire-minOccurs", "valueInteger", item.get("min")),
            (f"{HL7}/questionnaire-maxOccurs", "valueInteger", item.get("max")),
            (f"{HL7}/minValue", number, item.get("low")),
            (f"{HL7}/maxValue", number, item.get("high")),
            (f"{HL7}/maxDecimalPlaces", "valueInteger", item.get("places")),
            (f"{DEFINITION}/section-empty-reason", "valueCode", item.get("none")),
            (f"{DEFINITION}/due-date", "valueBoolean", item.get("due")),
            (f"{DEFINITION}/observed-at", "valueString", item.get("observedAt")),
        ]
        found: list[Json] = [{"url": url, key: value} for url, key, value in said if value is not None]
        if "unit" in item:
            code, _, shown = item["unit"].partition("|")
            unit: Object = {"system": self.systems["ucum"], "code": code, "display": shown or code}
            found.insert(0, {"url": UNIT, "valueCoding": unit})
        if self._in_rows(item["id"]):
            found += [self._constraint(one) for one in self.source.constraints if one["item"] == item["id"]]
        found += self._extraction(item)
        favourites = [(f"{DEFINITION}/favourite", pair) for pair in item.get("favourites", [])]
        said_so = [(f"{DEFINITION}/in-sentence", item["say"])] if "say" in item else []
        return found + [_phrase(url, pair) for url, pair in said_so + favourites]

    def _extraction(self, item: ItemSource) -> list[Json]:
        found: list[Json] = []
        if "allocate" in item and self._in_rows(item["id"]):
            found.append({"url": f"{SDC}-extractAllocateId", "valueString": item["allocate"]})
        for at, name in enumerate(source_check.templates_of(item)):
            found.append(_template_extract(name, f"%{item['allocate']}" if "allocate" in item and at == 0 else ""))
        if observe := item.get("observe"):
            found.append({"url": f"{SDC}-observationExtract", "valueBoolean": True})
            if isinstance(observe, str):
                coding: Object = {"system": OBSERVATION_CATEGORY, "code": observe}
                category: Object = {"coding": [coding]}
                found.append({"url": f"{SDC}-observation-extract-category", "valueCodeableConcept": category})
        return found

    def _in_rows(self, link_id: str) -> bool:
        """Inside a group that repeats, or one itself: its resource and its rules are others in each row."""
        around = self.source.path(link_id)
        return any(one.get("repeats") and one.get("type", "group") == "group" for one in around)

    def _condition(self, one: When) -> Object:
        found: Object = {"question": one["q"], "operator": one["op"]}
        value = one["v"]
        if isinstance(value, bool):
            return {**found, "answerBoolean": value}
        kind = self.source.path(one["q"])[-1].get("type", "group")
        if kind in ("choice", "open-choice"):
            coding = self._coding(cast("str", value))
            return {**found, "answerCoding": {"system": coding["system"], "code": coding["code"]}}
        key = {
            "decimal": "answerDecimal",
            "integer": "answerInteger",
            "date": "answerDate",
            "dateTime": "answerDateTime",
        }
        return {**found, key.get(kind, "answerString"): value}

    def _coding(self, text: str) -> Object:
        """`alias|code|French|English`; the last two may be missing."""
        alias, code, *shown = text.split("|")
        found: Object = {"system": self.systems[alias], "code": code}
        if shown:
            found["display"] = shown[0]
        return {**found, "_display": _english(shown)} if len(shown) > 1 else found

    def _contained(self, name: str) -> Object:
        template = self.source.templates[name]
        body = cast(
            "Object", self._template({key: one for key, one in template.items() if key != "resourceType"}, name)
        )
        return {"resourceType": template["resourceType"], "id": name, **body}

    def _template(self, value: Json, where: str) -> Json:
        if isinstance(value, list):
            return [self._template(one, where) for one in value]
        if not isinstance(value, dict):
            return value
        found: Object = {}
        extensions: list[Json] = []
        for key, inner in value.items():
            if key in ("@", "="):
                kind = "templateExtractContext" if key == "@" else "templateExtractValue"
                extensions.append({"url": f"{SDC}-{kind}", "valueString": self._expression(cast("str", inner), where)})
            elif source_check.is_expression(inner):
                found[f"_{key}"] = self._value(cast("str", inner), where)
            elif isinstance(inner, list) and inner and source_check.is_expression(inner[0]):
                found[f"_{key}"] = [self._value(cast("str", inner[0]), where)]
            else:
                found[key] = self._template(inner, where)
        if extensions:
            found = {"extension": extensions + cast("list[Json]", found.pop("extension", [])), **found}
        return found

    def _value(self, text: str, where: str) -> Object:
        return {"extension": [{"url": f"{SDC}-templateExtractValue", "valueString": self._expression(text[1:], where)}]}

    def _expression(self, text: str, where: str) -> str:
        spelled = spell_out(self.source, text, where)
        source_check.check_expression(self.source, spelled, where, self.allocated)
        return spelled


def _template_extract(template: str, full_url: str) -> Object:
    parts: list[Json] = [{"url": "template", "valueReference": {"reference": f"#{template}"}}]
    if full_url:
        parts.append({"url": "fullUrl", "valueString": full_url})
    return {"url": f"{SDC}-templateExtract", "extension": parts}


def _phrase(url: str, pair: Sequence[str]) -> Object:
    """An extension that holds a text in both languages."""
    return {"url": url, "valueString": pair[0], "_valueString": _english(pair)}


def _english(pair: Sequence[str]) -> Object:
    parts: list[Json] = [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": pair[1]}]
    return {"extension": [{"url": TRANSLATION, "extension": parts}]}


def _help(item: ItemSource) -> Object:
    control: Object = {"coding": [{"system": CONTROL, "code": "help"}]}
    return {
        "extension": [{"url": f"{HL7}/questionnaire-itemControl", "valueCodeableConcept": control}],
        "linkId": f"{item['id']}.help",
        "text": item["help"][0],
        "_text": _english(item["help"]),
        "type": "display",
    }


def publish_all(folder: Path = FOLDER) -> tuple[dict[str, str], list[str]]:
    """The text of every Questionnaire by name, and the faults of the sources that make none."""
    systems = load(folder / "systems.json")
    found: dict[str, str] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.json")):
        if path.name != "systems.json":
            try:
                found[path.stem] = publish(read(path, folder), systems)
            except ValueError as error:
                faults += str(error).splitlines()
    return found, faults


def main(arguments: Sequence[str], folder: Path = FOLDER, published: Path = PUBLISHED) -> int:
    """Writes, or compares; the exit code: 1 when a source is at fault, or a file is not what its source makes."""
    texts, faults = publish_all(folder)
    for name, text in texts.items():
        path = published / f"{name}.json"
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            faults.append(f"{path.name}: not what its source makes")
    print(*faults, sep="\n", file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
