"""Devices that somebody wants to be told on: added by a page, told by its browser's push service."""

from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from navette.core.errors import Malformed, Refused
from navette.envelope.keys import derive
from navette.service import webpush
from navette.service.context import Context
from navette.store import push
from navette.store.push import Device
from navette.store.transaction import Transaction

DEVICES = 10
LONGEST = 1000


def hosts(context: Context) -> tuple[str, ...]:
    """Push services that this server asks: `host`, `host:port`, `*.host`; none: it tells no devices."""
    return tuple(name.strip().lower() for name in context.settings.push_hosts.split(",") if name.strip())


def key_of(context: Context) -> EllipticCurvePrivateKey:
    """By which push services know this server: the ledgers' key gives it, and does not follow from it."""
    return webpush.key_from(derive(context.signer.key.private_bytes_raw(), "navette/v1 push"))


def check_endpoint(context: Context, endpoint: str) -> None:
    """Only https, only where the operator says: what a page names is not asked for. Refuses `push-endpoint`."""
    url = urlsplit(endpoint)
    sound = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint and len(endpoint) <= LONGEST
    if not sound or url.scheme != "https" or not any(_is(url.netloc.lower(), name) for name in hosts(context)):
        raise Refused("push-endpoint")


def _is(host: str, name: str) -> bool:
    return host.endswith(name[1:]) and "@" not in host if name.startswith("*.") else host == name


async def put(context: Context, device: Device) -> tuple[bool, Device]:
    """(whether it is new, as it is kept). Refuses `no-push`, `push-endpoint`, `field` (p256dh)."""
    if not hosts(context):
        raise Refused("no-push")
    check_endpoint(context, device.endpoint)
    if webpush.read_public(device.p256dh) is None:
        raise Malformed("field", field="p256dh")
    return (await context.database.write(lambda tx: _put(tx, device)))[0]


def _put(tx: Transaction, device: Device) -> tuple[bool, Device]:
    """The same again changes nothing, unless it was refused meanwhile: then it is tried again."""
    known = push.find(tx, device.id)
    if known is not None and known.person != device.person:
        raise Refused("push-endpoint")
    if known is not None and known.said == device.said and known.failing is None:
        return False, known
    push.put(tx, device)
    push.keep_latest(tx, device.person, DEVICES)
    return known is None, device


async def remove(context: Context, person: bytes, device: bytes) -> None:
    """It is told nothing any more. Idempotent; another person's stays."""

    def gone(tx: Transaction) -> None:
        known = push.find(tx, device)
        if known is not None and known.person == person:
            push.remove(tx, device)

    await context.database.write(gone)
