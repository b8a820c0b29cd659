"""Signed requests: the one profile of HTTP Message Signatures (RFC 9421) spoken here, as text and bytes only.

    Signature-Input: navette=("@method" "@authority" "@path" "@query");created=…;keyid="…";alg="ed25519";nonce="…";…
    Signature: navette=:<64 bytes, base64>:

`content-digest` (RFC 9530, sha-256) is covered as a fifth component exactly when the request has a body. Any other
spelling, order or parameter is refused: what was read, written again, gives the same bytes. See docs/spec/api.md.
"""

import base64
import binascii
import re
from dataclasses import dataclass

from navette.core.encoding import b64, unb64
from navette.core.errors import Malformed, Unsigned

LABEL = "navette"
_COVERED = '("@method" "@authority" "@path" "@query")'
_COVERED_WITH_BODY = '("@method" "@authority" "@path" "@query" "content-digest")'
_PARAMS = re.compile(
    r'created=(0|[1-9][0-9]{0,11});keyid="([A-Za-z0-9_-]{43})";alg="ed25519";nonce="([A-Za-z0-9_-]{22})";tag="navette-v1"'
)


@dataclass(frozen=True, slots=True)
class Params:
    """Who signs and when. created: seconds since 1970; keyid: 32 bytes, the person; nonce: 16 bytes, serves once."""

    created: int
    keyid: bytes
    nonce: bytes

    def serialise(self, has_body: bool) -> str:
        """The member of Signature-Input, without its label: also the last line of the signature base."""
        return (
            f"{_COVERED_WITH_BODY if has_body else _COVERED};created={self.created};"
            f'keyid="{b64(self.keyid)}";alg="ed25519";nonce="{b64(self.nonce)}";tag="navette-v1"'
        )

    @classmethod
    def read(cls, signature_input: str | None, has_body: bool) -> "Params":
        """The inverse of `LABEL=serialise(has_body)`.

        Refuses `request-unsigned` when the header is not there, `request-signature` when it is of another profile.
        """
        if not signature_input:
            raise Unsigned("request-unsigned")
        prefix = f"{LABEL}={_COVERED_WITH_BODY if has_body else _COVERED};"
        found = _PARAMS.fullmatch(signature_input.removeprefix(prefix))
        if not signature_input.startswith(prefix) or found is None:
            raise Unsigned("request-signature")
        try:
            return cls(int(found[1]), unb64(found[2], 32), unb64(found[3], 16))
        except Malformed as error:
            raise Unsigned("request-signature") from error


def signature_base(
    method: str, authority: str, path: str, query: str, content_digest: str | None, params: str
) -> bytes:
    """The bytes that are signed (RFC 9421 section 2.5).

    authority: the Host, without the scheme's default port; path and query: as sent, percent-encoded, the query
    without its `?`; content_digest: the header's value, None when the request has no body; params: `Params.serialise`.
    """
    lines = [
        f'"@method": {method}',
        f'"@authority": {authority.lower()}',
        f'"@path": {path or "/"}',
        f'"@query": ?{query}',
    ]
    if content_digest is not None:
        lines.append(f'"content-digest": {content_digest}')
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


def content_digest(body_sha256: bytes) -> str:
    """The Content-Digest header (RFC 9530) of a body whose SHA-256 is given."""
    return f"sha-256=:{base64.b64encode(body_sha256).decode()}:"


def read_content_digest(header: str | None) -> bytes:
    """The 32 bytes of a Content-Digest header; refuses `content-digest` when it is absent or spelled otherwise."""
    digest = _binary(header, "sha-256=:", 32)
    if digest is None:
        raise Malformed("content-digest")
    return digest


def signature_header(signature: bytes) -> str:
    """The Signature header of a 64-byte signature."""
    return f"{LABEL}=:{base64.b64encode(signature).decode()}:"


def read_signature(header: str | None) -> bytes:
    """The 64 bytes of a Signature header; refuses `request-unsigned` or `request-signature`."""
    if not header:
        raise Unsigned("request-unsigned")
    signature = _binary(header, f"{LABEL}=:", 64)
    if signature is None:
        raise Unsigned("request-signature")
    return signature


def _binary(header: str | None, prefix: str, length: int) -> bytes | None:
    """The byte sequence (RFC 8941 section 3.3.5) of the header's only member, in its canonical base64."""
    if header is None or not header.startswith(prefix) or not header.endswith(":"):
        return None
    text = header[len(prefix) : -1]
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) == length and base64.b64encode(data).decode() == text else None
