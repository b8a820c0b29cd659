"""The post: what is due is put into letters, which leave by the operator's mail server; that they left is noted.

At every step, what is true if we stop here: a letter that is on disk and has not left is tried again, under the same
Message-ID; one that the mail server took and nobody noted leaves once more, which a mailbox shows once. While the mail
server is away, what arises besides goes with the letter that waits, so that nobody finds ten of them in the morning.
"""

import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from typing import TYPE_CHECKING, NamedTuple

import structlog

from navette.core.notices import Reason
from navette.service import notices as rules
from navette.service.contacts import code_of, secret_of
from navette.service.context import Context
from navette.service.letters import Office, write
from navette.store import contacts, notices
from navette.store.contacts import Contact
from navette.store.notices import Letter, Line
from navette.store.transaction import Transaction

if TYPE_CHECKING:
    import aiosmtplib

BATCH = 50
SECONDS = 30.0  # for each answer of the mail server
FIRST_WAIT, LONGEST_WAIT = 60, 3600
KEPT = 30 * 86_400  # seconds for which it is known that a letter left
TAKEN = 300  # seconds in which another process of this server leaves alone what one has begun


class Due(NamedTuple):
    """A letter to be written. code: that confirms the address; waiting: what waits for the person."""

    letter: Letter
    said: list[Line]
    contact: Contact | None
    waiting: int


class Ready(NamedTuple):
    """A letter that is written."""

    letter: Letter
    mail: EmailMessage


async def deliver(context: Context) -> int:
    """Sends what is due by the context's clock; how many letters left. Nothing when no mail server is set."""
    settings, left = context.settings, 0
    if not settings.smtp_host or not await notices.pending(context.database, context.clock()):
        return 0
    office = Office(settings.public_url.rstrip("/"), settings.smtp_from, secret_of(context))
    days = settings.retention_content_days
    while found := (await context.database.write(lambda tx: prepare(tx, context.clock(), days)))[0]:
        sent, reached = await _send(context, [_written(office, due) for due in found])
        left += sent
        if not reached:
            break
    return left


def prepare(tx: Transaction, now: int, days: int) -> list[Due]:
    """Notices that are due become letters; those that nobody needs any more are dropped.

    days: how long content is kept once it is closed.
    """
    found = []
    notices.forget_old(tx, now - KEPT)
    rules.digest(tx, now, days)
    notices.gather(tx, now, BATCH)
    for letter, lines in notices.letters(tx, now, BATCH):
        said = [line for line in lines if rules.still_said(line)]
        waiting = notices.waiting_for(tx, letter.person) if any(line.reason is Reason.DIGEST for line in said) else 0
        if not said or (waiting == 0 and all(line.reason is Reason.DIGEST for line in said)):
            notices.drop(tx, letter.i)
        else:
            notices.take(tx, letter.i, now + TAKEN)
            found.append(Due(letter, said, contacts.find(tx, letter.person), waiting))
    return found


def _written(office: Office, due: Due) -> Ready:
    code = "" if due.contact is None else code_of(office.secret, due.contact)
    return Ready(due.letter, write(office, due.letter, due.said, code=code, waiting=due.waiting))


async def _send(context: Context, ready: Sequence[Ready]) -> tuple[int, bool]:
    """(how many left, whether the mail server was there to the end)."""
    import aiosmtplib  # no start of a server waits for it

    settings, left = context.settings, 0
    try:
        async with aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            username=settings.smtp_login or None,
            password=settings.smtp_password or None,
            timeout=SECONDS,
            tls_context=ssl.create_default_context() if settings.smtp_security != "none" else None,
        ) as server:
            for one in ready:
                left += await _send_one(context, server, one)
    except (aiosmtplib.SMTPException, OSError) as error:
        structlog.get_logger().warning("mail", problem=type(error).__name__)
        await _all_later(context, ready, type(error).__name__)
        return left, False
    return left, True


async def _send_one(context: Context, server: "aiosmtplib.SMTP", one: Ready) -> int:
    """1 when it left; what is refused for good is noted, what is refused for now comes again."""
    import aiosmtplib

    now = context.clock()
    try:
        await server.send_message(one.mail)
    except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPRecipientsRefused) as error:
        code = error.code if isinstance(error, aiosmtplib.SMTPResponseException) else error.recipients[0].code
        await context.database.write(lambda tx: _refused(tx, one.letter, code, now))
        return 0
    await context.database.write(lambda tx: notices.left(tx, one.letter, now))
    return 1


def _refused(tx: Transaction, letter: Letter, code: int, now: int) -> None:
    """RFC 5321, 4.2.1: 5yz for good, 4yz for now. Never the server's own words: they may say who is written to."""
    if code >= 500:
        notices.refuse(tx, letter, str(code))
    else:
        notices.postpone(tx, letter, str(code), now + wait_after(letter.tries))


async def _all_later(context: Context, ready: Sequence[Ready], failure: str) -> None:
    now = context.clock()

    def later(tx: Transaction) -> None:
        for one in ready:
            if notices.is_waiting(tx, one.letter.i):
                notices.postpone(tx, one.letter, failure, now + wait_after(one.letter.tries))

    await context.database.write(later)


def wait_after(tries: int) -> int:
    """Seconds until the next try, after so many in vain."""
    return min(FIRST_WAIT << min(tries, 10), LONGEST_WAIT)
