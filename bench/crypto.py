#!/usr/bin/env python3
"""What cryptography alone allows, one thread: each operation's rate by the CPU time of this process. One JSON line."""

import hashlib
import io
import json
import secrets
import time
import tracemalloc
from collections.abc import Callable

from people import ACCEPTED, FICHE, Post

from navette.core.encoding import b64, timestamp
from navette.envelope.blob import open_blob, seal_blob
from navette.envelope.format import parse
from navette.envelope.manifest import Manifest
from navette.envelope.person import Person
from navette.envelope.seal import seal
from navette.envelope.seat import KemKey
from navette.envelope.statement import verify as verify_statement
from navette.envelope.unseal import unseal
from navette.envelope.verify import verify

SECONDS = 0.5
ROUNDS = 5
BLOB = 50 << 20


def per_second(call: Callable[[], object]) -> float:
    """The best of several short rounds: what the neighbours leave."""
    call()
    best = 0.0
    for _ in range(ROUNDS):
        done, began = 0, time.process_time()
        while (spent := time.process_time() - began) < SECONDS / ROUNDS:
            call()
            done += 1
        best = max(best, done / spent)
    return round(best, 1)


def fiche() -> dict[str, float]:
    """12 kB sealed to two mailboxes; three statements' worth of checks."""
    sender, ward = (Post(Person.new(), secrets.token_bytes(16), KemKey.new()) for _ in range(2))
    to = [(post.mailbox, post.epoch.public) for post in (ward, sender)]
    text, now = secrets.token_bytes(FICHE), int(time.time())
    envelope = seal(sender.person, sender.mailbox, to, Manifest(), text, time=now)
    keys = {ward.epoch.id: ward.epoch}
    said = {"mailbox": b64(ward.mailbox), "time": timestamp(now), "code": "", "salt": b64(bytes(16)), **ACCEPTED}
    about = {**said, "envelope": b64(envelope.digest)}
    signed = ward.person.sign_statement(about)
    return {
        "seal_s": per_second(lambda: seal(sender.person, sender.mailbox, to, Manifest(), text, time=now)),
        "unseal_s": per_second(lambda: unseal(envelope, ward.mailbox, keys, sender.person.public)),
        "parse_verify_s": per_second(lambda: verify(parse(envelope.raw), sender.person.public)),
        "sign_statement_s": per_second(lambda: ward.person.sign_statement(about)),
        "read_verify_statement_s": per_second(lambda: verify_statement(signed, ward.person.public)),
        "person_keys_s": per_second(lambda: Person.new().public),
    }


def attachment() -> dict[str, float]:
    """50 MB sealed and opened, in MB a second, and the memory beside the two buffers."""
    plain, sealed, key = io.BytesIO(secrets.token_bytes(BLOB)), io.BytesIO(), secrets.token_bytes(32)
    began = time.process_time()
    _, digest = seal_blob(plain.read, sealed.write, BLOB, key)
    seal_s = time.process_time() - began
    out = hashlib.sha256()
    sealed.seek(0)
    began = time.process_time()
    open_blob(sealed.read, out.update, BLOB, key, digest)
    open_s = time.process_time() - began
    plain.seek(0)
    tracemalloc.start()
    seal_blob(plain.read, lambda piece: None, BLOB, key)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {
        "blob_seal_mb_s": round(BLOB / 1e6 / seal_s, 1),
        "blob_open_mb_s": round(BLOB / 1e6 / open_s, 1),
        "blob_peak_chunks": round(peak / (256 << 10), 2),
    }


if __name__ == "__main__":
    print(json.dumps({"run": "crypto", **fiche(), **attachment()}))
