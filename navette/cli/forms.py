"""`navette forms`: what can be filled, question by question; what is wrong with a form of one's own."""

import argparse
import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, UsageError
from navette.cli.dates import now
from navette.cli.table import Column
from navette.cli.terminal import Terminal
from navette.cli.text import clean
from navette.core.errors import Local, Refused
from navette.wording import Language, _, language

if TYPE_CHECKING:
    from navette.fhir.form import Form
    from navette.fhir.issue import Issue

ACTIONS = ("list", "show", "fill", "check")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=ACTIONS, default="list")
    parser.add_argument(
        "form", nargs="?", metavar="FORM", help=_("show and fill: its name; check: the file of a Questionnaire")
    )
    parser.add_argument("--answers", type=Path, metavar="FILE", help=_("fill: where the answers are kept"))


def _forms(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import home
    from navette.client.site_forms import FORMS
    from navette.fhir import form as forms

    if (args.form is None) != (args.action == "list"):
        problem = _("list takes no form") if args.action == "list" else _("name the form to {action}")
        raise UsageError(problem.format(action=args.action))
    forms.look_in(home(args) / FORMS)
    if args.action == "check":
        return _check(args, terminal)
    if args.action == "list":
        return _list(args, terminal)
    run = _show if args.action == "show" else _fill
    return run(args, terminal, forms.by_name(args.form))


def _list(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.forms_show import brief
    from navette.fhir import form as forms

    lang, site = language(args.lang), forms.known().site
    columns = [
        Column("name", _("Form")),  # what is typed to use it: never cut
        Column("title", _("Title"), 12),
        Column("clock", _("To answer"), 8),
        Column("from", _("From"), 4),
    ]
    found = sorted(forms.forms().values(), key=lambda form: (form.hash in site, form.title(lang)))
    rows = [
        {
            "name": form.name,
            "title": form.title(lang),
            "clock": brief(form.rule),
            "from": _("the site") if form.hash in site else _("Navette"),
        }
        for form in found
    ]
    terminal.table(columns, rows, [_facts(form, lang) for form in found], empty=_("There is no form."))
    return exits.DONE


def _facts(form: "Form", lang: Language) -> dict[str, object]:
    from navette.fhir import form as forms

    return {
        "name": form.name,
        "url": form.url,
        "version": form.version,
        "title": form.title(lang),
        "short": form.short_title(lang),
        "clock": form.rule,
        "site": form.hash in forms.known().site,
    }


def _show(args: Namespace, terminal: Terminal, form: "Form") -> int:
    from navette.cli.forms_show import folded, lines
    from navette.fhir import strict

    if terminal.as_json:
        terminal.exact(strict.write(form.questionnaire) + b"\n")
        return exits.DONE
    said = lines(form, language(args.lang))
    terminal.result({}, *(said if terminal.plain else folded(said, terminal.width)))
    return exits.DONE


def _check(args: Namespace, terminal: Terminal) -> int:
    """Every fault of a file, in sentences; exit 4 when one of them bars the form."""
    from navette.cli.issues import tell
    from navette.fhir.form_faults import form_faults

    raw = _read(Path(args.form))
    issues = form_faults(raw) or _taken(raw)
    tell(terminal, issues, language(args.lang), located=True, result=True)
    bad = sum(issue.severity == "error" for issue in issues)
    if bad:
        raise Refused("bad-form", faults=bad)
    terminal.result({"checked": args.form}, _("{file} is a form that can be used.").format(file=clean(args.form)))
    return exits.DONE


def _taken(raw: bytes) -> list["Issue"]:
    """A site's form that would take the name of one of the program's."""
    from navette.fhir import form as forms
    from navette.fhir.issue import error

    name = forms.read_form(raw).name
    if all(form.name != name for form in forms.shipped().values()):
        return []
    return [error("form-name-taken", "Questionnaire.url", "a form of the program has that name", name=name)]


def _fill(args: Namespace, terminal: Terminal, form: "Form") -> int:
    """The answers are kept after each one: what was typed is not lost."""
    from navette.cli.forms_fill import Interview, to_correct
    from navette.cli.issues import tell
    from navette.fhir import strict
    from navette.fhir.issue import sentence

    if args.answers is None:
        raise UsageError(_("--answers FILE says where the answers are kept"))
    if not terminal.someone_answers:
        raise UsageError(_("nobody to ask: fill a file by hand, see navette forms show"))
    lang, path = language(args.lang), args.answers
    given = strict.read_object(_read(path)) if path.exists() else {}

    def ask(question: str) -> str:
        _keep(path, interview.given)
        return terminal.ask(question)

    interview = Interview(form, {**given}, lang, ask, terminal.note, lambda issue: sentence(issue, lang))
    terminal.note(_("* required; ? explains; an empty line keeps what is there; - takes it away; Ctrl+C stops."))
    try:
        interview.run()
    except KeyboardInterrupt:
        terminal.note("\n" + _("Kept: {file}. The same command goes on from there.").format(file=path))
        raise
    finally:
        _keep(path, interview.given)
    issues = to_correct(form, interview.given, now())
    tell(terminal, issues, lang, located=False)
    left = sum(issue.severity == "error" for issue in issues)
    facts = {"answers": str(path), "form": form.name, "left": left}
    said = _("Filled: {answers}. To send it: navette send --form {form} --answers {answers} --to …")
    if left:
        said = _("Kept: {answers}. Before it can be sent, answers to correct: {left}. The same command goes on.")
    terminal.result(facts, said.format(**facts))
    return exits.DONE


def _keep(path: Path, given: object) -> None:
    from navette.client.folder import write_atomic

    write_atomic(path, json.dumps(given, ensure_ascii=False, indent=1, default=str).encode())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Local("file", path=str(path)) from error


COMMANDS = {
    "forms": Command(
        _forms,
        _arguments,
        (
            "navette forms",
            "navette forms show admission",
            "navette forms fill admission --answers admission.json",
            "navette forms check our-form.json",
        ),
    )
}
