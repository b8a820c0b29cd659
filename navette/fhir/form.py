"""The published forms: the Questionnaires of fhir_profiles/questionnaires. Dropping a file there adds a form.

No content of any fiche here: both towers read this. The server knows a form by its hash alone, the one the header of
an envelope carries, and shows one it does not know as another form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import cast

from navette.core.deadline import Rule
from navette.core.errors import Local, NavetteError, Refused
from navette.envelope.format import form_hash
from navette.fhir import strict
from navette.fhir.questionnaire import DEFINITION, TRANSLATION, Coding, Item, extension, read_items, walk
from navette.fhir.strict import Object
from navette.resources import folder


@dataclass(frozen=True, slots=True)
class Form:
    """One version of one form.

    name: what one types, `admission`: the end of its url. hash: 32 bytes, SHA-256 of `url|version`. rule: its human
    clock. kind: what the manifest of a fiche filled with it says, `fiche` or `reply`. code: the kind of document.
    """

    url: str
    version: str
    name: str
    title_fr: str
    title_en: str
    rule: Rule
    kind: str
    code: Coding
    items: tuple[Item, ...] = field(repr=False)

    @property
    def hash(self) -> bytes:
        """What the header of an envelope says of the form (32 bytes)."""
        return form_hash(self.url, self.version)

    @property
    def canonical(self) -> str:
        """`url|version`."""
        return f"{self.url}|{self.version}"

    def title(self, lang: str) -> str:
        """In French, or in English when `lang` is en."""
        return self.title_en if lang == "en" else self.title_fr

    def item(self, link_id: str) -> Item:
        """The item of that linkId; KeyError when the form has none."""
        for item in walk(self.items):
            if item.link_id == link_id:
                return item
        raise KeyError(link_id)


def forms() -> Mapping[str, Form]:
    """The latest version of each published form, by name."""
    latest: dict[str, Form] = {}
    for form in _published().values():
        known = latest.setdefault(form.name, form)
        if _order(form) > _order(known):
            latest[form.name] = form
    return latest


def by_name(name: str) -> Form:
    """The latest form of that name; refuses `unknown-form`."""
    try:
        return forms()[name]
    except KeyError as error:
        raise Refused("unknown-form", name=name) from error


def by_hash(digest: bytes) -> Form | None:
    """The form, of any version, a header names; None for one that is not published here."""
    return _published().get(digest)


@cache
def _published() -> Mapping[bytes, Form]:
    found = {form.hash: form for form in _read_all(folder("fhir_profiles") / "questionnaires")}
    return dict(sorted(found.items(), key=lambda one: one[1].canonical))


def _read_all(place: Path) -> Iterator[Form]:
    for path in sorted(place.glob("*.json")):
        try:
            yield read_form(path.read_bytes())
        except (NavetteError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise Local("file", path=path.name) from error


def read_form(raw: bytes) -> Form:
    """A form from the bytes of its Questionnaire; the error of the first thing that is not as our forms have it."""
    value = strict.read_object(raw)
    code = cast("list[Object]", value["code"])[0]
    return Form(
        url=cast("str", value["url"]),
        version=cast("str", value["version"]),
        name=cast("str", value["url"]).rpartition("/")[2],
        title_fr=cast("str", value["title"]),
        title_en=_english(cast("Object", value["_title"])),
        rule=Rule(cast("str", extension(value, f"{DEFINITION}/deadline-rule"))),
        kind=cast("str", extension(value, f"{DEFINITION}/manifest-kind")),
        code=Coding(str(code["system"]), str(code["code"])),
        items=read_items(value["item"]),
    )


def _english(element: Object) -> str:
    """The English of an element's translation extension (http://hl7.org/fhir/R4/extension-translation.html)."""
    for one in cast("list[Object]", element["extension"]):
        if one["url"] == TRANSLATION and extension(one, "lang") == "en":
            return cast("str", extension(one, "content"))
    raise LookupError("no English title")


def _order(form: Form) -> tuple[int, ...]:
    return tuple(int(part) for part in form.version.split("."))
