"""What the server, a recipient and an auditor check alike: this person made these exact bytes for these recipients."""

from cryptography.exceptions import InvalidSignature

from navette.core.errors import Refused
from navette.envelope.format import Envelope
from navette.envelope.keys import key_id, load_signature_public, signature_part


def verify(envelope: Envelope, person_public: bytes) -> None:
    """Checks an envelope against its sender's public key (1,248 bytes).

    Refused: another-sender, weak-signature-key, envelope-signature. It does not say that the sender may write in the
    name of the header's mailbox: the directory does.
    """
    if key_id(person_public) != envelope.header.sender:
        raise Refused("another-sender")
    try:
        load_signature_public(signature_part(person_public)).verify(envelope.signature, envelope.signed)
    except InvalidSignature as error:
        raise Refused("envelope-signature") from error
