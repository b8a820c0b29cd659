"""The forms known here: the Questionnaires of fhir_profiles/questionnaires, and of the site's own folder.

Dropping a file there adds a form. No content of any fiche here: both towers read this. The server knows a form by its
hash alone, the one the header of an envelope carries, and shows one it does not know as another form.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from navette.core.acknowledgement import DECLINE_CODES
from navette.core.deadline import Rule
from navette.core.errors import Local, NavetteError, Unknown
from navette.envelope.format import form_hash
from navette.fhir.form_content import Content
from navette.fhir.questionnaire import DEFINITION, Coding, Constraint, Extract, Item, Phrase, walk
from navette.fhir.questionnaire_read import (
    english,
    extension,
    phrases,
    read_coding,
    values,
)
from navette.fhir.strict import Json, Object
from navette.resources import folder

if TYPE_CHECKING:
    from navette.fhir.fhirpath import Prepared


# What reading a file that is not one of our forms ends in: `form_faults` says all that is wrong with it.
FAULTS: Final = (OSError, NavetteError, ValueError, LookupError, TypeError, AttributeError, StopIteration)


@dataclass(frozen=True, slots=True)
class Known:
    """What was read: forms by hash, those that came from a site's folder, and file name → why it is not a form."""

    forms: Mapping[bytes, "Form"]
    site: frozenset[bytes]
    refused: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """One version of one form: its heading, and its content, read when it is needed.

    name: what one types, `admission`: the end of its url. rule: its human clock. kind: what the manifest of a fiche
    filled with it says, `fiche` or `reply`. code: the kind of document. declines: the administrative refusals proposed
    to who receives it, in order. short: the title where there is little room.
    """

    url: str
    version: str
    name: str
    title_fr: str
    title_en: str
    rule: Rule
    kind: str
    code: Coding
    content: Content = field(repr=False, compare=False)
    short: Phrase = field(default=Phrase(), repr=False)
    purpose: str = field(default="", repr=False)
    declines: tuple[str, ...] = field(default=DECLINE_CODES, repr=False)

    @property
    def hash(self) -> bytes:
        """What the header of an envelope says of the form: 32 bytes, SHA-256 of `url|version`."""
        return form_hash(self.url, self.version)

    @property
    def canonical(self) -> str:
        """`url|version`."""
        return f"{self.url}|{self.version}"

    @property
    def items(self) -> tuple[Item, ...]:
        """The questions and groups at the top."""
        return self.content.items

    @property
    def allocated(self) -> tuple[str, ...]:
        """The names of the ids the form allocates."""
        return self.content.allocated

    @property
    def extract(self) -> tuple[Extract, ...]:
        """The templates of the whole form."""
        return self.content.extract

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """The rules of the whole form."""
        return self.content.constraints

    @property
    def templates(self) -> Mapping[str, Object]:
        """What resources are made of, by name."""
        return self.content.templates

    @property
    def expressions(self) -> "Mapping[str, Prepared]":
        """The expressions of all those, by their text."""
        return self.content.expressions

    @property
    def questionnaire(self) -> Object:
        """The Questionnaire itself."""
        return self.content.questionnaire

    def title(self, lang: str) -> str:
        """In French, or in English when `lang` is en."""
        return self.title_en if lang == "en" else self.title_fr

    def short_title(self, lang: str) -> str:
        """The same where there is little room; the title itself when the form has no shorter one."""
        return self.short.text(lang) or self.title(lang)

    def item(self, link_id: str) -> Item:
        """The item of that linkId; KeyError when the form has none."""
        for item in walk(self.items):
            if item.link_id == link_id:
                return item
        raise KeyError(link_id)


def forms() -> Mapping[str, Form]:
    """The latest version of each form, by name."""
    latest: dict[str, Form] = {}
    for form in known().forms.values():
        other = latest.setdefault(form.name, form)
        if _order(form) > _order(other):
            latest[form.name] = form
    return latest


def by_name(name: str) -> Form:
    """The latest form of that name; refuses `unknown-form`."""
    try:
        return forms()[name]
    except KeyError as error:
        raise Unknown("unknown-form", name=name) from error


def by_hash(digest: bytes) -> Form | None:
    """The form, of any version, a header names; None for one that is not known here."""
    return known().forms.get(digest)


def rules(digest: bytes) -> tuple[Rule, ...]:
    """The clocks a handoff of that form may have been given: a site's form may have come, or gone, since."""
    form = by_hash(digest)
    return tuple(Rule) if form is None or digest in known().site else (form.rule,)


def look_in(*folders: Path) -> None:
    """The folders of the site's own forms, instead of those named before."""
    _site.folders = folders
    refresh()


def refresh() -> bool:
    """Reads the site's folders again when a file was added, changed or removed; whether there was such a file."""
    stamp = tuple(_stamps(_site.folders))
    if stamp == _site.stamp:
        return False
    _site.stamp, _site.known = stamp, None
    return True


def known() -> Known:
    """All that is known here."""
    if _site.known is None:
        _site.known = _read_site(shipped(), _site.folders)
    return _site.known


_Stamp: TypeAlias = tuple[str, int, int]


@dataclass(slots=True)
class _Site:
    """The folders of the site's own forms, what their files looked like when they were read, what was read."""

    folders: tuple[Path, ...] = ()
    stamp: tuple[_Stamp, ...] = ()
    known: Known | None = None


_site = _Site()


@cache
def shipped() -> Mapping[bytes, Form]:
    """The forms of the program itself, by hash."""
    found = {form.hash: form for form in _read_all(folder("fhir_profiles") / "questionnaires")}
    return dict(sorted(found.items(), key=lambda one: one[1].canonical))


def _stamps(places: tuple[Path, ...]) -> Iterator[_Stamp]:
    for place in places:
        for path in sorted(place.glob("*.json")):
            with suppress(OSError):  # it is being replaced
                state = path.stat()
                yield str(path), state.st_mtime_ns, state.st_size


def _read_all(place: Path) -> Iterator[Form]:
    for path in sorted(place.glob("*.json")):
        try:
            yield _read_shipped(path)
        except FAULTS as error:
            raise Local("file", path=path.name) from error


def _read_site(ours: Mapping[bytes, Form], places: tuple[Path, ...]) -> Known:
    """A site's file never takes the place, nor the name, of a form of the program; a bad one leaves the others."""
    names = {form.name for form in ours.values()}
    found: dict[bytes, Form] = {}
    refused: dict[str, str] = {}
    for path in sorted(path for place in places for path in place.glob("*.json")):
        try:
            form = read_form(path.read_bytes())
        except FAULTS as error:
            refused[path.name] = error.code if isinstance(error, NavetteError) else type(error).__name__
            continue
        if form.name in names:
            refused[path.name] = "form-name-taken"
        elif form.hash in found:
            refused[path.name] = "form-twice"
        else:
            found[form.hash] = form
    return Known({**ours, **found}, frozenset(found), refused)


def read_form(raw: bytes) -> Form:
    """A form from the bytes of its Questionnaire; the error of the first thing that is not as our forms have it."""
    content = Content(lambda: raw)
    form = _heading(content.questionnaire, content)
    content.check()
    return form


def _read_shipped(path: Path) -> Form:
    """The same, of a file the tests have read: its heading now, the rest when it is needed."""
    return _heading(json.loads(path.read_bytes()), Content(path.read_bytes))


def _heading(value: Object, content: Content) -> Form:
    url = cast("str", value["url"])
    return Form(
        url=url,
        version=cast("str", value["version"]),
        name=url.rpartition("/")[2],
        title_fr=cast("str", value["title"]),
        title_en=_title_en(value),
        rule=Rule(cast("str", extension(value, f"{DEFINITION}/deadline-rule"))),
        kind=cast("str", extension(value, f"{DEFINITION}/manifest-kind")),
        code=read_coding(cast("list[Json]", value["code"])[0]),
        content=content,
        short=next(iter(phrases(value, "short-title")), Phrase()),
        purpose=cast("str", value.get("purpose", "")),
        declines=cast("tuple[str, ...]", tuple(values(value, f"{DEFINITION}/decline-reason"))) or DECLINE_CODES,
    )


def compiled(form: Form) -> Object:
    """The form for a program without a parser: the `questionnaire`, and the tree of each of its `expressions`."""
    return {"questionnaire": form.questionnaire, "expressions": cast("Object", form.content.expressions.trees)}


def _title_en(value: Object) -> str:
    if said := english(value, "title"):
        return said
    raise LookupError("no English title")


def _order(form: Form) -> tuple[int, ...]:
    return tuple(int(part) for part in form.version.split("."))
