"""The server as a process: it starts, answers, stops, is killed, and begins again where it was."""

import asyncio
import contextlib
import datetime
import signal
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from navette.core.encoding import b64
from navette.core.errors import Local
from navette.envelope.statement import read
from navette.settings import Settings
from navette.web.api.events import ENDED
from navette.web.app import create_app, tls
from tests.world import World, territory, trial

PROGRAM = """
import sys
from pathlib import Path
from navette.settings import Settings
from navette.web.app import run

folder, metrics = Path(sys.argv[1]), int(sys.argv[2])
settings = Settings(data_dir=folder, port=0, metrics_port=metrics, production=False, rate_per_minute=1_000_000)
run(settings, lambda port: print("port", port, flush=True))
"""
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.asynccontextmanager
async def serving(folder: Path, metrics: int = 0) -> AsyncIterator[tuple[asyncio.subprocess.Process, World]]:
    """The server in a process of its own, and somebody who asks it; killed when the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM, str(folder), str(metrics)), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while not (line := await process.stdout.readline()).startswith(b"port "):
                assert line, "it ended"
            port = int(line.split()[1])
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
            world = World(trial(folder), client)
            world.public_host = f"127.0.0.1:{port}"
            yield process, world
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def people_of(world: World, again: World) -> None:
    """The same people at the server's next life."""
    for name in ("nathalie", "gp", "nurse", "doctor", "cabinet", "ward"):
        setattr(again, name, getattr(world, name))


async def test_it_answers_and_stops_when_it_is_told(tmp_path: Path) -> None:
    metrics = free_port()
    async with serving(tmp_path, metrics) as (process, world):
        await world.populate()
        await world.received()
        assert (await world.ask("GET", "/readyz")).status == 200
        assert (await world.ask("GET", "/metrics")).code == "not-found"  # not to the world
        async with world.client.get(f"http://127.0.0.1:{metrics}/metrics") as response:
            assert "navette_deposits_total 1.0" in await response.text()
        query = f"mailbox={b64(world.ward.id)}"
        headers = world.sign(world.nurse, "GET", "/v1/events", query)
        async with world.client.get(f"/v1/events?{query}", headers=headers) as stream:
            assert await stream.content.readuntil(b"\n\n") == b":ok\n\n"
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(PATIENCE):
                assert await stream.read() == ENDED
                assert await process.wait() == 0
    assert not (tmp_path / "navette.db-wal").exists()


async def test_killed_right_after_an_answer_it_has_what_it_answered(tmp_path: Path) -> None:
    async with serving(tmp_path) as (process, world):
        await world.populate()
        sent = [world.sealed() for _ in range(30)]
        answered = {}

        async def deposit(envelope: object) -> None:
            with contextlib.suppress(aiohttp.ClientError):
                answer = await world.put(envelope)  # type: ignore[arg-type]
                assert answer.status == 201
                answered[answer["message"]] = answer
                if len(answered) == 10:
                    process.kill()

        await asyncio.gather(*(deposit(envelope) for envelope in sent))
        await process.wait()
        assert len(answered) >= 10
    async with serving(tmp_path) as (_, again):
        people_of(world, again)
        numbers, indices = set(), set()
        for envelope in sent:
            answer = await again.put(envelope)
            first = answered.get(b64(envelope.header.id))
            if first is not None:
                assert answer.status == 200
                assert (answer["statement"], answer["index"]) == (first["statement"], first["index"])
            (number,) = read(answer["statement"].encode())["seqs"].values()  # type: ignore[attr-defined]
            numbers.add(int(number))
            indices.add(answer["index"])
            got = await again.ask("GET", f"/v1/envelopes/{b64(envelope.header.id)}", again.nurse)
            assert got.body == envelope.raw
        assert numbers == set(range(1, 31))
        assert indices == set(range(30))


async def test_two_servers_on_one_folder(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        with pytest.raises(Local, match="another server uses this folder"):
            await TestServer(create_app(world.settings)).start_server()
        assert (await world.ask("GET", "/readyz")).status == 200


def certificate(folder: Path) -> Settings:
    """A certificate of nobody, for this machine, for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "navette test")])
    today = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return replace(trial(folder / "data"), tls_cert=folder / "cert.pem", tls_key=folder / "key.pem")


async def test_with_a_certificate_it_speaks_tls_1_2_or_later(tmp_path: Path) -> None:
    settings = certificate(tmp_path)
    offered = tls(settings)
    assert offered is not None
    assert offered.minimum_version >= ssl.TLSVersion.TLSv1_2
    server = TestServer(create_app(settings), scheme="https", host="127.0.0.1")
    await server.start_server(ssl=offered)
    try:
        trusted = ssl.create_default_context(cafile=tmp_path / "cert.pem")
        async with aiohttp.ClientSession() as client, client.get(server.make_url("/healthz"), ssl=trusted) as response:
            assert response.status == 200
    finally:
        await server.close()


def test_without_a_certificate_tls_ends_in_front(tmp_path: Path) -> None:
    assert tls(trial(tmp_path)) is None
