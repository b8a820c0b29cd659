"""`navette forms`: what can be filled, question by question; what is wrong with a form of one's own."""

import argparse
import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, UsageError
from navette.cli.table import Column
from navette.cli.terminal import Terminal
from navette.cli.text import clean
from navette.core.errors import Local, Refused
from navette.wording import _, language

if TYPE_CHECKING:
    from navette.fhir.form import Form

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
    from navette.cli.forms_show import clock
    from navette.fhir import form as forms

    lang, known = language(args.lang), forms.known()
    columns = [
        Column("name", _("Form"), 10),
        Column("title", _("Title"), 12),
        Column("clock", _("To answer"), 8),
        Column("from", _("From"), 4),
    ]
    found = sorted(forms.forms().values(), key=lambda form: (form.hash in known.site, form.title(lang)))
    rows = [
        {
            "name": form.name,
            "title": clean(form.title(lang)),
            "clock": clock(form.rule),
            "from": _("the site") if form.hash in known.site else _("Navette"),
        }
        for form in found
    ]
    facts = [
        {"name": form.name, "url": form.url, "version": form.version, "title": form.title(lang), "clock": form.rule}
        for form in found
    ]
    terminal.table(columns, rows, facts, empty=_("There is no form."))
    return exits.DONE


def _show(args: Namespace, terminal: Terminal, form: "Form") -> int:
    from navette.cli.forms_show import lines
    from navette.fhir import strict

    if terminal.as_json:
        terminal.exact(strict.write(form.questionnaire) + b"\n")
    else:
        terminal.result({}, *lines(form, language(args.lang)))
    return exits.DONE


def _check(args: Namespace, terminal: Terminal) -> int:
    """Every fault of a file, in sentences; exit 4 when one of them bars the form."""
    from navette.fhir.form_faults import form_faults
    from navette.fhir.issue import sentence

    lang, issues = language(args.lang), form_faults(_read(Path(args.form)))
    for issue in issues:
        facts = {"severity": issue.severity, "code": issue.code, "location": issue.location}
        mark = _("error") if issue.severity == "error" else _("to look at")
        said = sentence(issue, lang)
        terminal.result({**facts, "says": said}, f"{mark}: {clean(said)}", f"  {clean(issue.location)}")
    bad = sum(issue.severity == "error" for issue in issues)
    if bad:
        raise Refused("bad-form", faults=bad)
    terminal.result({"checked": args.form}, _("{file} is a form that can be used.").format(file=clean(args.form)))
    return exits.DONE


def _fill(args: Namespace, terminal: Terminal, form: "Form") -> int:
    """The answers are kept after each one: what was typed is not lost."""
    from navette.cli.forms_fill import Interview
    from navette.client.folder import write_atomic
    from navette.fhir import strict
    from navette.fhir.answers import check
    from navette.fhir.issue import sentence

    if args.answers is None:
        raise UsageError(_("--answers FILE says where the answers are kept"))
    if not terminal.someone_answers:
        raise UsageError(_("nobody to ask: fill a file by hand, see navette forms show"))
    lang, path = language(args.lang), args.answers
    given = strict.read_object(_read(path)) if path.exists() else {}

    def ask(question: str) -> str:
        write_atomic(path, json.dumps(interview.given, ensure_ascii=False, indent=1, default=str).encode())
        return terminal.ask(question)

    interview = Interview(form, {**given}, lang, ask, terminal.note, lambda issue: sentence(issue, lang))
    terminal.note(_("* required; ? explains; an empty line keeps what is there; - takes it away; Ctrl+C stops."))
    interview.run()
    write_atomic(path, json.dumps(interview.given, ensure_ascii=False, indent=1, default=str).encode())
    for issue in check(form, interview.given).issues:
        terminal.note(sentence(issue, lang))
    said = _("Filled: {file}. To send it: navette send --form {form} --answers {file} --to …")
    terminal.result({"answers": str(path), "form": form.name}, said.format(file=path, form=form.name))
    return exits.DONE


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
