"""The rules of a document (https://hl7.org/fhir/R4/documents.html), and what a letter should say.

Twin: check_document.js.
"""

from collections.abc import Iterator, Mapping, Sequence

from navette.fhir import tree
from navette.fhir.check_references import ABSOLUTE, Link, absolute
from navette.fhir.issue import Issue, error, warning
from navette.fhir.strict import Json, Object


def check_document(bundle: Object) -> Iterator[Issue]:
    """Type, identifier, timestamp, fullUrls, the Composition and its subject."""
    if bundle.get("type") != "document":
        yield error("not-a-document", "Bundle.type", "the Bundle is not a document")
    if not all(tree.text(tree.at(bundle, "identifier", key)) for key in ("system", "value")):
        yield error("no-identifier", "Bundle.identifier", "a document has an identifier with system and value")
    if not tree.text(bundle.get("timestamp")):
        yield error("no-timestamp", "Bundle.timestamp", "a document has a timestamp")
    yield from _entries(bundle)
    kinds = [tree.at(entry, "resource", "resourceType") for entry in tree.items(bundle.get("entry"))]
    if kinds[:1] != ["Composition"] or kinds.count("Composition") != 1:
        yield error("composition-first", "Bundle.entry", "a document has one Composition, its first entry")
        return
    subject = tree.text(tree.at(bundle, "entry", 0, "resource", "subject", "reference"))
    if tree.by_full_url(bundle).get(subject, {}).get("resourceType") != "Patient":
        yield error("no-patient", "Bundle.entry[0].resource.subject", "the subject is a Patient of the document")


def check_reach(bundle: Object, links: Sequence[Link]) -> Iterator[Issue]:
    """Every entry is reached from the Composition, or from a Provenance of the document; a style sheet needs not be.

    For a document in which nothing is wrong so far.
    """
    known = tree.by_full_url(bundle)
    leads: dict[str, list[str]] = {url: [] for url in known}
    for link in links:
        leads[tree.text(link.entry.get("fullUrl"))].append(absolute(link))
    todo = [url for url, resource in known.items() if _is_start(resource, leads[url], known)]
    reached: set[str] = set()
    while todo:
        if (url := todo.pop()) not in reached:
            reached.add(url)
            todo += leads.get(url, [])
    for index, (url, resource) in enumerate(known.items()):
        kind = tree.text(resource.get("resourceType"))
        if url not in reached and kind != "Binary":
            location = f"Bundle.entry[{index}]"
            yield error("unreachable-entry", location, "nothing of the document leads to it", type=kind)


def _is_start(resource: Object, leads: Sequence[str], known: Mapping[str, Object]) -> bool:
    kind = resource.get("resourceType")
    return kind == "Composition" or (kind == "Provenance" and any(url in known for url in leads))


def check_dosages(bundle: Object) -> Iterator[Issue]:
    """R. 1112-1-2 II 4° asks for dosage and duration: a line without them is for the writer to look at."""
    for location, resource in tree.resources(bundle):
        if resource.get("resourceType") == "MedicationRequest" and not _is_dosed(resource):
            yield warning("no-dosage", location, "a prescription without dosage or without duration")


def _entries(bundle: Object) -> Iterator[Issue]:
    seen: set[str] = set()
    for at, entry in enumerate(tree.items(bundle.get("entry"))):
        location, url = f"Bundle.entry[{at}]", tree.text(tree.at(entry, "fullUrl"))
        if not ABSOLUTE(url):
            yield error("full-url", f"{location}.fullUrl", "every entry has an absolute fullUrl")
        elif url in seen:
            yield error("full-url-twice", f"{location}.fullUrl", "another entry has this fullUrl")
        seen.add(url)
        kind, own_id = (tree.text(tree.at(entry, "resource", key)) for key in ("resourceType", "id"))
        if tree.at(entry, "resource") is None:
            yield error("no-resource", f"{location}.resource", "every entry has a resource")
        elif url.startswith("http") and not url.endswith(f"/{kind}/{own_id}"):
            yield error("full-url-id", f"{location}.fullUrl", "the fullUrl and the id of the resource disagree")


def _is_dosed(prescription: Object) -> bool:
    lines = tree.items(prescription.get("dosageInstruction"))
    return any(_has(line, "text") or _has(line, "timing") for line in lines) and (
        _has(prescription, "dispenseRequest", "validityPeriod")
        or any(_has(line, "additionalInstruction") or _has(line, "timing", "repeat") for line in lines)
    )


def _has(value: Json, *path: str) -> bool:
    return tree.at(value, *path) is not None
