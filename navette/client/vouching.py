"""Writing to the directory: a statement is posted, and found in the ledger annuaire, or it does not count."""

from collections.abc import Mapping

from navette.client.answer import Fields
from navette.client.http import Api
from navette.client.ledgers import Leaf, Ledgers
from navette.core.encoding import b64
from navette.envelope.person import Person
from navette.envelope.statement import SignedStatement

ANNUAIRE = "annuaire"


async def post(
    api: Api, ledgers: Ledgers, path: str, signed: SignedStatement, more: Mapping[str, object] | None = None
) -> None:
    """Posts a directory statement with what goes beside it; refuses as the server does, and as `Ledgers.confirm`."""
    body = {"statement": signed.raw.decode(), "signature": b64(signed.signature), **(more or {})}
    answer = Fields(await api.ask("POST", path, body=body, signed=False))
    leaf = Leaf(answer.number("index"), signed.raw, signed.signature)
    await ledgers.confirm(ANNUAIRE, answer.text("checkpoint"), [leaf])


async def certify(
    api: Api, ledgers: Ledgers, coordinator: Person, subject: bytes, identity: Mapping[str, str], until: str
) -> None:
    """A coordinator vouches for a person (32 bytes) or a mailbox (16 bytes), until that day included (YYYY-MM-DD)."""
    statement = {"type": "certificate", "subject": b64(subject), "identity": dict(identity), "until": until}
    await post(api, ledgers, "/v1/certificates", coordinator.sign_statement(statement))
