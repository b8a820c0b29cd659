"""Where a fiche to send comes from: answers to a form, made into a document here; or a document of another program."""

import argparse
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from navette.cli.command import UsageError
from navette.core.errors import Local, Refused
from navette.core.parties import Urgency
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.folder import Folder
    from navette.client.mailbox import Mailbox
    from navette.envelope.person import Person
    from navette.fhir.form import Form
    from navette.fhir.parties import Author, Place
    from navette.fhir.strict import Object


LAST = "last"


class Fiche(NamedTuple):
    """What is sealed. form: its published name, empty for another one; due: what the answers themselves ask, or 0."""

    raw: bytes
    form: str
    due: int = 0


def content_options(parser: argparse.ArgumentParser) -> None:
    """The options that say where the fiche comes from."""
    group = parser.add_argument_group(_("the fiche"))
    group.add_argument("--form", metavar="FORM", help=_("the form of the fiche: see navette forms"))
    group.add_argument("--answers", type=Path, metavar="FILE", help=_("answers to the form, in JSON"))
    said = _("begin with what an earlier fiche of the same patient says; last: the latest one opened or sent from here")
    group.add_argument("--from", dest="earlier", metavar="FICHE", help=said)
    said = _("with --from, what is taken over: patient, allergies…; several times for several")
    group.add_argument("--reuse", metavar="BLOCK", action="append", help=said)
    said = _("a ready FHIR document; its bytes travel unchanged")
    group.add_argument("--bundle", type=Path, metavar="FILE", help=said)
    said = _("a file to join; several times for several")
    group.add_argument("--attach", type=Path, metavar="FILE", action="append", default=[], help=said)
    said = _("accept test identities of patients, without asking the server")
    group.add_argument("--trial", action="store_true", help=said)


def check_options(args: Namespace) -> None:
    """Answers with their --form, or --bundle: said before anything is asked of a person or of the server."""
    answered = args.answers is not None or args.earlier is not None
    if answered == (args.bundle is not None):
        raise UsageError(_("give either --answers or --bundle"))
    if answered and args.form is None:
        raise UsageError(_("--answers needs --form"))
    if args.reuse and args.earlier is None:
        raise UsageError(_("--reuse goes with --from"))
    if args.earlier == LAST and args.answers is None:
        raise UsageError(_("--from last needs --answers that say who the patient is"))
    for path in (args.answers, args.bundle, *args.attach):
        if path is not None and not path.is_file():
            raise Local("file", path=str(path))


class Writer:
    """Writes fiches in the name of a person in a mailbox (16 bytes), as the directory on this machine knows them."""

    def __init__(self, folder: "Folder", person: "Person", mailbox: "Mailbox") -> None:
        from navette.client.desk import Desk

        self._desk = Desk(folder, person)
        self._mailbox = mailbox

    async def write(self, args: Namespace, to: Sequence[str], urgency: Urgency = Urgency.ROUTINE) -> Fiche:
        """The fiche of a command line. Refuses `unknown-form`, `answers`, `identity`, `bundle`, `not-vouched-for`…"""
        from navette.fhir import form as forms
        from navette.fhir.check import gate

        production = not args.trial and await self._production()
        form = forms.by_name(args.form) if args.form else None
        if form is not None and args.bundle is None:
            given = await _answers(self._mailbox, args, form)
            return self._fill(form, given, to, urgency, production)
        raw = _read(args.bundle)
        gate(raw, production=production)
        return Fiche(raw, form.name if form else "")

    def _fill(self, form: "Form", given: "Object", to: Sequence[str], urgency: Urgency, production: bool) -> Fiche:
        from uuid import uuid4

        from navette.fhir import bundle

        try:
            raw = bundle.build(
                form,
                given,
                author=self._author(),
                custodian=self._place(self._mailbox.id),
                recipients=[self._place(self._find(name)) for name in to],
                now=self._desk.now(),
                bundle_id=uuid4(),
                production=production,
                urgency=urgency,
            )
        except Refused as error:
            _name_item(error, form)
            raise
        return Fiche(raw, form.name, bundle.due(form, given))

    async def _production(self) -> bool:
        """Whether the server refuses test identities; without an answer, they are refused here."""
        from navette.core.errors import NavetteError

        try:
            return (await self._desk.api.server()).flag("production")
        except NavetteError:
            return True
        finally:
            await self._desk.close()

    def _find(self, name: str) -> bytes:
        from navette.client.names import find_mailbox

        return find_mailbox(self._desk.directory, name, self._desk.today())

    def _author(self) -> "Author":
        from navette.client.names import identity
        from navette.fhir.parties import Author

        known = identity(self._desk.directory, self._desk.person.id, self._desk.today())
        if not known.get("name"):
            raise Refused("not-vouched-for")
        return Author(known["name"], known.get("profession", ""), known.get("rpps", ""))

    def _place(self, mailbox: bytes) -> "Place":
        from navette.client.names import identity
        from navette.fhir.parties import Place

        known = identity(self._desk.directory, mailbox, self._desk.today())
        state = self._desk.directory.mailbox(mailbox)
        if state is None or not known.get("name"):
            raise Refused("not-vouched-for")
        return Place(known["name"], state.kind, known.get("facility", ""), known.get("finess", ""), state.address)


async def _answers(mailbox: "Mailbox", args: Namespace, form: "Form") -> "Object":
    """What was typed, over what an earlier fiche of the same patient says. Refuses `another-patient`, `no-earlier`."""
    from navette.fhir import reuse, strict

    given = strict.read_object(_read(args.answers)) if args.answers is not None else {}
    if args.earlier is None:
        return given
    if args.earlier == LAST:
        raw = await _last(mailbox, given)
    else:
        raw = (await mailbox.collect(args.earlier)).fiche
    earlier = reuse.take_over(raw, form, args.reuse)
    if given.get("patient.family") and not reuse.same_patient(given, reuse.patient_in(raw)):
        raise Refused("another-patient")
    return {**earlier, **given}


async def _last(mailbox: "Mailbox", given: "Object") -> bytes:
    """The latest fiche about the patient these answers name. Refuses `no-earlier`."""
    from navette.fhir import reuse

    async for _reference, raw in mailbox.earlier():
        if reuse.same_patient(given, reuse.patient_in(raw)):
            return raw
    raise Refused("no-earlier")


def _name_item(error: Refused, form: "Form") -> None:
    """A person knows a question by its words, not by its linkId."""
    item = error.data.get("item")
    if isinstance(item, str) and error.code == "answers":
        try:
            label = form.item(item).text
        except KeyError:
            label = item
        error.data["field"] = f"{label} ({error.data.get('reason', item)})"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Local("file", path=str(path)) from error
