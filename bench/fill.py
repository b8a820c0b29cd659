"""A database filled through the server's own operations, in this process: no HTTP, every check."""

import asyncio
import hashlib
import random
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from people import ACTS, CLAIM, FICHE, Post

from navette.core.encoding import b64, timestamp
from navette.envelope import format as envelopes
from navette.envelope.canonical import canonical
from navette.envelope.format import Envelope, to_sign
from navette.envelope.keys import derive
from navette.envelope.manifest import Manifest
from navette.envelope.person import Person
from navette.envelope.seal import new_message_id, seal
from navette.envelope.seat import KemKey, give_seat
from navette.envelope.statement import LABEL, SignedStatement
from navette.service import acknowledge, enroll, send
from navette.service.context import Context
from navette.settings import Settings
from navette.store.invitations import Invitation

DAY = 86_400
POSTS = 200
WARDS_EACH = 5
BATCH = 256
LIFE = (*ACTS, {"type": "acknowledgement", "decision": "accepted"}, {"type": "acknowledgement", "decision": "closed"})
Life = tuple[Envelope, list[SignedStatement]]


class Filler:
    """A server's data folder, people enrolled in it, and a template of an envelope for each pair of them.

    The wraps and the body of a template are those of one sealed envelope: the server reads neither. The header and
    the signature are each envelope's own.
    """

    def __init__(self, folder: Path) -> None:
        self.context = Context.create(Settings(data_dir=folder, production=False))
        self.posts: list[Post] = []
        self.unresolved = 0
        self._random = random.Random(1)
        self._templates: dict[tuple[int, int], Envelope] = {}

    async def open(self) -> None:
        """Opens the database, and enrols."""
        await self.context.database.open()
        for i in range(POSTS):
            self.posts.append(await self._join(f"post{i}"))

    async def close(self) -> None:
        """Closes the database."""
        await self.context.database.close()

    async def _join(self, name: str) -> Post:
        post, secret = Post(Person.new(), secrets.token_bytes(16), KemKey.new()), secrets.token_bytes(32)
        invitation, now, address = secrets.token_bytes(16), int(time.time()), f"{name}@bench.example"
        claim, identity = derive(secret, CLAIM), {"name": name, "profession": "médecin"}
        mailbox = {"kind": "ORG", "address": address, "name": name}
        hashed = hashlib.sha256(claim).digest()
        invited = Invitation(invitation, hashed, "mailbox", identity, mailbox, now + DAY, now)
        await enroll.invite(self.context, bytes(32), invited)
        who = post.person.sign_statement(
            {"type": "person", "public": b64(post.person.public), "salt": b64(secrets.token_bytes(16))}
        )
        what = {
            "type": "mailbox", "mailbox": b64(post.mailbox), "kind": "ORG", "address": address, "n": "0", "prev": "",
            "public": b64(post.epoch.public), "members": [{"key": b64(post.person.id), "role": "guardian"}],
            "time": timestamp(now),
        }  # fmt: skip
        seat = give_seat(post.mailbox, post.epoch, post.person.public)
        said = post.person.sign_statement(what)
        await enroll.join(self.context, enroll.Joining(invitation, claim, bytes(32), who, said, seat))
        return post

    def life(self) -> Life:
        """An envelope from one of the posts to one of its wards, drawn at random, and what the ward says of it."""
        half = POSTS // 2
        i = self._random.randrange(half)
        pair = i, half + (i * WARDS_EACH + self._random.randrange(WARDS_EACH)) % half
        sender, ward = (self.posts[j] for j in pair)
        if pair not in self._templates:
            to = [(ward.mailbox, ward.epoch.public), (sender.mailbox, sender.epoch.public)]
            fiche = secrets.token_bytes(FICHE)
            self._templates[pair] = seal(sender.person, sender.mailbox, to, Manifest(), fiche, time=int(time.time()))
        model, now = self._templates[pair], time.time()
        header = replace(model.header, id=new_message_id(int(now * 1000)), time=int(now))
        digest = envelopes.hash_header(header.write())
        signature = sender.person.sign(to_sign(digest, model.wraps, model.body))
        envelope = envelopes.write(header, model.wraps, signature, model.body)
        return envelope, _statements(envelope, ward)

    async def fill(self, count: int, unresolved: int) -> None:
        """So many handoffs more, the last `unresolved` of which nobody answers: in batches."""
        for start in range(0, count, BATCH):
            size = min(BATCH, count - start)
            answered = max(0, min(size, count - unresolved - start))
            made = [self.life() for _ in range(size)]
            await self.work(made[:answered] + [(envelope, []) for envelope, _ in made[answered:]], BATCH)
        self.unresolved += unresolved

    async def work(self, made: Sequence[Life], at_once: int) -> None:
        """Lives through the service's own functions, so many at once."""
        todo = iter(made)
        await asyncio.gather(*(self._live(todo) for _ in range(at_once)))

    async def _live(self, todo: Iterable[Life]) -> None:
        for envelope, said in todo:
            message = envelope.header.id
            await send.deposit(self.context, message, envelope.raw)
            for signed in said:
                await acknowledge.acknowledge(self.context, message, signed)


def _statements(envelope: Envelope, ward: Post) -> list[SignedStatement]:
    """The acts of a whole life: delivered, opened, accepted, closed."""
    about = {
        "v": "1", "by": b64(ward.person.id), "envelope": b64(envelope.digest), "mailbox": b64(ward.mailbox),
        "time": timestamp(envelope.header.time), "code": "", "salt": b64(secrets.token_bytes(16)),
    }  # fmt: skip
    raws = [canonical({**about, **act}) for act in LIFE]
    return [SignedStatement(raw, ward.person.sign(LABEL + raw)) for raw in raws]
