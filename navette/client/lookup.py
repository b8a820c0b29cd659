"""From what a person types to a message: a reference said over the telephone, or a whole message id."""

from navette.client.answer import Fields
from navette.client.desk import ABSENT
from navette.client.numbers import Numbers
from navette.client.workplace import Workplace
from navette.core.encoding import b64, reference, unb64, uncrockford
from navette.core.errors import Local, Malformed, NavetteError

PAGE = 200


async def find(place: Workplace, ref: str) -> bytes:
    """The message id (16 bytes) behind a reference, in the folder first, then at the server.

    Local: unknown-reference.
    """
    try:
        return unb64(ref.strip(), 16)
    except Malformed:
        typed = spell(ref)
    folder = place.desk.folder
    kept = [name for where in ("received", "sent") for name in folder.names(where, ".nav")]
    for message in [unb64(name, 16) for name in kept] + [one.message for one in place.outbox.waiting()]:
        if reference(message) == typed:
            return message
    try:
        found = await _ask(place, typed)
    except NavetteError as error:
        if error.code not in ABSENT:
            raise
        raise Local("server-unreachable", reference=typed) from error
    if found is None:
        raise Local("unknown-reference", reference=typed)
    return found


def spell(ref: str) -> str:
    """A reference as it is printed: NV-7K3F-22Q; case, dashes and spaces forgiven, O as 0, I and L as 1."""
    text = uncrockford(ref).removeprefix("NV")
    return f"NV-{text[:4]}-{text[4:]}"


async def _ask(place: Workplace, typed: str) -> bytes | None:
    numbers = Numbers(place.desk, place.mailbox)
    await numbers.sync()
    return numbers.find(typed) or await _find_sent(place, typed)


async def _find_sent(place: Workplace, typed: str) -> bytes | None:
    """What colleagues sent from this mailbox, and what was re-routed of it: newest first, page by page."""
    before: list[tuple[str, str]] = []
    while True:
        query = [*before, ("limit", str(PAGE))]
        answer = Fields(await place.desk.api.get(f"/v1/mailboxes/{b64(place.mailbox)}/outbox", query))
        for one in answer.many("items"):
            onward = [state.maybe_raw("rerouted_to", 16) for state in one.many("recipients")]
            for message in (one.raw("message", 16), *onward):
                if message is not None and reference(message) == typed:
                    return message
        if not answer.has("next"):
            return None
        before = [("before", str(answer.number("next")))]
