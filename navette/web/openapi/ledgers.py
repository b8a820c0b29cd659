"""The ledgers: checkpoints, proofs, the directory's entries."""

from navette.web.openapi import samples
from navette.web.openapi.operation import OPEN, PERSON, PLAIN, RATE, Answer, Content, Operation, read
from navette.web.openapi.shapes import listing, maybe, number, record, ref

_PATH = maybe(listing(ref("Key"), "RFC 9162, section 2.1.3 or 2.1.4.", most=128))

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/ledgers/{ledger}/checkpoint",
        who=OPEN,
        name="checkpoint",
        summary="The latest checkpoint",
        answers=(Answer(200, "A C2SP signed note.", Content(PLAIN, ref("Checkpoint"), samples.ACTES["checkpoint"])),),
        refusals=("unknown-ledger", *RATE),
    ),
    Operation(
        method="GET",
        path="/v1/ledgers/{ledger}/proof",
        who=OPEN,
        name="proof",
        summary="Inclusion of a leaf, consistency of two sizes",
        query=(
            ("size", number("Leaves of the ledger, at most those of the latest checkpoint."), True),
            ("index", number("The leaf whose inclusion is to be shown."), False),
            ("from", number("The older size that this one must extend."), False),
        ),
        answers=read(
            "What was asked for.",
            record({"size": number("As asked."), "inclusion": _PATH, "consistency": _PATH}),
            {"size": 42, "inclusion": [samples.KEY], "consistency": None},
        ),
        refusals=("unknown-ledger", "field", "proof-index", *RATE),
    ),
    Operation(
        method="GET",
        path="/v1/ledgers/annuaire/entries",
        who=PERSON,
        name="entries",
        summary="The directory's statements, in order",
        query=(
            ("from", number("The first index wanted."), False),
            ("limit", number("Entries of a page.", least=1, most=1000), False),
        ),
        answers=read(
            "A page, and the checkpoint that covers it.",
            record(
                {
                    "from": ref("Index"),
                    "entries": listing(ref("Signed"), most=1000),
                    "size": number("Leaves."),
                    "checkpoint": ref("Checkpoint"),
                }
            ),
            {"from": 0, "entries": [samples.SIGNED], "size": 42, "checkpoint": samples.ANNUAIRE["checkpoint"]},
        ),
        refusals=("field",),
    ),
)
