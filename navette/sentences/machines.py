"""Failures of machines: ledgers, requests, forms, this machine."""

from navette.sentences.voice import (
    AGAIN,
    BAD_LEDGER,
    CLOCK,
    CLOSED,
    COORDINATOR,
    CORRECT,
    GUARDIAN,
    LATER,
    NOT_BELIEVED,
    NOT_RUNNING,
    NOT_SENT,
    OPERATOR,
    STOP,
    STORED_NOTHING,
    SUSPECT,
    UNCHANGED,
    UPDATE,
    WAITS,
    Sentences,
)

LEDGERS: dict[str, Sentences] = {
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

REQUESTS: dict[str, Sentences] = {
    "request-unsigned": ("The server cannot tell who asks.", UNCHANGED, UPDATE),
    "request-signature": ("The server cannot tell who asks.", UNCHANGED, UPDATE),
    "request-time": ("The clock of this machine and the server's do not agree.", UNCHANGED, CLOCK),
    "request-replayed": ("The server has seen this very request before.", UNCHANGED, AGAIN),
    "coordinator-only": ("Only a coordinator may do this.", UNCHANGED, COORDINATOR),
    "not-a-member": ("Only a member of the mailbox may do this.", UNCHANGED, GUARDIAN),
    "poste-closed": (
        "The Poste Navette was started again since this page was opened.",
        UNCHANGED,
        "Go to the window where Navette runs, and press Enter: it opens the page again.",
    ),
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

FORMS: dict[str, Sentences] = {
    "unknown-form": ("There is no such form.", NOT_SENT, "See the forms: navette forms"),
    "bad-form": (
        "This form cannot be used; faults to correct: {faults}.",
        "It is offered to nobody. The other forms are not touched.",
        "Correct the file, then check it again: navette forms check",
    ),
    "no-answers": (
        "Nothing can be taken over from this fiche: it was not written with a form known here.",
        NOT_SENT,
        "Fill the form, or choose another fiche.",
    ),
    "no-earlier": (
        "No fiche opened or sent from this machine is about this patient.",
        NOT_SENT,
        "Check the name and the date of birth, or fill the whole form.",
    ),
    "another-patient": (
        "The earlier fiche is about another patient.",
        NOT_SENT,
        "Check who the patient is, then choose another fiche.",
    ),
    "unknown-block": ("This form has no block called {name}.", NOT_SENT, "Choose among: {blocks}."),
    "answers": ("The form is not filled as it must be. Answers to correct: {faults}.", NOT_SENT, CORRECT),
    "bundle": ("The document breaks a rule of its format.", NOT_SENT, "Correct it where it was made, and try again."),
    "identity": (
        "The patient's identity breaks a rule.",
        NOT_SENT,
        "Check it against the patient's card, and try again.",
    ),
}

MACHINE: dict[str, Sentences] = {
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
    "storage-full": (
        "This browser has no room left to keep what you write.",
        "Nothing left; what is on this page is still here, as long as it stays open.",
        "Free some room on this machine, then try again; do not close this page before.",
    ),
    "crypto-version": (
        "This program is installed with a part that is too old: cryptography {found}.",
        UNCHANGED,
        "Install cryptography 48 or later, and try again.",
    ),
    "browser-too-old": (
        "This browser lacks what is needed to seal and open fiches.",
        UNCHANGED,
        "Open Navette in an up-to-date Chromium, Chrome or Edge.",
    ),
    "taken-out": (
        "This device no longer unlocks an account: it was taken out of it.",
        "Nothing was lost: your folder stays as it was.",
        "Use the printed code or another device; then add this one again in My account.",
    ),
    "passphrase-elsewhere": (
        "This browser cannot check five words.",
        UNCHANGED,
        "Use the printed code, or another browser.",
    ),
    "another-server": (
        "This belongs to another server: {server}.",
        NOT_SENT,
        "Start the Poste Navette for that server, or open {server} in this browser.",
    ),
    "server-unreachable": ("The server does not answer.", WAITS, LATER),
    "server-answer": ("The server's answer cannot be understood.", NOT_BELIEVED, UPDATE),
    "unknown-name": (
        "Nobody in the directory answers to {name}.",
        NOT_SENT,
        "Check the name, or write the whole address.",
    ),
    "ambiguous-name": ("Several entries of the directory answer to {name}.", NOT_SENT, "Write the whole address."),
    "unknown-reference": ("There is no fiche {reference} here.", UNCHANGED, "Check the reference: navette inbox"),
    "verification": ("The verification found faults.", "What is named above was altered, or is missing.", STOP),
}
