"""The RFC 9421 profile, checked against an implementation we did not write."""

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import http_sf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, algorithms
from hypothesis import given
from hypothesis import strategies as st

from navette.core.encoding import b64
from navette.core.errors import Malformed, Unsigned
from navette.envelope import request

PARAMS = request.Params(1795341600, bytes(range(32)), bytes(range(16)))
COVERED = '("@method" "@authority" "@path" "@query")'
MEMBER = (
    f"{COVERED};created=1795341600;"
    'keyid="AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";alg="ed25519";nonce="AAECAwQFBgcICQoLDA0ODw";tag="navette-v1"'
)


def test_the_member_is_spelled_as_the_specification_says() -> None:
    assert PARAMS.serialise(False) == MEMBER
    assert PARAMS.serialise(True) == MEMBER.replace('"@query")', '"@query" "content-digest")')


@pytest.mark.parametrize("has_body", [False, True])
def test_what_is_written_is_read(has_body: bool) -> None:
    assert request.Params.read(f"navette={PARAMS.serialise(has_body)}", has_body) == PARAMS


@pytest.mark.parametrize("header", [None, ""])
def test_no_signature_input_is_an_unsigned_request(header: str | None) -> None:
    with pytest.raises(Unsigned, match="request-unsigned"):
        request.Params.read(header, False)


@pytest.mark.parametrize(
    "header",
    [
        MEMBER,  # no label
        f"other={MEMBER}",
        f"navette={MEMBER}, other={MEMBER}",
        f"navette= {MEMBER}",
        f"navette={MEMBER}\n",
        "navette=" + MEMBER.replace(COVERED, "()"),
        "navette=" + MEMBER.replace(' "@query"', ""),
        "navette=" + MEMBER.replace("created=1795341600", "created=01795341600"),
        "navette=" + MEMBER.replace("created=1795341600", "created=-1"),
        "navette=" + MEMBER.replace("created=1795341600", "created=1795341600;expires=1795341700"),
        "navette=" + MEMBER.replace("ed25519", "hmac-sha256"),
        "navette=" + MEMBER.replace("navette-v1", "navette-v2"),
        "navette=" + MEMBER.replace("Hh8", "Hh9"),  # unused bits of the key id set
        "navette=" + MEMBER.replace('ODw"', 'ODx"'),  # of the nonce
    ],
)
def test_another_profile_is_refused(header: str) -> None:
    with pytest.raises(Unsigned, match="request-signature"):
        request.Params.read(header, False)


def test_the_digest_is_covered_exactly_when_there_is_a_body() -> None:
    for has_body in (False, True):
        with pytest.raises(Unsigned, match="request-signature"):
            request.Params.read(f"navette={PARAMS.serialise(has_body)}", not has_body)


def test_the_signature_base_is_the_one_of_the_rfc() -> None:
    base = request.signature_base("GET", "Navette.Example", "", "", None, PARAMS.serialise(False))
    assert base.decode() == (
        '"@method": GET\n"@authority": navette.example\n"@path": /\n"@query": ?\n' + f'"@signature-params": {MEMBER}'
    )


def test_the_digest_comes_before_the_parameters() -> None:
    digest = request.content_digest(hashlib.sha256(b"{}").digest())
    base = request.signature_base("POST", "a", "/v1", "b=c", digest, PARAMS.serialise(True))
    assert base.decode().split("\n")[3:5] == ['"@query": ?b=c', f'"content-digest": {digest}']


def test_a_digest_and_a_signature_are_read_back() -> None:
    digest, signature = hashlib.sha256(b"body").digest(), bytes(range(64))
    assert request.read_content_digest(request.content_digest(digest)) == digest
    assert request.read_signature(request.signature_header(signature)) == signature


def _header(prefix: str, data: bytes) -> str:
    return f"{prefix}=:{base64.b64encode(data).decode()}:"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        _header("sha-512", bytes(32)),
        _header("sha-256", bytes(31)),
        _header("sha-256", bytes(32))[:-1],
        _header("sha-256", bytes(32)).replace("A=:", "B=:"),
        "sha-256=:à:",
        "sha-256=:A:",
        _header("sha-256", bytes(32)) + ", " + _header("sha-256", bytes(32)),
    ],
)
def test_another_content_digest_is_refused(header: str | None) -> None:
    with pytest.raises(Malformed, match="content-digest"):
        request.read_content_digest(header)


@pytest.mark.parametrize("header", [None, ""])
def test_no_signature_is_an_unsigned_request(header: str | None) -> None:
    with pytest.raises(Unsigned, match="request-unsigned"):
        request.read_signature(header)


@pytest.mark.parametrize("header", [_header("other", bytes(64)), _header("navette", bytes(63)), "navette=::"])
def test_another_signature_is_refused(header: str) -> None:
    with pytest.raises(Unsigned, match="request-signature"):
        request.read_signature(header)


@given(st.integers(0, 10**12 - 1), st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16))
def test_any_parameters_are_a_structured_field_and_come_back(created: int, keyid: bytes, nonce: bytes) -> None:
    params = request.Params(created, keyid, nonce)
    text = f"navette={params.serialise(True)}"
    assert request.Params.read(text, True) == params
    assert http_sf.ser(http_sf.parse(text.encode(), tltype="dictionary")) == text


@dataclass
class _Message:
    """What the other implementation asks of a request."""

    method: str
    url: str
    headers: dict[str, str]


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("GET", "https://navette.example", None),
        ("GET", "https://Navette.Example:443/v1/mailboxes/AA/inbox?after=3&limit=50", None),
        ("DELETE", "http://127.0.0.1:8080/v1/invitations/%C3%A9", None),
        ("PUT", "http://127.0.0.1:8080/v1/blobs/AA?", b"{}"),
    ],
)
def test_another_implementation_signs_the_same_bytes(method: str, url: str, body: bytes | None) -> None:
    message = _Message(method, url, {})
    theirs = HTTPMessageSigner(signature_algorithm=algorithms.ED25519).prepare(
        message,
        key_id=b64(PARAMS.keyid),
        created=datetime.fromtimestamp(PARAMS.created, UTC),
        nonce=b64(PARAMS.nonce),
        label="navette",
        tag="navette-v1",
        covered_component_ids=["@method", "@authority", "@path", "@query"],
        body=body,
    )
    parts = urlsplit(url)
    authority = parts.netloc.removesuffix(":443")
    digest = None if body is None else request.content_digest(hashlib.sha256(body).digest())
    assert message.headers.get("Content-Digest") == digest
    params = PARAMS.serialise(body is not None)
    assert request.signature_base(method, authority, parts.path, parts.query, digest, params) == theirs.signature_base
    assert request.Params.read(f"navette={theirs.signature_params}", body is not None) == PARAMS


def test_one_other_field_is_another_base() -> None:
    given_ = ("PUT", "a", "/b", "c", "d", PARAMS.serialise(True))
    bases = {request.signature_base(*given_)}
    for place in range(6):
        other = list(given_)
        other[place] += "x"
        bases.add(request.signature_base(*other))
    bases.add(request.signature_base(*given_[:5], replace(PARAMS, nonce=bytes(16)).serialise(True)))
    assert len(bases) == 8


def test_the_signature_of_a_base_verifies_and_no_other() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    base = request.signature_base("GET", "a", "/b", "", None, PARAMS.serialise(False))
    header = request.signature_header(key.sign(base))
    key.public_key().verify(request.read_signature(header), base)
