"""What the access journal keeps a line of: looks, and what is done as a coordinator (docs/spec/journal.md)."""

from enum import StrEnum

AGAIN = 300  # seconds within which the same look by the same person is one line


class Action(StrEnum):
    """What somebody did. What people do to a handoff is not here: it is signed, and in the ledger."""

    COLLECT = "collect"  # the sealed fiche
    ATTACHMENT = "attachment"
    LOOK = "look"  # where a handoff stands
    BOARD = "board"  # what nobody has closed
    INDICATORS = "indicators"
    INVITATIONS = "invitations"
    JOURNAL = "journal"
    EXPORT = "export"
    HOLDS = "holds"
    INVITE = "invite"
    UNINVITE = "withdraw-invitation"
    CERTIFY = "certify"  # vouching for a person or a mailbox
    MAILBOX = "mailbox"  # its members, its address
    SERVICE = "service"  # its hours, its substitute
    NUDGE = "nudge"
    HOLD = "hold"
    RELEASE = "release-hold"


# Of one fiche: it concerns those who take part in it.
OF_HANDOFF = frozenset({Action.COLLECT, Action.ATTACHMENT, Action.LOOK})
LOOKS = OF_HANDOFF | {
    Action.BOARD,
    Action.INDICATORS,
    Action.INVITATIONS,
    Action.JOURNAL,
    Action.EXPORT,
    Action.HOLDS,
}
