"""The directory in memory: every entry of the ledger `annuaire`, judged in order, and what a client asks of it.

A client needs to believe nobody but the coordinators it pinned at enrolment. See docs/spec/ledger.md.
"""

from collections.abc import Collection, Mapping
from datetime import date

from navette.core.errors import Refused, Unknown
from navette.envelope.statement import SignedStatement
from navette.ledger.judge import CertificateFact, Fact, MailboxFact, MailboxState, PersonFact, View, judge
from navette.ledger.services import ServiceState

__all__ = [
    "CertificateFact",
    "Directory",
    "Fact",
    "MailboxFact",
    "MailboxState",
    "PersonFact",
    "ServiceState",
    "View",
    "judge",
]


class Directory:
    """A View in memory, grown by every entry of the ledger `annuaire` in order, and what a client asks of it."""

    def __init__(self, coordinators: Collection[bytes]) -> None:
        """coordinators: the person ids pinned at enrolment."""
        self.coordinators = frozenset(coordinators)
        self.people: dict[bytes, bytes] = {}
        self.mailboxes: dict[bytes, MailboxState] = {}
        self.certificates: dict[bytes, CertificateFact] = {}
        self.services: dict[bytes, ServiceState] = {}
        self._owner_of_key: dict[bytes, bytes] = {}
        self._memberships: dict[bytes, list[tuple[int, frozenset[bytes]]]] = {}

    def person(self, person: bytes, /) -> bytes | None:
        """The public part (1,248 bytes) of a person id."""
        return self.people.get(person)

    def mailbox(self, mailbox: bytes, /) -> MailboxState | None:
        """The latest state of a mailbox."""
        return self.mailboxes.get(mailbox)

    def mailbox_of_key(self, key: bytes, /) -> bytes | None:
        """The mailbox that has, or ever had, this epoch."""
        return self._owner_of_key.get(key)

    def service(self, mailbox: bytes, /) -> ServiceState | None:
        """What a mailbox says of itself; None: nothing yet."""
        return self.services.get(mailbox)

    def confirmed(self, mailbox: bytes) -> int | None:
        """When somebody last said how it is with a mailbox (seconds since 1970); None for one that is not known.

        A statement of who sits in it says so too.
        """
        history = self._memberships.get(mailbox)
        service = self.services.get(mailbox)
        return None if history is None else max(history[-1][0], 0 if service is None else service.time)

    def is_coordinator(self, person: bytes, /) -> bool:
        """Whether the person was pinned as a coordinator."""
        return person in self.coordinators

    def apply(self, signed: SignedStatement) -> Fact:
        """Judges one entry and remembers what it establishes; raises as `judge` does, and then changes nothing."""
        fact = judge(signed, self)
        if isinstance(fact, PersonFact):
            self.people[fact.id] = fact.public
        elif isinstance(fact, CertificateFact):
            self.certificates[fact.subject] = fact
        elif isinstance(fact, ServiceState):
            self.services[fact.mailbox] = fact
        else:
            self._keep(fact.state, fact.time)
        return fact

    def _keep(self, state: MailboxState, time: int) -> None:
        self.mailboxes[state.id] = state
        self._owner_of_key[state.key_id] = state.id
        self._memberships.setdefault(state.id, []).append((time, frozenset(state.members)))

    def address(self, mailbox: bytes, today: date) -> bytes:
        """The 1,216-byte key to seal to.

        Refuses `unknown-mailbox`, and `not-vouched-for` when no coordinator's certificate holds today for the
        mailbox at the address it has now.
        """
        self.mailbox_identity(mailbox, today)
        return self.mailboxes[mailbox].public

    def mailbox_identity(self, mailbox: bytes, today: date) -> Mapping[str, str]:
        """What a coordinator vouches for: address, name, perhaps facility and finess; refuses as `address` does."""
        state = self.mailboxes.get(mailbox)
        if state is None:
            raise Unknown("unknown-mailbox")
        identity = self._vouched(mailbox, today)
        if identity["address"] != state.address:
            raise Refused("not-vouched-for")
        return identity

    def person_identity(self, person: bytes, today: date) -> Mapping[str, str]:
        """What a coordinator vouches for: name, profession, perhaps rpps.

        Refuses `unknown-person`, `not-vouched-for`.
        """
        if person not in self.people:
            raise Unknown("unknown-person")
        return self._vouched(person, today)

    def members_at(self, mailbox: bytes, time: int, skew: int = 3600) -> frozenset[bytes]:
        """Who was a member at `time` (seconds since 1970), or within `skew` seconds of it: to judge a past act by.

        The two ledgers do not say which of their entries came first, and both times are their signers' own clocks.
        """
        members: frozenset[bytes] = frozenset()
        history = self._memberships.get(mailbox, [])
        for (since, during), (until, _) in zip(history, [*history[1:], (time + skew, None)], strict=False):
            if since - skew <= time <= until + skew:
                members |= during
        return members

    def _vouched(self, subject: bytes, today: date) -> Mapping[str, str]:
        """The latest certificate counts, also when it ends sooner: that is how a coordinator takes one back."""
        certificate = self.certificates.get(subject)
        if certificate is None or certificate.until < today.isoformat():
            raise Refused("not-vouched-for")
        return certificate.identity
