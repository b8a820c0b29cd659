"""What is said of many failures, in one way each."""

Sentences = tuple[str, str, str]

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
