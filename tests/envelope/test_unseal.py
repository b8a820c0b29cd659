"""Unsealing, and what one hostile party can try on another. The rest is in the vectors."""

from dataclasses import replace

from navette.envelope.format import PAGE, Header, hash_header, parse, to_sign, wrap_info, write
from navette.envelope.keys import HPKE, load_kem_public
from navette.envelope.manifest import Manifest
from navette.envelope.person import Person
from navette.envelope.seal import seal_body
from navette.envelope.seat import KemKey
from navette.envelope.unseal import Opened, open_with, unseal
from tests.envelope.world import FICHE, WORLD, refused
from tests.vectors.forge import Forge, payload

KEYS = {WORLD.ward_key.id: WORLD.ward_key}


def opened() -> Opened:
    return unseal(WORLD.sealed(), WORLD.ward, KEYS, WORLD.gp.public)


def test_who_is_shown_the_content_key_reads_the_same() -> None:
    envelope = WORLD.sealed()
    key = unseal(envelope, WORLD.ward, KEYS, WORLD.gp.public).content_key
    assert open_with(envelope, key) == (Manifest(), FICHE)
    with refused("key-commitment"):
        open_with(envelope, bytes(32))
    for wrong in (b"", key[:31], key + b"\0"):
        with refused("content-key"):
            open_with(envelope, wrong)


def test_a_recipient_cannot_send_it_on_as_the_authors() -> None:
    """The signature covers the recipients: another list needs another signature."""
    envelope = WORLD.sealed()
    content = unseal(envelope, WORLD.ward, KEYS, WORLD.gp.public).content_key
    third, key = b"3" * 16, KemKey.new()
    to = (replace(envelope.header.recipients[0], mailbox=third, epoch=key.id), envelope.header.recipients[1])
    header = replace(envelope.header, recipients=to)
    digest = hash_header(header.write())
    wraps = HPKE.encrypt(content, load_kem_public(key.public), wrap_info(digest, 0)) + envelope.wrap(1)
    forged = write(header, wraps, envelope.signature, seal_body(content, digest, Manifest().write(), FICHE))
    with refused("envelope-signature"):
        unseal(forged, third, {key.id: key}, WORLD.gp.public)


def test_a_thief_cannot_sign_it_as_his_own() -> None:
    envelope, thief = WORLD.sealed(), Person.new()
    header: Header = replace(envelope.header, sender=thief.id)
    message = to_sign(hash_header(header.write()), envelope.wraps, envelope.body)
    stolen = write(header, envelope.wraps, thief.sign(message), envelope.body)
    with refused("sealed-to-another-key-or-context"):
        unseal(stolen, WORLD.ward, KEYS, thief.public)


def test_padding_follows_padme_where_pages_do_not() -> None:
    """66 pages hold it; Padmé asks for 68."""
    forge = Forge("padding").alone()
    manifest, fiche = Manifest().write(), forge.draw(270_400)
    header = forge.header()
    body = seal_body(forge.content, hash_header(header), manifest, fiche)
    assert len(body) // PAGE == 68
    packed = payload(manifest, fiche)
    stored = b"".join(
        bytes([at + 65_535 >= len(packed)])
        + (size := len(part)).to_bytes(2, "little")
        + (65_535 - size).to_bytes(2, "little")
        + part
        for at in range(0, len(packed), 65_535)
        for part in [packed[at : at + 65_535]]
    )
    plain = len(stored).to_bytes(4, "big") + stored
    short = forge.holding(plain.ljust(67 * PAGE, b"\0"))
    right = forge.holding(plain.ljust(68 * PAGE, b"\0"))
    assert _opens(forge, right).fiche == fiche
    with refused("padding"):
        _opens(forge, short)


def _opens(forge: Forge, raw: bytes) -> Opened:
    return unseal(parse(raw), forge.cabinet, {forge.cabinet_key.id: forge.cabinet_key}, forge.gp.public)


def test_what_was_opened_is_not_shown() -> None:
    text = repr(opened())
    assert "Bundle" not in text
    assert "content_key" not in text
