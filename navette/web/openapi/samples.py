"""Values for the examples: of the right form, of nobody."""

ID = "AZqtHDBqe8OyTvUq6yqK4g"
OTHER_ID = "vM0rHYGk2Qe0n8S4rD0u7Q"
KEY = "Qh0cJ1o6lX3m9dW0kq4ePzT5yV8uB2sNfGhR7aLwE1I"
OTHER_KEY = "0mVxk3Tq9cYJwUe5bHn2ZrA8sLdP6gFi4oWvC1yXtEg"
SIGNATURE = "q" * 85 + "g"
SEALED = "q" * 1557 + "w"
TIME = "2026-11-22T10:00:01Z"
LATER = "2026-11-24T10:00:01Z"
NOTE = "navette.example/{}\n42\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\u2014 navette.example/{} p9d1c0ffee…\n"
ANNUAIRE = {"ledger": "annuaire", "index": 41, "checkpoint": NOTE.format("annuaire", "annuaire")}
ACTES = {"ledger": "actes", "index": 41, "checkpoint": NOTE.format("actes", "actes")}
STATEMENT = '{"by":"…","type":"…","v":"1"}'
SIGNED = {"statement": STATEMENT, "signature": SIGNATURE}

ITEM: dict[str, object] = {
    "message": ID,
    "envelope": KEY,
    "reference": "NV-7K3F-22Q",
    "sender_mailbox": OTHER_ID,
    "sender": OTHER_KEY,
    "form": {"hash": KEY, "name": "admission"},
    "urgency": "routine",
    "time": TIME,
    "received": TIME,
    "reply": None,
    "pages": 3,
    "blobs": 1,
    "index": 41,
    "stands_in_for": None,
    "rerouted": False,
}
STATE: dict[str, object] = {
    "n": 12,
    "status": "accepted",
    "due_by": LATER,
    "owner": KEY,
    "changed": TIME,
    "rerouted_to": None,
    "nudged": None,
    "nudged_by": None,
    "nudges": 0,
    "copy": {
        "message": OTHER_ID,
        "mailbox": OTHER_ID,
        "releases": LATER,
        "state": "waiting",
        "status": None,
        "owner": None,
    },
}
REMOVAL: dict[str, object] = {"removal": None, "removed": None}
SENT: dict[str, object] = {**ITEM, **REMOVAL, "seq": 57, "recipients": [{"mailbox": ID, **STATE}]}
UNRESOLVED: dict[str, object] = {
    **{name: ITEM[name] for name in ("reference", "message", "sender_mailbox", "form", "urgency", "received")},
    **{name: STATE[name] for name in ("due_by", "status", "owner", "changed", "nudged", "nudged_by", "nudges", "copy")},
    "mailbox": ID,
    "overdue": False,
}
