"""Devices are told that something waits: by their push services, in the same words whatever it is.

At every step, what is true if we stop here: what a push service took and nobody noted is sent once more, and shown in
the place of the first.
"""

import asyncio
import ssl
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import structlog
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from navette.service import notices as rules
from navette.service import webpush
from navette.service.context import Context
from navette.service.devices import hosts, key_of
from navette.service.mail import wait_after
from navette.store import push
from navette.store.push import Device
from navette.store.transaction import Transaction

if TYPE_CHECKING:
    import aiohttp

BATCH = 50
SECONDS = 10.0
TEXT = b'{"v":1}'
A_DAY = 86_400
TAKEN = 60  # seconds in which another process of this server leaves alone what one has begun
GONE = (404, 410)  # RFC 8030, 7.3: the browser wants no more
LATER = (408, 425, 429)


class Due(NamedTuple):
    """A device that is to be told."""

    device: Device
    urgent: bool


async def deliver(context: Context) -> int:
    """Tells the devices that are to be told by the context's clock; how many push services took it."""
    now = context.clock()
    if not await push.pending(context.database, now):
        return 0
    if not hosts(context):
        await context.database.write(push.forget_all)
        return 0
    key, count = key_of(context), 0
    while found := (await context.database.write(lambda tx: prepare(tx, now)))[0]:
        count += await _send(context, key, found, now)
    return count


def prepare(tx: Transaction, now: int) -> list[Due]:
    """Who is to be told; what needs not be told any more is dropped."""
    found = []
    for device, pings in push.due(tx, now, BATCH):
        said = [ping for ping in pings if rules.still_said(ping.line)]
        for ping in pings:
            if ping not in said:
                push.forget(tx, device.id, ping)
        if said:
            push.take(tx, device.id, now + TAKEN)
            found.append(Due(device, any(ping.urgent for ping in said)))
    return found


async def _send(context: Context, key: EllipticCurvePrivateKey, found: Sequence[Due], now: int) -> int:
    import aiohttp  # no start of a server waits for it

    trust = ssl.create_default_context()
    limits, patience = aiohttp.TCPConnector(limit_per_host=10, ssl=trust), aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(connector=limits, timeout=patience, trust_env=True) as session:
        return sum(await asyncio.gather(*(_send_one(context, session, key, one, now) for one in found)))


async def _send_one(
    context: Context, session: "aiohttp.ClientSession", key: EllipticCurvePrivateKey, one: Due, now: int
) -> int:
    """1 when its push service took it."""
    device = one.device
    status = await _ask(context, session, key, one)
    if status in GONE:
        await context.database.write(lambda tx: push.remove(tx, device.id))
    elif status in LATER or status >= 500:
        await context.database.write(lambda tx: push.postpone(tx, device.id, now + wait_after(device.tries)))
    elif status >= 300:
        await context.database.write(lambda tx: push.refuse(tx, device.id, str(status)))
    else:
        await context.database.write(lambda tx: push.told(tx, device.id, now, context.clock()))
        return 1
    return 0


async def _ask(context: Context, session: "aiohttp.ClientSession", key: EllipticCurvePrivateKey, one: Due) -> int:
    """The status of the answer; 599: there was none."""
    import aiohttp

    device = one.device
    headers = {
        "Authorization": webpush.authorization(key, device.endpoint, context.settings.public_url, context.clock()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(A_DAY),
        "Topic": "navette",  # RFC 8030, 5.4: one that waits is replaced
        "Urgency": "high" if one.urgent else "normal",
    }
    body = webpush.seal(TEXT, device.p256dh, device.auth)
    try:
        async with session.post(device.endpoint, data=body, headers=headers, allow_redirects=False) as answer:
            return answer.status
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        structlog.get_logger().warning("push", problem=type(error).__name__)
        return 599
