"""Whether bytes are a FHIR R4 document Bundle that can be sealed, or shown. Bytes are judged, never written again.

docs/spec/checks.md lists what is checked, and what is not. Twin: check.js, which finds the same issues in the same
order.
"""

from collections.abc import Iterable
from itertools import islice

from navette.core.errors import NavetteError, Refused
from navette.fhir import strict, tree
from navette.fhir.check_document import check_document, check_dosages, check_reach
from navette.fhir.check_identity import check_identities
from navette.fhir.check_profile import Profiles
from navette.fhir.check_references import References
from navette.fhir.check_structure import MAX_ISSUES, Structure
from navette.fhir.definitions import Definitions, definitions
from navette.fhir.issue import Issue, error
from navette.fhir.strict import Json, Object


def check_bundle(raw: bytes, *, production: bool) -> list[Issue]:
    """Every fault found, errors and warnings, in the order of the checks; an empty list when there is none.

    production: identities made for tests and demonstrations are errors. Nothing is raised: a fault is an Issue.
    """
    return Checker(definitions()).check_bundle(raw, production=production)


def check_resource(value: Json, profile: str | None = None) -> list[Issue]:
    """One resource of any type: its structure, its references, the profiles it claims, and `profile` (a url)."""
    return Checker(definitions()).check_resource(value, profile)


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


class Checker:
    """The checks against a table: the one that ships with the program, for check_bundle and check_resource."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    def check_bundle(self, raw: bytes, *, production: bool) -> list[Issue]:
        """See the function of this name."""
        try:
            bundle = strict.read_object(raw)
        except NavetteError as fault:
            problem = str(fault.data.get("problem", ""))
            return [error(fault.code, "Bundle", "not JSON that can be trusted", problem=problem)]
        return self.check_tree(bundle, production=production)

    def check_tree(self, bundle: Object, *, production: bool) -> list[Issue]:
        """The same for what is read already, or about to be written: all but the checks of the bytes."""
        if bundle.get("resourceType") != "Bundle":
            return [error("not-a-bundle", "Bundle", "resourceType is not Bundle")]
        checked = _Checked(self._definitions, bundle)
        checked.references()
        checked.document()
        checked.add(check_identities(bundle, production))
        checked.add(check_dosages(bundle))
        checked.profiles()
        return checked.issues

    def check_resource(self, value: Json, profile: str | None = None) -> list[Issue]:
        """See the function of this name."""
        checked = _Checked(self._definitions, value)
        checked.references()
        checked.profiles(profile)
        return checked.issues


class _Checked:
    """One value on its way through the checks."""

    def __init__(self, definitions: Definitions, value: Json) -> None:
        self._definitions = definitions
        self._structure = Structure(definitions)
        self.root: Object = tree.obj(value)
        self.kind = tree.text(self.root.get("resourceType")) or "Resource"
        self._structure.resource(value, self.kind)
        self.issues = list(self._structure.issues)
        self._bundle: Object = self.root if self.kind == "Bundle" else {}
        self._references = References(self._structure.links, self._bundle)

    @property
    def is_sound(self) -> bool:
        """No error so far."""
        return all(issue.severity == "warning" for issue in self.issues)

    def add(self, found: Iterable[Issue]) -> None:
        """The first hundred issues of a check."""
        self.issues += islice(found, MAX_ISSUES)

    def references(self) -> None:
        """Where each reference leads."""
        self.add(self._references.check())

    def document(self) -> None:
        """The rules of a document; whether all of it is reached, when nothing is wrong."""
        self.add(check_document(self.root))
        if self.is_sound:
            self.add(check_reach(self.root, self._structure.links))

    def profiles(self, url: str | None = None) -> None:
        """Those that the resource, and the entries of a Bundle, claim; `url` too."""
        if not self.is_sound:
            return
        profiles = Profiles(self._definitions, self._references)
        if url is not None:
            self.add(profiles.check(self.root, self.kind, url))
        for location, resource in [(self.kind, self.root), *tree.resources(self._bundle)]:
            self.add(profiles.claimed(resource, location))
