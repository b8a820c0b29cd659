"""Locks: how a person finds the account seed again, wrapped, on a machine that holds nothing yet.

A code or a passphrase shows a login proof, a passkey signs a challenge; what comes back still opens for nobody but who
has the secret. An unknown lock and a wrong proof are one refusal.
"""

import asyncio
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from navette.core.errors import Conflict, Refused, TooLarge, Unknown
from navette.service import passkeys
from navette.service.challenges import Challenges
from navette.service.context import Context
from navette.service.passkeys import Site
from navette.store import locks
from navette.store.locks import Lock
from navette.store.transaction import Transaction

PRF, KINDS = "prf", ("prf", "code", "passphrase")
WRAPPED = 60
LOCKS = 16
NOBODY = bytes(32)  # compared with when there is no such lock: its hash is not known to anybody


@dataclass(frozen=True, slots=True)
class Desk:
    """Where passkeys answer: the challenges given out, and the site they are answered for."""

    challenges: Challenges
    site: Site


async def add(context: Context, lock: Lock, response: Mapping[str, str], desk: Desk) -> tuple[bool, Lock]:
    """Keeps a lock: (new, the lock). The same again changes nothing, its passkey is not asked again.

    response: of a passkey's registration, else empty. Refuses `passkey`, `passkey-challenge`, `lock-known`,
    `too-many-locks`.
    """
    known = await locks.by_id(context.database, lock.id)
    if known is not None and known.said == lock.said:
        return False, known
    if lock.credential is None:
        return await _add(context, lock)
    challenge = passkeys.challenge_of(response, "passkey")
    with desk.challenges.taken(challenge, lock.created):
        key = await asyncio.to_thread(passkeys.registered, lock.credential, response, challenge, desk.site)
        return await _add(context, replace(lock, public_key=key.public, sign_count=key.sign_count))


async def _add(context: Context, lock: Lock) -> tuple[bool, Lock]:
    return (await context.database.write(lambda tx: _insert(tx, lock)))[0]


def _insert(tx: Transaction, lock: Lock) -> tuple[bool, Lock]:
    known = locks.find(tx, lock.id, lock.credential)
    if known is not None:
        if (known.id, known.said) != (lock.id, lock.said):
            raise Conflict("lock-known")
        return False, known
    if locks.count(tx, lock.person) >= LOCKS:
        raise TooLarge("too-many-locks", limit=LOCKS)
    locks.add(tx, lock)
    return True, lock


async def remove(context: Context, person: bytes, lock: bytes) -> None:
    """Refuses `unknown-lock`, the same for another person's, and `last-lock`: nobody locks themselves out."""
    await context.database.write(lambda tx: _remove(tx, person, lock))


def _remove(tx: Transaction, person: bytes, lock: bytes) -> None:
    known = locks.find(tx, lock, None)
    if known is None or known.person != person:
        raise Unknown("unknown-lock")
    if locks.count(tx, person) == 1:
        raise Conflict("last-lock")
    locks.remove(tx, lock, person)


async def unlock(context: Context, lock: bytes, login: bytes) -> Lock:
    """The lock that the proof answers to; refuses `lock`.

    A lock that is not there is compared all the same, so that nothing is learnt from how long it takes.
    """
    found = await locks.by_id(context.database, lock)
    expected = NOBODY if found is None or found.login is None else found.login
    if not hmac.compare_digest(sha256(login).digest(), expected) or found is None:
        raise Refused("lock")
    return await _opened(context, found, 0)


async def unlock_with_passkey(context: Context, credential: bytes, response: Mapping[str, str], desk: Desk) -> Lock:
    """The lock that the passkey opens; refuses `lock`, `passkey-challenge`."""
    challenge = passkeys.challenge_of(response, "lock")
    with desk.challenges.taken(challenge, context.clock()):
        found = await locks.by_credential(context.database, credential)
        if found is None or found.public_key is None:
            raise Refused("lock")
        key = passkeys.Passkey(credential, found.public_key, found.sign_count)
        count = await asyncio.to_thread(passkeys.asserted, key, response, challenge, desk.site)
        return await _opened(context, found, count)


async def _opened(context: Context, lock: Lock, sign_count: int) -> Lock:
    """On disk before it is answered: the owner sees when each lock was last used."""
    now = context.clock()
    done, _ = await context.database.write(lambda tx: locks.use(tx, lock.id, now, sign_count))
    if not done:
        raise Refused("lock")
    return lock
