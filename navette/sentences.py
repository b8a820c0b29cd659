"""What each failure means to a person: what happened, what it means for the fiche, what to do next.

One line a code of navette/core/errors.py, in its order; French in locale/fr.po; tests/test_wording.py holds the three
together. The readers are doctors, nurses and coordinators, who must not need a word of cryptography, and those who
run the server. {names} are facts of the failure. What a meaning says must be true wherever the code is raised.
"""

# What it means for the fiche.
UNCHANGED = "Nothing was changed."
NOT_SENT = "Nothing was sent."
STORED_NOTHING = "The server kept nothing of it; what you wrote is still on your side."
HIDDEN = "Nothing of this fiche is shown: it is not as its sender made it."
ELSEWHERE = "The fiche is whole, but it cannot be read from here."
ONLY_TEXT = "The fiche can be read; this attachment was not kept."
NOT_BELIEVED = "What the server answered is not believed, and nothing of it was kept."
SUSPECT = "What you read before stays true; what the server says now cannot be trusted."
STANDS = "The fiche stands where it stood."
WAITS = "What you sealed waits in your outbox; it will arrive once, and only once."
CLOSED = "Your folder stays closed; nothing in it was changed."
NOT_RUNNING = "The server does not start; nothing was changed."

# What to do next.
AGAIN = "Try again; doing it twice does no harm."
LATER = "Try again in a few minutes; doing it twice does no harm."
CORRECT = "Correct it, and try again."
RESEND = "Call the sender, and ask for it to be sent again."
LOOK = "Look at the fiche again, then decide: navette inbox"
COORDINATOR = "Ask your coordinator."
GUARDIAN = "Ask a guardian of the mailbox."
REFRESH = "Try again: the directory is read anew first. If it goes on, ask your coordinator."
OPERATOR = "Report these lines to whoever runs the server; they hold nothing of a fiche."
UPDATE = (
    "Bring this program up to date, then try again. If it goes on, report these lines; they hold nothing of a fiche."
)
STOP = "Send nothing for now, and call your coordinator: navette verify shows what was found."
CLOCK = "Set the clock of this machine (navette doctor checks it), then try again."

UNREADABLE = "The server could not read the request."
NOT_WHOLE = "This fiche is damaged, or was altered on its way."
BAD_SEAT = "The access to this mailbox that the server holds for you does not open."
BAD_STATEMENT = "A statement of the directory breaks its rules."
BAD_LEDGER = "The server's register does not agree with itself."

# Facts a failure may not carry.
UNKNOWN_FACTS = {"owner_name": "A colleague"}

Sentences = tuple[str, str, str]

_READING: dict[str, Sentences] = {
    "json": (UNREADABLE, STORED_NOTHING, UPDATE),
    "json-depth": (UNREADABLE, STORED_NOTHING, UPDATE),
    "utf-8": ("A text holds characters that cannot be read.", UNCHANGED, "Save the file as UTF-8, and try again."),
    "content-type": (UNREADABLE, STORED_NOTHING, UPDATE),
    "content-digest": ("The request was damaged on its way.", STORED_NOTHING, AGAIN),
    "field": ("A field is missing, unknown or wrongly filled: {field}.", UNCHANGED, CORRECT),
    "base64url": (UNREADABLE, STORED_NOTHING, UPDATE),
    "time": ("A date or a time is not written as it must be.", UNCHANGED, CORRECT),
    "not-found": ("The server does not know this address.", UNCHANGED, UPDATE),
    "method": ("The server does not know this address.", UNCHANGED, UPDATE),
}

_ENVELOPES: dict[str, Sentences] = {
    "not-an-envelope": ("This is not a sealed fiche.", UNCHANGED, RESEND),
    "header": (NOT_WHOLE, HIDDEN, RESEND),
    "length": (NOT_WHOLE, HIDDEN, RESEND),
    "recipient-or-blob-twice": ("A recipient or an attachment is named twice.", STORED_NOTHING, CORRECT),
    "blob-size": ("An attachment is empty or too large.", STORED_NOTHING, CORRECT),
    "sender-not-a-recipient": (NOT_WHOLE, HIDDEN, RESEND),
    "only-the-sender": ("This fiche has no recipient.", NOT_SENT, "Name a recipient, and try again."),
    "another-sender": ("This fiche does not come from whom it says.", HIDDEN, RESEND),
    "envelope-signature": ("This fiche does not come from whom it says.", HIDDEN, RESEND),
    "weak-signature-key": ("A person of the directory cannot be relied on to sign.", UNCHANGED, COORDINATOR),
    "public-key": ("An entry of the directory cannot be used.", UNCHANGED, COORDINATOR),
    "public-key-length": ("An entry of the directory cannot be used.", UNCHANGED, COORDINATOR),
    "sealed-to-another-key-or-context": ("This was not sealed for you, or not for this place.", ELSEWHERE, GUARDIAN),
    "content-key": (NOT_WHOLE, HIDDEN, RESEND),
    "key-commitment": (NOT_WHOLE, HIDDEN, RESEND),
    "body": (NOT_WHOLE, HIDDEN, RESEND),
    "padding": (NOT_WHOLE, HIDDEN, RESEND),
    "compression": (NOT_WHOLE, HIDDEN, RESEND),
    "compression-or-payload-too-large": (NOT_WHOLE, HIDDEN, RESEND),
    "payload-too-large": ("This fiche is too long.", NOT_SENT, "Put the long documents in attachments, and try again."),
    "payload": (NOT_WHOLE, HIDDEN, RESEND),
    "manifest": (NOT_WHOLE, HIDDEN, RESEND),
    "no-seat-for-this-epoch": ("This fiche was not sealed for this machine.", ELSEWHERE, GUARDIAN),
    "not-addressed-to-this-mailbox": ("This fiche is not addressed to this mailbox.", ELSEWHERE, RESEND),
    "seat-holds-another-key": (BAD_SEAT, ELSEWHERE, GUARDIAN),
    "history-holds-another-key": (BAD_SEAT, ELSEWHERE, GUARDIAN),
}

_ATTACHMENTS: dict[str, Sentences] = {
    "file-shorter-than-said": ("The file changed while it was being read.", NOT_SENT, AGAIN),
    "blob-cut-short": ("The attachment is cut short.", ONLY_TEXT, AGAIN),
    "blob-chunk": ("The attachment is damaged, or was altered on its way.", ONLY_TEXT, RESEND),
    "blob-digest": ("The attachment is not the one that was announced.", "This attachment was not kept.", AGAIN),
    "blob-missing": ("An attachment has not reached the server whole.", STORED_NOTHING, AGAIN),
    "blob-part-out-of-order": ("The attachment must go on from where it stopped.", STORED_NOTHING, AGAIN),
    "blob-part-length": ("A part of the attachment was cut on its way.", STORED_NOTHING, AGAIN),
    "blob-known": ("This attachment is known to the server as another one.", STORED_NOTHING, "Send the fiche anew."),
    "unknown-blob": ("The server does not have this attachment for you.", UNCHANGED, RESEND),
}

_UNLOCKING: dict[str, Sentences] = {
    "code-groups": ("A printed code is seven groups of four symbols.", CLOSED, "Type it again, all seven groups."),
    "code-mistyped": (
        "One symbol of the printed code is mistyped.",
        CLOSED,
        "Compare with the sheet, and type it again.",
    ),
    "lock": ("This does not open your folder.", CLOSED, "Type it again, or use the printed code."),
}

_DIRECTORY: dict[str, Sentences] = {
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

_INVITATIONS: dict[str, Sentences] = {
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

_HANDOFFS: dict[str, Sentences] = {
    "epoch-superseded": ("The members of a recipient's mailbox have just changed.", STORED_NOTHING, AGAIN),
    "message-id-taken": ("The server has another fiche under this number.", STORED_NOTHING, "Send the fiche anew."),
    "message-id-mismatch": (UNREADABLE, STORED_NOTHING, UPDATE),
    "not-in-sender-mailbox": ("You are not a member of the mailbox you send from.", STORED_NOTHING, GUARDIAN),
    "time-in-future": ("The clock of this machine is ahead of the server's.", STORED_NOTHING, CLOCK),
    "time-too-old": ("This fiche was sealed too long ago to be sent.", STORED_NOTHING, "Send the fiche anew."),
    "unknown-reply": ("This answers a fiche your mailbox did not take part in.", STORED_NOTHING, CORRECT),
    "unknown-envelope": ("There is no such fiche for you.", UNCHANGED, "Check the reference: navette inbox"),
    "envelope-removed": (
        "This fiche was removed at the end of its time.",
        STANDS,
        "Call the sender if you need it still.",
    ),
    "not-a-recipient": ("Your mailbox is not a recipient of this fiche.", STANDS, LOOK),
    "outside-the-mailbox": ("Only a member of the mailbox may answer for it.", STANDS, GUARDIAN),
    "not-the-sender": ("Only those who sent a fiche take it back.", STANDS, "Call the sender."),
    "out-of-order": ("The fiche has moved on: this can no longer be done.", STANDS, LOOK),
    "already-accepted": (
        "{owner_name} took this fiche in charge before you.",
        "It has one owner; you have nothing to do.",
        LOOK,
    ),
    "reason-missing": ("A reason is needed.", STANDS, "Choose one of the reasons, and try again."),
    "reason-unknown": ("This is not one of the reasons.", STANDS, "Choose one of the reasons, and try again."),
    "reroute-without-deposit": ("The fiche was not sent on to another mailbox first.", STANDS, AGAIN),
    "receipt-after-success": ("This fiche was received before; it is not received twice.", STANDS, LOOK),
    "statement-known": ("This was answered before, in another way.", STANDS, LOOK),
}

_LEDGERS: dict[str, Sentences] = {
    "proof-index": (BAD_LEDGER, NOT_BELIEVED, STOP),
    "proof-too-long": (BAD_LEDGER, NOT_BELIEVED, STOP),
    "not-in-the-ledger": ("The server does not show what it said it had kept.", SUSPECT, STOP),
    "ledger-shrank": ("The server's register has lost entries.", SUSPECT, STOP),
    "two-ledgers-of-one-size": ("The server shows two different registers.", SUSPECT, STOP),
    "consistency-proof-empty": (BAD_LEDGER, NOT_BELIEVED, STOP),
    "ledger-rewritten": ("The server's register was rewritten.", SUSPECT, STOP),
    "checkpoint-text": (BAD_LEDGER, NOT_BELIEVED, STOP),
    "checkpoint-signature": (BAD_LEDGER, NOT_BELIEVED, STOP),
    "checkpoint-unsigned": ("This is not the server you joined, or not its register.", NOT_BELIEVED, STOP),
    "verifier-key": ("The server's register is not named as it must be.", NOT_BELIEVED, STOP),
    "too-few-witnesses": ("Too few witnesses confirm the server's register.", NOT_BELIEVED, STOP),
    "unknown-ledger": ("The server has no such register.", UNCHANGED, UPDATE),
    "number-missing": ("A fiche sent to this mailbox was not shown to it.", SUSPECT, STOP),
    "number-reused": ("The server gave one number to two fiches.", SUSPECT, STOP),
    "status-unsigned": ("The server says something of a fiche that nobody signed.", SUSPECT, STOP),
    "copy-altered": (
        "A copy kept on this machine was altered.",
        "What the server keeps is whole; this copy is not shown.",
        "Open the fiche again: it is fetched anew.",
    ),
}

_REQUESTS: dict[str, Sentences] = {
    "request-unsigned": ("The server cannot tell who asks.", UNCHANGED, UPDATE),
    "request-signature": ("The server cannot tell who asks.", UNCHANGED, UPDATE),
    "request-time": ("The clock of this machine and the server's do not agree.", UNCHANGED, CLOCK),
    "request-replayed": ("The server has seen this very request before.", UNCHANGED, AGAIN),
    "coordinator-only": ("Only a coordinator may do this.", UNCHANGED, COORDINATOR),
    "not-a-member": ("Only a member of the mailbox may do this.", UNCHANGED, GUARDIAN),
    "too-large": ("This is larger than the server takes.", STORED_NOTHING, "Send less at once."),
    "too-many-requests": (
        "Too much was asked of the server in a short time.",
        UNCHANGED,
        "Wait a minute, and try again.",
    ),
    "store-busy": ("The server is busy.", STORED_NOTHING, LATER),
    "stopping": ("The server is stopping, to start again.", STORED_NOTHING, LATER),
    "not-ready": ("The server is not ready yet.", STORED_NOTHING, LATER),
    "disk-full": ("The server has no room left.", STORED_NOTHING, OPERATOR),
    "internal": ("The server met a fault of its own.", "What it confirmed before stays true.", LATER),
}

_FORMS: dict[str, Sentences] = {
    "unknown-form": ("There is no such form.", NOT_SENT, "See the forms: navette send --help"),
    "answers": ("The form is not filled as it must be: {field}.", NOT_SENT, CORRECT),
    "bundle": ("The document breaks a rule of its format.", NOT_SENT, "Correct it where it was made, and try again."),
    "identity": (
        "The patient's identity breaks a rule.",
        NOT_SENT,
        "Check it against the patient's card, and try again.",
    ),
}

_MACHINE: dict[str, Sentences] = {
    "settings": (
        "The setting {name} cannot be used: {problem}.",
        NOT_RUNNING,
        "See docs/operations.md, and correct it.",
    ),
    "migration": (
        "The database and this version of the program do not fit.",
        NOT_RUNNING,
        "Run: navette migrate. If the database is newer than the program, bring the program up to date.",
    ),
    "keyring-missing": ("You have not joined from this machine yet.", UNCHANGED, "Use your invitation: navette join"),
    "keyring-exists": (
        "Somebody has joined from this machine already.",
        CLOSED,
        "Choose another folder for another person: --home DIR",
    ),
    "keyring-permissions": (
        "Others can read your folder on this machine.",
        CLOSED,
        "Do: chmod -R go= {path}",
    ),
    "keyring-damaged": (
        "Your folder on this machine is damaged.",
        CLOSED,
        "Restore it from a copy, or ask for an invitation.",
    ),
    "file": ("The file {path} cannot be read or written.", UNCHANGED, "Check that it exists and that you may use it."),
    "crypto-version": (
        "This program is installed with a part that is too old: cryptography {found}.",
        UNCHANGED,
        "Install cryptography 48 or later, and try again.",
    ),
    "server-unreachable": ("The server does not answer.", WAITS, LATER),
    "server-answer": ("The server's answer cannot be understood.", NOT_BELIEVED, UPDATE),
    "unknown-name": ("Nobody in the directory answers to {name}.", NOT_SENT, "Check the name, or write the whole address."),
    "ambiguous-name": ("Several entries of the directory answer to {name}.", NOT_SENT, "Write the whole address."),
    "unknown-reference": ("There is no fiche {reference} here.", UNCHANGED, "Check the reference: navette inbox"),
    "verification": ("The verification found faults.", "What is named above was altered, or is missing.", STOP),
}

SENTENCES: dict[str, Sentences] = {
    **_READING, **_ENVELOPES, **_ATTACHMENTS, **_UNLOCKING, **_DIRECTORY, **_INVITATIONS, **_HANDOFFS, **_LEDGERS,
    **_REQUESTS, **_FORMS, **_MACHINE,
}  # fmt: skip
