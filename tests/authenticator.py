"""A passkey in software: what a browser and its authenticator would say, and what a dishonest one might.

https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data
"""

import datetime
import hashlib
import json
import secrets
from dataclasses import dataclass, field

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from navette.core.encoding import b64

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
Json = dict[str, object]


@dataclass
class Authenticator:
    """One credential (ES256). rp, origin: of the page that asks; flags: what it says of the person before it."""

    rp: str
    origin: str
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    count: int = 0
    flags: int = PRESENT | VERIFIED

    def register(self, challenge: str, *, form: str = "none", **client: object) -> Json:
        """RegistrationResponseJSON, as toJSON() gives it once its secret is taken out."""
        public = {1: 2, 3: -7, -1: 1, -2: self._point[:32], -3: self._point[32:]}
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        client_data = self._client_data("webauthn.create", challenge, **client)
        told = self._told(ATTESTED) + credential
        statement: Json = {} if form == "none" else {"alg": -7, "sig": self._sign(told, client_data)}
        if form == "certified":
            form, statement = "packed", {**statement, "x5c": [self._certificate()]}
        attestation = cbor2.dumps({"fmt": form, "attStmt": statement, "authData": told})
        return self._credential(
            {"clientDataJSON": b64(client_data), "attestationObject": b64(attestation), "transports": ["internal"]}
        )

    def answer(self, challenge: str, **client: object) -> Json:
        """AuthenticationResponseJSON."""
        self.count += self.count > 0
        told, client_data = self._told(), self._client_data("webauthn.get", challenge, **client)
        signature = self._sign(told, client_data)
        return self._credential(
            {
                "clientDataJSON": b64(client_data),
                "authenticatorData": b64(told),
                "signature": b64(signature),
                "userHandle": None,
            }
        )

    @property
    def _point(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")

    def _certificate(self) -> bytes:
        """Of the key itself, by the key itself: what would name a model."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Model 5")])
        today = datetime.datetime.now(datetime.UTC)
        made = x509.CertificateBuilder(name, name, self.key.public_key(), 1, today, today + datetime.timedelta(1))
        return made.sign(self.key, SHA256()).public_bytes(Encoding.DER)

    def _told(self, more: int = 0) -> bytes:
        """The authenticator data, but for a new credential."""
        return hashlib.sha256(self.rp.encode()).digest() + bytes((self.flags | more,)) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str, **client: object) -> bytes:
        value = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False, **client}
        return json.dumps(value).encode()

    def _sign(self, told: bytes, client_data: bytes) -> bytes:
        return self.key.sign(told + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))

    def _credential(self, response: Json) -> Json:
        return {
            "id": b64(self.id),
            "rawId": b64(self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {"credProps": {"rk": True}, "prf": {"enabled": True}},
            "response": response,
        }
