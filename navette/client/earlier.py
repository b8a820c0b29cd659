"""The fiches this mailbox opened or sent from this machine: what a new fiche about the same patient begins with.

Nothing is asked of the server, nothing is signed: only what is kept here is looked at, and it is kept sealed.
"""

from collections.abc import AsyncIterator

from navette.client.receive import unsealed
from navette.client.workplace import Workplace
from navette.core.encoding import reference, unb64
from navette.core.errors import NavetteError
from navette.envelope.format import parse
from navette.envelope.keys import ID
from navette.envelope.manifest import FHIR_JSON

PLACES = ("received", "sent")


async def earlier(place: Workplace) -> AsyncIterator[tuple[str, bytes]]:
    """(reference, FHIR document) of each, the latest first; what this mailbox cannot open is passed over."""
    folder = place.desk.folder
    names = {name for where in PLACES for name in folder.names(where, ".nav")}
    for name in sorted(names, key=lambda name: unb64(name, ID), reverse=True):  # an id begins with its time
        raw = next((found for where in PLACES if (found := folder.read(f"{where}/{name}.nav"))), b"")
        try:
            opened = await unsealed(place, parse(raw))
        except NavetteError:
            continue
        if opened.manifest.media == FHIR_JSON:
            yield reference(unb64(name, ID)), opened.fiche
