"""Failures around people: unlocking, the directory, invitations."""

from navette.sentences.voice import (
    AGAIN,
    BAD_STATEMENT,
    CLOSED,
    COORDINATOR,
    CORRECT,
    GUARDIAN,
    NOT_SENT,
    REFRESH,
    STORED_NOTHING,
    UNCHANGED,
    UPDATE,
    Sentences,
)

UNLOCKING: dict[str, Sentences] = {
    "code-groups": ("A printed code is seven groups of four symbols.", CLOSED, "Type it again, all seven groups."),
    "code-mistyped": (
        "One symbol of the printed code is mistyped.",
        CLOSED,
        "Compare with the sheet, and type it again.",
    ),
    "lock": ("This does not open your folder.", CLOSED, "Type it again, or use the printed code."),
    "unknown-lock": ("This way to unlock is not there any more.", UNCHANGED, "Look at the list again."),
    "lock-known": ("This way to unlock exists already.", UNCHANGED, "Make another one."),
    "last-lock": (
        "This is the last way to unlock your folder.",
        UNCHANGED,
        "Add another one first, then remove this one.",
    ),
    "too-many-locks": (
        "There are as many ways to unlock as there may be.",
        UNCHANGED,
        "Remove one that you no longer use, then add this one.",
    ),
    "too-many-tries": (
        "There were too many tries to unlock in a short time.",
        CLOSED,
        "Wait {retry_after} s, and try again.",
    ),
    "passkey": (
        "This device could not be added as a way to unlock.",
        UNCHANGED,
        "Try again on the usual page; if it goes on, use the printed code.",
    ),
    "passkey-challenge": ("It took too long to unlock.", CLOSED, AGAIN),
    "prf-leaked": (
        "The page sent what only your device should know.",
        "The server kept nothing of it; this way to unlock must not be used.",
        "Close the page, and tell your coordinator.",
    ),
    "unknown-note": ("What was kept for you under that name is not there.", UNCHANGED, AGAIN),
    "too-many-notes": (
        "There are as many drafts and notes as there may be.",
        STORED_NOTHING,
        "Send or remove a draft, and try again.",
    ),
}

NOTICES: dict[str, Sentences] = {
    "email": ("Nobody can be written to at this e-mail address.", UNCHANGED, CORRECT),
    "no-mail": (
        "This server sends no e-mail.",
        UNCHANGED,
        "Look at Navette for what waits; ask who runs the server for e-mail.",
    ),
    "unknown-contact": ("There is no e-mail address of yours here.", UNCHANGED, "Give your address first."),
    "contact-code": (
        "This is not the code that was sent to you.",
        UNCHANGED,
        "Compare with the e-mail, and type it again; tries left: {left}.",
    ),
    "contact-tries": (
        "Too many codes were asked for or mistyped.",
        UNCHANGED,
        "Wait an hour, or give the address again.",
    ),
    "no-push": (
        "This server tells no devices.",
        UNCHANGED,
        "Give an e-mail address, or ask who runs the server.",
    ),
    "push-endpoint": (
        "This browser is told by a service that this server does not ask.",
        UNCHANGED,
        "Give an e-mail address, or use another browser.",
    ),
}

DIRECTORY: dict[str, Sentences] = {
    "statement-type": (BAD_STATEMENT, UNCHANGED, UPDATE),
    "statement-version": (BAD_STATEMENT, UNCHANGED, UPDATE),
    "statement-signature": ("Something was said in the name of a person who did not say it.", UNCHANGED, COORDINATOR),
    "unknown-signer": ("Something was said by a person the directory does not know.", UNCHANGED, COORDINATOR),
    "not-self-signed": (BAD_STATEMENT, UNCHANGED, UPDATE),
    "not-a-coordinator": ("Only a coordinator of this territory can vouch for somebody.", UNCHANGED, COORDINATOR),
    "subject": ("Nobody in the directory answers to this entry.", UNCHANGED, CORRECT),
    "members": (
        "A mailbox names each member once, and keeps one guardian at least.",
        UNCHANGED,
        "Name another guardian first, and try again.",
    ),
    "unknown-member": (
        "This person is not in the directory yet.",
        UNCHANGED,
        "Ask your coordinator for an invitation.",
    ),
    "first-statement": (BAD_STATEMENT, UNCHANGED, UPDATE),
    "not-the-next-statement": ("Somebody changed this mailbox at the same time.", UNCHANGED, AGAIN),
    "not-a-guardian": ("Only a guardian of the mailbox may do this.", UNCHANGED, GUARDIAN),
    "member-left-key-stayed": (BAD_STATEMENT, UNCHANGED, UPDATE),
    "old-key-came-back": (BAD_STATEMENT, UNCHANGED, UPDATE),
    "key-of-another-mailbox": (BAD_STATEMENT, UNCHANGED, UPDATE),
    "kind-or-address-changed": ("Only a coordinator changes the address of a mailbox.", UNCHANGED, COORDINATOR),
    "seats": ("The list of members changed in the meantime.", UNCHANGED, AGAIN),
    "history": ("The list of members changed in the meantime.", UNCHANGED, AGAIN),
    "not-vouched-for": (
        "No coordinator vouches for this entry of the directory, or no longer.",
        NOT_SENT,
        "Ask your coordinator to confirm who it is.",
    ),
    "unknown-person": ("The directory knows nobody by that name.", UNCHANGED, REFRESH),
    "unknown-mailbox": ("The directory knows no mailbox by that name.", UNCHANGED, REFRESH),
    "person-known": ("This person is in the directory already.", UNCHANGED, COORDINATOR),
    "address-taken": ("This address belongs to another mailbox.", UNCHANGED, "Choose another address."),
}

INVITATIONS: dict[str, Sentences] = {
    "invitation": (
        "No open invitation answers to this code.",
        UNCHANGED,
        "Compare with the sheet, or ask for another one.",
    ),
    "invitation-used": (
        "This invitation was used already.",
        UNCHANGED,
        "If it was not by you, call your coordinator now.",
    ),
    "invitation-expired": ("This invitation has expired.", UNCHANGED, "Ask your coordinator for another one."),
    "invitation-other-kind": ("This invitation was made for something else.", UNCHANGED, COORDINATOR),
    "invitation-binding": (
        "Somebody else than the person invited may have joined.",
        UNCHANGED,
        "Call the person you invited, and invite again.",
    ),
    "unknown-invitation": ("There is no such invitation.", UNCHANGED, "See those that exist: navette invite list"),
}
