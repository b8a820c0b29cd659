"""Whether bytes are a FHIR R4 document Bundle that can be sealed, or shown. Bytes are judged, never written again.

What is checked: the JSON itself, the shape of a document (https://hl7.org/fhir/R4/documents.html), references,
narratives, base64, identities, types. What is not: invariants, profiles, codes. fhir.resources alone would let pass
a key twice, a relative fullUrl, a dangling reference, a script in a narrative.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final

from navette.core.errors import NavetteError, Refused
from navette.fhir import strict, tree, xhtml
from navette.fhir.check_identity import check_identities
from navette.fhir.issue import Issue, error, warning
from navette.fhir.r4b import check_types
from navette.fhir.strict import Json, Object

_ABSOLUTE: Final = re.compile(
    r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+"
    r"|https?://[^\s/]+/\S+",
    re.ASCII,
)
_RESTFUL: Final = re.compile(r"(https?://\S+/)[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}", re.ASCII)
_BASE64_KEYS: Final = ("data", "hash", "valueBase64Binary", "carrierAIDC")


def check_bundle(raw: bytes, *, production: bool) -> list[Issue]:
    """Every fault found, errors and warnings, in the order of the checks; an empty list when there is none.

    production: identities made for tests and demonstrations are errors. Nothing is raised: a fault is an Issue.
    """
    try:
        bundle = strict.read_object(raw)
    except NavetteError as problem:
        return [error(problem.code, "Bundle", str(problem))]
    if bundle.get("resourceType") != "Bundle":
        return [error("not-a-bundle", "Bundle", "resourceType is not Bundle")]
    return [
        *_shape(bundle),
        *_references(bundle),
        *_contents(bundle),
        *check_identities(bundle, production),
        *_dosages(bundle),
        *check_types(bundle),
    ]


def gate(raw: bytes, *, production: bool) -> list[Issue]:
    """The warnings, when there is no error; refuses `identity` (rule, item) or `bundle` (fault, location, faults)."""
    issues = check_bundle(raw, production=production)
    errors = [issue for issue in issues if issue.severity == "error"]
    if errors:
        first = next((issue for issue in errors if issue.code.startswith("identity-")), errors[0])
        if first.code.startswith("identity-"):
            raise Refused("identity", rule=first.code.removeprefix("identity-"), item=first.location)
        raise Refused("bundle", fault=first.code, location=first.location, faults=len(errors))
    return issues


def _shape(bundle: Object) -> Iterator[Issue]:
    if bundle.get("type") != "document":
        yield error("not-a-document", "Bundle.type", "the Bundle is not a document")
    if not (tree.at(bundle, "identifier", "system") and tree.at(bundle, "identifier", "value")):
        yield error("no-identifier", "Bundle.identifier", "a document has an identifier with system and value")
    if not bundle.get("timestamp"):
        yield error("no-timestamp", "Bundle.timestamp", "a document has a timestamp")
    yield from _entries(bundle)
    kinds = [tree.at(entry, "resource", "resourceType") for entry in tree.items(bundle.get("entry"))]
    if kinds[:1] != ["Composition"] or kinds.count("Composition") != 1:
        yield error("composition-first", "Bundle.entry", "a document has one Composition, its first entry")
        return
    subject = tree.text(tree.at(bundle, "entry", 0, "resource", "subject", "reference"))
    if tree.by_full_url(bundle).get(subject, {}).get("resourceType") != "Patient":
        yield error("no-patient", "Bundle.entry[0].resource.subject", "the subject is a Patient of the document")


def _entries(bundle: Object) -> Iterator[Issue]:
    seen: set[str] = set()
    for at, entry in enumerate(tree.items(bundle.get("entry"))):
        location, url = f"Bundle.entry[{at}]", tree.text(tree.at(entry, "fullUrl"))
        if not _ABSOLUTE.fullmatch(url):
            yield error("full-url", f"{location}.fullUrl", "every entry has an absolute fullUrl")
        elif url in seen:
            yield error("full-url-twice", f"{location}.fullUrl", "another entry has this fullUrl")
        seen.add(url)
        kind, resource_id = tree.at(entry, "resource", "resourceType"), tree.at(entry, "resource", "id")
        if not tree.text(kind):
            yield error("no-resource", f"{location}.resource", "every entry has a resource with its type")
        elif url.startswith("http") and not url.endswith(f"/{kind}/{resource_id}"):
            yield error("full-url-id", f"{location}.fullUrl", "the fullUrl and the id of the resource disagree")


def _references(bundle: Object) -> Iterator[Issue]:
    known = tree.by_full_url(bundle)
    for at, entry in enumerate(tree.items(bundle.get("entry"))):
        resource = tree.obj(tree.at(entry, "resource"))
        contained = {tree.text(tree.at(one, "id")) for one in tree.items(resource.get("contained"))}
        for location, element in tree.walk(resource, f"Bundle.entry[{at}].resource"):
            written = element.get("reference")
            if not isinstance(written, str):
                continue
            inside = written == "#" or written[1:] in contained if written[:1] == "#" else False
            if not inside and _absolute(written, tree.text(tree.at(entry, "fullUrl"))) not in known:
                yield _unresolved(written, f"{location}.reference", in_composition=at == 0)


def _absolute(written: str, full_url: str) -> str:
    """A relative reference is relative to the server its own entry comes from; versions are not told apart."""
    plain = written.partition("/_history/")[0]
    own_server = _RESTFUL.fullmatch(full_url)
    return own_server[1] + plain if own_server and not _ABSOLUTE.fullmatch(plain) else plain


def _unresolved(written: str, location: str, in_composition: bool) -> Issue:
    if written.startswith(("http://", "https://")) and not in_composition:
        return warning("external-reference", location, "the reference leads out of the document")
    return error("dangling-reference", location, "the reference leads to no entry of the document")


def _contents(bundle: Object) -> Iterator[Issue]:
    for location, element in tree.walk(bundle, "Bundle"):
        if isinstance(div := element.get("div"), str) and (fault := xhtml.fault(div)):
            yield error(f"narrative-{fault}", f"{location}.div", "the narrative is not of the XHTML allowed")
        if "origin" in element:  # SampledData, whose `data` is not base64
            continue
        for key in _BASE64_KEYS:
            if isinstance(data := element.get(key), str) and not _is_base64(data):
                yield error("base64", f"{location}.{key}", "not base64")


def _is_base64(data: str) -> bool:
    try:
        base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _dosages(bundle: Object) -> Iterator[Issue]:
    """R. 1112-1-2 II 4° asks for dosage and duration: a line without them is for the writer to look at."""
    for location, resource in tree.resources(bundle):
        if resource.get("resourceType") == "MedicationRequest" and not _is_dosed(resource):
            yield warning("no-dosage", location, "a prescription without dosage or without duration")


def _is_dosed(prescription: Object) -> bool:
    lines: list[Json] = tree.items(prescription.get("dosageInstruction"))
    lasting = tree.at(prescription, "dispenseRequest", "validityPeriod") or any(
        tree.at(line, "additionalInstruction") or tree.at(line, "timing", "repeat") for line in lines
    )
    return bool(lasting) and any(tree.at(line, "text") or tree.at(line, "timing") for line in lines)
