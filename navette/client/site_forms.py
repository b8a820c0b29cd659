"""The forms of the server's own site, fetched once each and kept: forms/HASH.json of the person's folder.

A form says what is asked, and nothing of a fiche. What a server offers is not believed: it must be a form of ours under
the hash of its own `url|version`, and takes neither the place nor the name of a form of the program.
"""

from contextlib import suppress

from navette.client.answer import Fields
from navette.client.folder import Folder
from navette.client.http import Api
from navette.core.encoding import b64
from navette.core.errors import Unknown
from navette.envelope.keys import KEY_ID
from navette.fhir import form, strict

FORMS = "forms"
MOST = 200  # forms of a site; a server that names more is not believed


def use(folder: Folder) -> None:
    """Makes the forms kept in this folder known."""
    form.look_in(folder / FORMS)


async def fetch(folder: Folder, api: Api, server: Fields) -> None:
    """Asks for what `server` (GET /v1/server) names and is not known here; what is not a form of ours is left aside."""
    wanted = [one.raw("hash", KEY_ID) for one in server.many("forms")[:MOST]]
    for digest in [one for one in wanted if form.by_hash(one) is None]:
        name = f"{FORMS}/{b64(digest)}.json"
        if (folder / name).exists():  # it was kept, and is none that can be used
            continue
        with suppress(Unknown):  # it is gone since
            raw = await api.fetch(f"/v1/forms/{b64(digest)}", strict.MAX_BYTES, signed=False)
            if _is_form(raw, digest):
                folder.write(name, raw)
    form.refresh()


def _is_form(raw: bytes, digest: bytes) -> bool:
    try:
        return form.read_form(raw).hash == digest
    except form.FAULTS:
        return False
