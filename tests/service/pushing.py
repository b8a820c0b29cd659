"""A push service and the browsers behind it: it takes what it is given, and each device reads what is for it."""

import contextlib
import secrets
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from navette.core.encoding import b64
from tests.cli.tls import certificate


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


@dataclass
class Browser:
    """One device. RFC 8291, read from its side."""

    endpoint: str
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def wish(self) -> dict[str, str]:
        """The body by which a page asks to be told here."""
        return {"endpoint": self.endpoint, "p256dh": b64(self.public), "auth": b64(self.auth)}

    def read(self, body: bytes) -> bytes:
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), sender))
        secret = _derive(shared, self.auth, b"WebPush: info\x00" + self.public + sender, 32)
        key = _derive(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _derive(secret, salt, b"Content-Encoding: nonce\x00", 12)
        padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")
        assert padded[-1:] == b"\x02"
        return padded[:-1]


class Taken(NamedTuple):
    """What came for a device."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """refusing: the status of each answer, by path, when it is not 201."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    refusing: dict[str, int] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    def browser(self) -> Browser:
        return Browser(f"https://{self.host}/to/{secrets.token_hex(8)}")

    async def take(self, request: web.Request) -> web.Response:
        status = self.refusing.get(request.path, 201)
        if status == 201:
            self.taken.append(Taken(request.path, dict(request.headers), await request.read()))
        return web.Response(status=status, headers={"Location": "https://elsewhere.example/"})


@contextlib.asynccontextmanager
async def push_service(folder: Path) -> AsyncIterator[tuple[PushService, Path]]:
    """One on a free port, and the certificate to be trusted for it."""
    pem = certificate(folder, 30)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    found, app = PushService(), web.Application()
    app.router.add_post("/to/{device}", found.take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "localhost", 0, ssl_context=context).start()
        found.port = runner.addresses[0][1]
        yield found, pem
    finally:
        await runner.cleanup()
