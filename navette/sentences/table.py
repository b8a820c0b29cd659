"""Every code with its sentences."""

from navette.sentences.exchange import ATTACHMENTS, ENVELOPES, HANDOFFS, READING
from navette.sentences.machines import FORMS, LEDGERS, MACHINE, REQUESTS
from navette.sentences.people import DIRECTORY, INVITATIONS, NOTICES, UNLOCKING
from navette.sentences.voice import Sentences

# Facts a failure may not carry.
UNKNOWN_FACTS = {"owner_name": "A colleague"}

SENTENCES: dict[str, Sentences] = {
    **READING, **ENVELOPES, **ATTACHMENTS, **UNLOCKING, **NOTICES, **DIRECTORY, **INVITATIONS, **HANDOFFS, **LEDGERS,
    **REQUESTS, **FORMS, **MACHINE,
}  # fmt: skip
