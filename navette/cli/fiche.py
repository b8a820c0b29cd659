"""Where a fiche to send comes from: answers to a form, made into a document here; or a document of another program."""

import argparse
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from navette.cli.command import UsageError
from navette.cli.dates import now
from navette.cli.issues import refusal, tell
from navette.cli.terminal import Terminal
from navette.core.errors import Local, NavetteError, Refused
from navette.core.parties import Urgency
from navette.wording import _, language

if TYPE_CHECKING:
    from navette.client.folder import Folder
    from navette.client.mailbox import Mailbox
    from navette.envelope.person import Person
    from navette.fhir.document import Context
    from navette.fhir.form import Form
    from navette.fhir.issue import Issue
    from navette.fhir.parties import Author, Place
    from navette.fhir.strict import Object


LAST = "last"


class Fiche(NamedTuple):
    """What is sealed. form: its published name, empty for another one; due: what the answers themselves ask, or 0.

    closing: the code with which what it answers is closed.
    """

    raw: bytes
    form: str
    due: int = 0
    closing: str = "replied"


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

    def __init__(self, folder: "Folder", person: "Person", mailbox: "Mailbox", terminal: Terminal) -> None:
        from navette.client.desk import Desk

        self._desk = Desk(folder, person)
        self._mailbox = mailbox
        self._terminal = terminal

    async def write(self, args: Namespace, to: Sequence[str], urgency: Urgency = Urgency.ROUTINE) -> Fiche:
        """The fiche of a command line; what is wrong with it is told, every fault, and what there is to look at.

        Refuses `unknown-form`, `answers`, `identity`, `bundle`, `not-vouched-for`…
        """
        from navette.fhir import form as forms
        from navette.fhir.check import check_bundle

        production = not args.trial and await self._production()
        form = forms.by_name(args.form) if args.form else None
        if form is not None and args.bundle is None:
            given = await _answers(self._mailbox, args, form)
            return self._fill(args, form, given, self._context(to, urgency, production))
        raw = _read(args.bundle)
        self._judge(args, check_bundle(raw, production=production), located=True)
        return Fiche(raw, form.name if form else "")

    def _fill(self, args: Namespace, form: "Form", given: "Object", context: "Context") -> Fiche:
        from navette.core.deadline import Rule
        from navette.fhir import bundle

        composed = bundle.compose(form, given, context)
        self._judge(args, composed.issues, located=False)
        due = bundle.due(form, given)
        keeps = due > now() or form.rule is Rule.SAME_DAY  # a day of discharge says something when it is over
        return Fiche((composed.text or "").encode(), form.name, due if keeps else 0, bundle.closing(form, given))

    def _judge(self, args: Namespace, issues: Sequence["Issue"], *, located: bool) -> None:
        tell(self._terminal, issues, language(args.lang), located=located)
        if failure := refusal(issues):
            raise failure

    def _context(self, to: Sequence[str], urgency: Urgency, production: bool) -> "Context":
        from uuid import uuid4

        from navette.fhir.document import Context

        recipients = tuple(self._place(self._find(name)) for name in to)
        custodian = self._place(self._mailbox.id)
        return Context(self._author(), custodian, recipients, self._desk.now(), uuid4(), production, urgency)

    async def _production(self) -> bool:
        """Whether the server refuses test identities; without an answer, they are refused here."""
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
    raw = await (_last(mailbox, given) if args.earlier == LAST else _one(mailbox, args.earlier))
    earlier = reuse.take_over(raw, form, args.reuse)
    if given.get("patient.family") and not reuse.same_patient(given, reuse.patient_in(raw)):
        raise Refused("another-patient")
    return cast("Object", reuse.over(form, given, earlier))


async def _one(mailbox: "Mailbox", reference: str) -> bytes:
    """The document of one fiche. Refuses `no-answers` for a text."""
    from navette.envelope.manifest import FHIR_JSON

    opened = await mailbox.collect(reference)
    if opened.manifest.media != FHIR_JSON:
        raise Refused("no-answers")
    return opened.fiche


async def _last(mailbox: "Mailbox", given: "Object") -> bytes:
    """The latest fiche about the patient these answers name. Refuses `no-earlier`."""
    from navette.fhir import reuse

    async for _reference, raw in mailbox.earlier():
        with suppress(NavetteError):  # whoever sent it, what cannot be read is about nobody
            if reuse.same_patient(given, reuse.patient_in(raw)):
                return raw
    raise Refused("no-earlier")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Local("file", path=str(path)) from error
