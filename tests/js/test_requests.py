"""Requests signed in the page: the server's own reader takes them."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest

from navette.envelope import request
from navette.envelope.keys import load_signature_public, signature_part
from tests.envelope.world import NOW, WORLD
from tests.js.engine import Call, Engine

# method, address, body; then authority, path and query, as they are sent
REQUESTS: list[tuple[str, str, bytes | None, tuple[str, str, str]]] = [
    ("GET", "https://navette.example", None, ("navette.example", "/", "")),
    (
        "GET", "https://Navette.Example:443/v1/mailboxes/AA/inbox?after=3&limit=50", None,
        ("navette.example", "/v1/mailboxes/AA/inbox", "after=3&limit=50"),
    ),
    ("DELETE", "http://127.0.0.1:8080/v1/notes/%C3%A9%20", None, ("127.0.0.1:8080", "/v1/notes/%C3%A9%20", "")),
    ("GET", "https://navette.example/é?q=é ü&x", None, ("navette.example", "/%C3%A9", "q=%C3%A9%20%C3%BC&x")),
    ("PUT", "http://127.0.0.1:80/v1/blobs/AA?", b"{}", ("127.0.0.1", "/v1/blobs/AA", "")),
    ("POST", "https://navette.example/v1/x", b"", ("navette.example", "/v1/x", "")),
    ("PUT", "https://[::1]:8443/v1/y?a=b?c#d", bytes(range(256)), ("[::1]:8443", "/v1/y", "a=b?c")),
]  # fmt: skip


def ask(run: Engine, function: str, *args: Any) -> Any:
    return run([Call("adapters/requests", function, args)])[0]


@pytest.mark.parametrize(("method", "url", "body", "sent"), REQUESTS)
def test_the_server_takes_it(
    engines: Mapping[str, Engine], method: str, url: str, body: bytes | None, sent: tuple[str, str, str]
) -> None:
    given = None if body is None else body.hex()
    for run in engines.values():
        headers = ask(run, "signed", WORLD.nurse.seed.hex(), method, url, given, NOW)
        params = request.Params.read(headers["Signature-Input"], body is not None)
        assert (params.created, params.keyid) == (NOW, WORLD.nurse.id)
        digest = headers.get("Content-Digest")
        if body is None:
            assert digest is None
        else:
            assert request.read_content_digest(digest) == hashlib.sha256(body).digest()
        base = request.signature_base(method, *sent, digest, params.serialise(body is not None))
        public = load_signature_public(signature_part(WORLD.nurse.public))
        public.verify(request.read_signature(headers["Signature"]), base)


def test_the_base_is_that_of_the_specification(engines: Mapping[str, Engine]) -> None:
    params = request.Params(NOW, bytes(range(32)), bytes(range(16)))
    for method, url, body, sent in REQUESTS:
        digest = None if body is None else request.content_digest(hashlib.sha256(body).digest())
        expected = request.signature_base(method, *sent, digest, params.serialise(body is not None))
        given = None if body is None else body.hex()
        for run in engines.values():
            found = ask(run, "base", method, url, given, NOW, params.keyid.hex(), params.nonce.hex())
            assert bytes.fromhex(found) == expected


def test_a_nonce_serves_once(engines: Mapping[str, Engine]) -> None:
    for run in engines.values():
        call = Call("adapters/requests", "signed", (WORLD.nurse.seed.hex(), "GET", REQUESTS[0][1], None, NOW))
        one, other = run([call, call])
        assert one["Signature-Input"] != other["Signature-Input"]
