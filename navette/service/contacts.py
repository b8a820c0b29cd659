"""Where somebody wants to be told: an address, how often, the quiet hours.

Nothing is sent there before it is confirmed. The code that confirms it is not kept: it follows from the address, the
person, when it was said, and a secret of this server.
"""

import hmac
from dataclasses import dataclass, replace

from navette.core.deadline import HOUR
from navette.core.errors import Limited, Refused, Unknown
from navette.core.notices import Preferences, Reason, at_minute
from navette.envelope.keys import derive
from navette.service.context import Context
from navette.store import contacts, notices
from navette.store.contacts import Contact
from navette.store.transaction import Transaction

TRIES, CODES_AN_HOUR = 5, 5
LONGEST = 254  # RFC 5321, 4.5.3.1.3
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. email: empty for who is told on devices alone; lang: fr, en."""

    email: str
    lang: str
    preferences: Preferences


def check_email(email: str) -> None:
    """An address that can be written to as it stands; refuses `email`."""
    local, _, domain = email.rpartition("@")
    sound = local and "." in domain and len(email) <= LONGEST and email.isascii() and email.isprintable()
    if not sound or any(sign in email for sign in ' ,;:<>()[]"\\') or ".." in email:
        raise Refused("email")


async def put(context: Context, person: bytes, wish: Wish) -> Contact:
    """Keeps the wish; a new address is sent its code. Refuses `email`, `no-mail`, `contact-tries` (five an hour)."""
    if wish.email:
        check_email(wish.email)
        if not context.settings.smtp_host:
            raise Refused("no-mail")
    now = context.clock()
    return (await context.database.write(lambda tx: _put(tx, person, wish, now)))[0]


def _put(tx: Transaction, person: bytes, wish: Wish, now: int) -> Contact:
    known, wanted = contacts.find(tx, person), wish.preferences
    quiet_from, quiet_to = wanted.quiet or (None, None)
    same = known is not None and known.email == wish.email
    contact = Contact(
        person,
        wish.email,
        wish.lang,
        int(wanted.immediate),
        wanted.digest,
        at_minute(now, wanted.digest) if wish.email and wanted.digest is not None else None,
        quiet_from,
        quiet_to,
        confirmed=known.confirmed if known is not None and same else None,
        tries=known.tries if known is not None and same else 0,
        failing=None,
        changed=known.changed if known is not None and same else now,
    )
    if not same:
        contacts.forget(tx, person)
    contacts.put(tx, contact)
    if wish.email and contact.confirmed is None:
        if notices.recent(tx, person, now - HOUR) >= CODES_AN_HOUR:
            raise Limited("contact-tries", retry_after=HOUR)
        notices.add(tx, (person, Reason.CONFIRM.value, 0, b"", now, now))
    return contact


async def confirm(context: Context, person: bytes, code: str) -> Contact:
    """The address is read by its person. Refuses `unknown-contact`, `contact-code`, `contact-tries` after five."""
    now, secret = context.clock(), secret_of(context)
    contact, right = (await context.database.write(lambda tx: _confirm(tx, person, code, secret, now)))[0]
    if not right:
        raise Refused("contact-code", left=TRIES - contact.tries)
    return contact


def _confirm(tx: Transaction, person: bytes, code: str, secret: bytes, now: int) -> tuple[Contact, bool]:
    """A wrong code is counted: not an exception, or the count would be undone with it."""
    contact = contacts.find(tx, person)
    if contact is None or not contact.email:
        raise Unknown("unknown-contact")
    if contact.confirmed is not None:
        return contact, True
    if contact.tries >= TRIES:
        raise Limited("contact-tries", retry_after=HOUR)
    right = hmac.compare_digest(code_of(secret, contact), code)
    after = replace(contact, confirmed=now if right else None, tries=contact.tries + (not right))
    contacts.put(tx, after)
    return after, right


async def remove(context: Context, person: bytes) -> None:
    """Nothing is sent any more, and the address is gone. Idempotent."""
    await context.database.write(lambda tx: contacts.remove(tx, person))


async def unsubscribe(context: Context, person: bytes, mark: bytes) -> None:
    """By the link of an e-mail (RFC 8058): for that person alone, never for a ward. Refuses `unknown-contact`."""
    if not hmac.compare_digest(mark, mark_of(secret_of(context), person)):
        raise Unknown("unknown-contact")
    await remove(context, person)


def secret_of(context: Context) -> bytes:
    """What codes and links are made with: the ledgers' key gives it, and does not follow from it."""
    return derive(context.signer.key.private_bytes_raw(), "navette/v1 notices")


def code_of(secret: bytes, contact: Contact) -> str:
    """Six digits, for this person, this address and this request."""
    text = b"confirm\0" + contact.person + contact.changed.to_bytes(8, "big") + contact.email.encode()
    return f"{int.from_bytes(hmac.digest(secret, text, 'sha256')[:8], 'big') % 10**DIGITS:0{DIGITS}}"


def mark_of(secret: bytes, person: bytes) -> bytes:
    """16 bytes that nobody else can make."""
    return hmac.digest(secret, b"unsubscribe\0" + person, "sha256")[:16]
