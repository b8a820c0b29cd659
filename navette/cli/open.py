"""`navette open`: reads a fiche. The only command that shows what is inside one."""

import argparse
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.acknowledge import reference_argument
from navette.cli.command import Command, unlocking
from navette.cli.dates import moment
from navette.cli.issues import tell
from navette.cli.labels import ACT, CONTENT, REASON, label, size
from navette.cli.lists import kept, who
from navette.cli.progress import Bar
from navette.cli.terminal import Terminal
from navette.cli.text import clean
from navette.wording import Language, _, language

if TYPE_CHECKING:
    from navette.client.items import ActRecord, Opened, Party
    from navette.client.mailbox import Mailbox
    from navette.fhir.issue import Issue

TEXT = "text/plain"
DEPOSIT = "deposit"
READABLE = 100  # columns; a longer line is not read, it is searched


def _arguments(parser: argparse.ArgumentParser) -> None:
    reference_argument(parser)
    parser.add_argument(
        "--save-attachments",
        type=Path,
        metavar="DIR",
        help=_("write the joined files into this folder; never over a file"),
    )
    _render(parser)
    unlocking(parser)


def _render(parser: argparse.ArgumentParser) -> None:
    said = _("how the fiche is shown: text (the default), html (a page to look at and to print), json (its very bytes)")
    parser.add_argument("--render", choices=("text", "html", "json"), help=said)


def _open(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import in_mailbox

    async def collect(mailbox: "Mailbox") -> tuple["Opened", list[Path]]:
        opened = await mailbox.collect(args.reference)
        return opened, await _save(mailbox, opened, args.save_attachments, terminal)

    opened, saved = in_mailbox(args, terminal, collect)
    from navette.fhir.issue import sentence

    lang, issues = language(args.lang), compared(opened)
    if args.render == "json" or (terminal.as_json and args.render is None):
        tell(terminal, [issue for issue in issues if issue.severity == "error"], lang, located=True)
        terminal.exact(opened.fiche)
        return exits.DONE
    for issue in issues:
        if issue.severity == "warning":
            terminal.note(sentence(issue, lang))
    alarm = _alarm(issues, lang)
    if args.render == "html":
        terminal.exact(page(opened, saved, lang, alarm).encode())
        return exits.DONE
    if alarm:
        terminal.result({}, terminal.paint(alarm, "failure", terminal.out), "")
    terminal.result({}, *_lines(opened, saved, lang, terminal.width))
    return exits.DONE


def compared(opened: "Opened") -> list["Issue"]:
    """Whether what is read is what its author entered; nothing to say of other software's documents, nor of a text."""
    if opened.manifest.media.startswith(TEXT):
        return []
    from navette.fhir import bundle_verify

    return [issue for issue in bundle_verify.verify(opened.fiche) if issue.code != "no-response"]


def _alarm(issues: list["Issue"], lang: Language) -> str:
    """What must be known before anything is read; nothing when all is as it was entered."""
    from navette.fhir.issue import sentence

    said = " ".join(sentence(issue, lang) for issue in issues if issue.severity == "error")
    return _("{label}: {value}").format(label=_("WARNING"), value=said) if said else ""


async def _save(mailbox: "Mailbox", opened: "Opened", folder: Path | None, terminal: Terminal) -> list[Path]:
    if folder is None:
        return []
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    bar = Bar(terminal)
    places = range(len(opened.manifest.attachments))
    return [await mailbox.save_attachment(opened, place, folder, bar) for place in places]


def _lines(opened: "Opened", saved: list[Path], lang: Language, width: int) -> Iterator[str]:
    """Head, content, attachments, then who did what and when."""
    kind = label(CONTENT, opened.manifest.kind)
    whence = _("from {sender}, {date}").format(sender=clean(who(opened.sender)), date=moment(opened.item.time))
    yield f"{opened.item.reference}  {kind}, {whence}"
    if said := kept(opened.item):
        yield said
    if opened.item.stands_in_for:
        silent = clean(opened.item.stands_in_for_name) or "–"
        yield _("You stand in for {name}, where nobody answered.").format(name=silent)
    yield ""
    yield content(opened, lang, width)
    yield from _attachments(opened, saved)
    yield ""
    yield _("What was signed:")
    yield from (act_line(act, opened.sender) for act in opened.acts)


def content(opened: "Opened", lang: Language, width: int) -> str:
    """The fiche as a person reads it; a sealed question or reason is its own text."""
    if opened.manifest.media.startswith(TEXT):
        return clean(opened.fiche.decode("utf-8", "replace"), lines=True).strip()
    from navette.fhir import show

    return show.text(opened.fiche, lang=lang, width=min(width, READABLE)).rstrip()


def page(opened: "Opened", saved: list[Path], lang: Language, alarm: str = "") -> str:
    """The fiche as one HTML page. alarm: what is said first."""
    from navette.fhir import show_html

    if opened.manifest.media.startswith(TEXT):
        title = f"{label(CONTENT, opened.manifest.kind)}, {opened.item.reference}"
        return show_html.note(title, opened.fiche.decode("utf-8", "replace").strip(), lang=lang)
    return show_html.page(opened.fiche, lang=lang, attachments=[*_files(opened, saved)], alarm=alarm)


def _files(opened: "Opened", saved: list[Path]) -> Iterator[str]:
    for place, one in enumerate(opened.manifest.attachments):
        where = f" → {saved[place]}" if saved else ""
        yield f"{clean(one.name)}  ({one.type}, {size(one.size)}){where}"


def _attachments(opened: "Opened", saved: list[Path]) -> Iterator[str]:
    if not opened.manifest.attachments:
        return
    yield ""
    yield _("Joined:")
    for line in _files(opened, saved):
        yield f"  {line}"
    if not saved:
        yield "  " + _("To keep them: --save-attachments DIR")


def act_line(act: "ActRecord", sender: "Party") -> str:
    """`22/11 11:04  declined (no room)  Mme Leroy`. A deposit was signed by the sender, in the envelope itself."""
    what = label(ACT, act.act) + (f" ({label(REASON, act.code)})" if act.code else "")
    by = sender.name if act.act == DEPOSIT else act.by_name
    return f"  {moment(act.time)}  {what}  {clean(by) or '–'}"


COMMANDS = {
    "open": Command(
        _open,
        _arguments,
        (
            "navette open NV-7K3F-22Q",
            "navette open NV-7K3F-22Q --save-attachments ./received",
            "navette open NV-7K3F-22Q --render html > fiche.html",
            "navette open NV-7K3F-22Q --json > fiche.json",
        ),
    )
}
