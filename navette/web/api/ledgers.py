"""The ledgers: checkpoints, proofs, the directory's entries."""

from aiohttp import web

from navette.core.encoding import b64
from navette.core.errors import Refused, Unknown
from navette.store import reads
from navette.store.ledger import ANNUAIRE, NUMBERS
from navette.web.api.bodies import answer, known_fields, limit, query_number
from navette.web.keys import CONTEXT
from navette.web.signing import requester, unsigned

ENTRIES = 1000


def _ledger(request: web.Request) -> str:
    ledger = request.match_info["ledger"]
    if ledger not in NUMBERS:
        raise Unknown("unknown-ledger")
    return ledger


def _size(note: str) -> int:
    """The size of a checkpoint of our own making: its second line."""
    return int(note.split("\n", 2)[1]) if note else 0


async def checkpoint(request: web.Request) -> web.Response:
    """GET /v1/ledgers/{ledger}/checkpoint."""
    unsigned(request)
    note = request.app[CONTEXT].database.writer.notes[_ledger(request)]
    return web.Response(text=note, content_type="text/plain", headers={"Cache-Control": "no-store"})


async def proof(request: web.Request) -> web.Response:
    """GET /v1/ledgers/{ledger}/proof: inclusion of a leaf and consistency with an older size."""
    unsigned(request)
    known_fields(request, "size", "index", "from")
    database, ledger = request.app[CONTEXT].database, _ledger(request)
    size = query_number(request, "size", None)
    if size > _size(database.writer.notes[ledger]):
        raise Refused("proof-index", index=size, size=_size(database.writer.notes[ledger]))
    index = query_number(request, "index", 0) if "index" in request.query else None
    old = query_number(request, "from", 0) if "from" in request.query else None
    inclusion, consistency = await reads.proofs(database, ledger, size, index, old)
    return answer({"size": size, "inclusion": _texts(inclusion), "consistency": _texts(consistency)})


def _texts(path: list[bytes] | None) -> list[str] | None:
    return None if path is None else [b64(step) for step in path]


async def entries(request: web.Request) -> web.Response:
    """GET /v1/ledgers/annuaire/entries: every directory statement, in order."""
    known_fields(request, "from", "limit")
    await requester(request)
    database, start = request.app[CONTEXT].database, query_number(request, "from", 0)
    note = database.writer.notes[ANNUAIRE]
    size = _size(note)
    found = await reads.entries(database, start, min(limit(request, ENTRIES), max(0, size - start)))
    return answer(
        {
            "from": start,
            "entries": [{"statement": raw.decode(), "signature": b64(signature)} for raw, signature in found],
            "size": size,
            "checkpoint": note,
        }
    )
