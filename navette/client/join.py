"""Joining: an invitation code becomes a person, its keyring, and perhaps a mailbox."""

from navette.client.folder import Folder
from navette.client.items import Joined


async def join(code: str, folder: Folder, passphrase: str) -> Joined:
    """Makes the keys here, keeps them locked, and shows the server and the coordinator that they are the invited one's.

    Called again with the same code after an interruption, it goes on where it stopped. Refused: invitation,
    invitation-expired. Conflict: invitation-used. Local: keyring-exists.
    """
    raise NotImplementedError
