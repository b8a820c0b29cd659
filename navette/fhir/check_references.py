"""Whether references lead somewhere, and to what they may. Twin: check_references.js.

In a document every reference leads to an entry, or into its own resource; one that leads to a server elsewhere is a
warning, but in the Composition. In another Bundle `urn:` must resolve. A resource alone may point where it likes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from navette.fhir import tree
from navette.fhir.issue import Issue, error, warning
from navette.fhir.strict import Object

ABSOLUTE: Final = re.compile(
    r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+"
    r"|https?://[^ \t\n\r/]+/[^ \t\n\r]+"
).fullmatch
_RESTFUL: Final = re.compile(r"(https?://[^ \t\n\r]+/)[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}").fullmatch
_TYPED: Final = re.compile(r"(?:https?://[^ \t\n\r]+/)?([A-Z][A-Za-z]+)/[A-Za-z0-9.-]{1,64}").fullmatch


class Link(NamedTuple):
    """Where something points. value: the Reference, or the Attachment, whose url may lead out.

    targets: the types it may point at, none when it may point at any. resource: the outermost one it stands in,
    whose contained resources `#` means. entry: the entry of a Bundle it stands in; server: where that comes from.
    """

    location: str
    value: Object
    written: str
    element: str
    targets: tuple[str, ...]
    resource: Object
    entry: Object
    server: str


class References:
    """The references of a Bundle, or of a resource alone: then `bundle` is empty."""

    def __init__(self, links: Sequence[Link], bundle: Object) -> None:
        self._known = tree.by_full_url(bundle)
        self._bundle = bundle
        self._links = [link for link in links if "reference" in link.value]
        self._by_value = {id(link.value): link for link in self._links}
        self._inside: dict[int, Mapping[str, Object]] = {}

    def check(self) -> Iterator[Issue]:
        """Where each one leads, in their order."""
        for link in self._links:
            if self._target(link) is None:
                yield from self._unresolved(link)
            kind, stated = self._kind(link), tree.text(link.value.get("type"))
            if kind and ((link.targets and kind not in link.targets) or (stated and stated != kind)):
                facts = {"element": link.element, "type": kind}
                yield error("reference-type", link.location, "it leads to another type of resource", **facts)

    def type(self, reference: Object) -> str:
        """The type of what a reference leads to; nothing when that is not known, or it is no reference."""
        link = self._by_value.get(id(reference))
        return self._kind(link) if link else ""

    def _kind(self, link: Link) -> str:
        target = self._target(link)
        said = _TYPED(link.written.partition("/_history/")[0])
        return tree.text(target.get("resourceType")) if target is not None else said[1] if said else ""

    def _target(self, link: Link) -> Object | None:
        if link.written == "#":
            return link.resource
        if link.written.startswith("#"):
            return self._contained(link.resource).get(link.written[1:])
        return self._known.get(absolute(link))

    def _contained(self, resource: Object) -> Mapping[str, Object]:
        """The first resource of each id inside this one."""
        if id(resource) not in self._inside:
            inside = [tree.obj(one) for one in reversed(tree.items(resource.get("contained")))]
            self._inside[id(resource)] = {tree.text(one.get("id")): one for one in inside}
        return self._inside[id(resource)]

    def _unresolved(self, link: Link) -> Iterator[Issue]:
        document = self._bundle.get("type") == "document"
        outside = link.written.startswith(("http://", "https://"))
        composition = tree.at(link.entry, "resource", "resourceType") == "Composition"
        if document and outside and not composition:
            yield warning("external-reference", link.location, "it leads out of the document", element=link.element)
        elif document or link.written.startswith(("#", "urn:") if self._bundle else "#"):
            yield error(
                "dangling-reference", link.location, "it leads to no entry of the document", element=link.element
            )


def absolute(link: Link) -> str:
    """A relative reference is relative to the server its own entry comes from; versions are not told apart."""
    plain = link.written.partition("/_history/")[0]
    return link.server + plain if link.server and not ABSOLUTE(plain) else plain


def server_of(full_url: str) -> str:
    """The server an entry comes from, with its last slash; nothing for a urn."""
    found = _RESTFUL(full_url)
    return found[1] if found else ""
