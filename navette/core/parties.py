"""Who takes part: kinds of mailboxes, roles of members (docs/glossary.md)."""

from enum import IntEnum, StrEnum


class MailboxKind(StrEnum):
    """TRE_R256-TypeMessagerie of MSSanté: personal, organisational, applicative, practice."""

    PERSONAL = "PER"
    ORGANISATION = "ORG"
    APPLICATION = "APP"
    PRACTICE = "CAB"


class Role(StrEnum):
    """A guardian may give and withdraw seats; a member reads and acknowledges."""

    GUARDIAN = "guardian"
    MEMBER = "member"


class Urgency(IntEnum):
    """FHIR request-priority, in the order of the envelope's byte."""

    ROUTINE = 0
    URGENT = 1
    ASAP = 2
    STAT = 3

    @property
    def code(self) -> str:
        """The FHIR code: routine, urgent, asap, stat."""
        return self.name.lower()
