"""The e-mails themselves: that something waits, under which reference, where to look. No name, no health data."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr

from navette.core.encoding import b64, reference
from navette.core.notices import Reason
from navette.service.contacts import mark_of
from navette.store.notices import Letter, Line
from navette.wording import catalogue, language


def N_(text: str) -> str:
    """Marks a text for the catalogue."""
    return text


SAYS = {
    Reason.NEW: N_("an urgent fiche waits for you"),
    Reason.AGAIN: N_("a fiche has not been opened yet"),
    Reason.REMIND: N_("the deadline of a fiche comes near"),
    Reason.DUE: N_("the deadline of a fiche has come"),
    Reason.STAND_IN: N_("a fiche waits: its recipient is silent, and you stand in"),
    Reason.UNDELIVERED: N_("a fiche has not been opened by its recipient: somebody must call there"),
    Reason.OVERDUE: N_("the deadline of a fiche has passed without an answer"),
    Reason.NUDGED: N_("the coordinator reminds you of a fiche"),
}
SUBJECT = N_("Navette: something waits for you")
CONFIRM_SUBJECT = N_("Navette: confirm your address")
CONFIRM = N_("The code that confirms this address: {code}. Type it in Navette, under “My account”.")
EXPIRING = N_("Fiches closed long ago will soon be removed: export what you must keep, from Closed fiches.")
WAITING = N_("{count} fiches wait for an answer.")
FOOT = N_("This message holds no health data. What is sent to you, and when, is yours to choose under “My account”.")


@dataclass(frozen=True, slots=True)
class Office:
    """Who sends. url: that of the pages; sender: the address letters come from; secret: what links are made with."""

    url: str
    sender: str
    secret: bytes


def write(office: Office, letter: Letter, lines: Sequence[Line], *, code: str, waiting: int) -> EmailMessage:
    """One e-mail. code: that confirms the address; waiting: what waits for the person.

    The same letter, tried again, has the same Message-ID: who is given it twice sees it once.
    """
    say = catalogue(language(letter.lang)).gettext
    confirming = any(line.reason is Reason.CONFIRM for line in lines)
    found = EmailMessage(policy=SMTP)
    found["Subject"] = say(CONFIRM_SUBJECT if confirming else SUBJECT)
    found["From"], found["To"] = office.sender, letter.email
    found["Date"] = formatdate()
    mark = b64(mark_of(office.secret, letter.i.to_bytes(8, "big")))
    found["Message-ID"] = f"<{letter.i}.{mark}@{parseaddr(office.sender)[1].rpartition('@')[2]}>"
    found["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence answers it
    if confirming:
        text = [say(CONFIRM).format(code=code)]
    else:
        link = f"{office.url}/v1/unsubscribe/{b64(letter.person)}/{b64(mark_of(office.secret, letter.person))}"
        found["List-Unsubscribe"], found["List-Unsubscribe-Post"] = f"<{link}>", "List-Unsubscribe=One-Click"
        text = [*_told(lines, waiting, say), "", f"{office.url}/"]
    found.set_content("\n".join([*text, "", "-- ", say(FOOT), ""]))
    return found


def _told(lines: Sequence[Line], waiting: int, say: Callable[[str], str]) -> Iterator[str]:
    """One line a notice, each once; last, how much waits in all."""
    for line in dict.fromkeys(lines):
        if line.message is not None:
            yield f"{reference(line.message)} – {say(SAYS[line.reason])}"
    if any(line.reason is Reason.EXPIRING for line in lines):
        yield say(EXPIRING)
    if waiting:
        yield say(WAITING).format(count=waiting)
