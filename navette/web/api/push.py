"""Devices on which the person who asks wants to be told."""

from aiohttp import web

from navette.core.encoding import b64, timestamp
from navette.service import devices, webpush
from navette.service.devices import LONGEST
from navette.store import push
from navette.store.push import Device
from navette.web.api.bodies import answer, binary, path_id, read_json, text
from navette.web.api.items import Json
from navette.web.keys import CONTEXT
from navette.web.signing import requester

FIELDS = ("endpoint", "p256dh", "auth")


async def mine(request: web.Request) -> web.Response:
    """GET /v1/push: those of who asks, and the key by which push services know this server."""
    who = await requester(request)
    context = request.app[CONTEXT]
    found = await push.of_person(context.database, who.id)
    key = b64(webpush.public_of(devices.key_of(context))) if devices.hosts(context) else None
    return answer({"key": key, "devices": [_json(device) for device in found]})


async def put(request: web.Request) -> web.Response:
    """PUT /v1/push/{device}: 201, or 200 for one that is known."""
    device = path_id(request, "device")
    body, value = await read_json(request, *FIELDS)
    who = await requester(request, body)
    context = request.app[CONTEXT]
    endpoint = text(value, "endpoint", LONGEST)
    p256dh, auth = binary(value, "p256dh", webpush.PUBLIC), binary(value, "auth", webpush.AUTH)
    new = Device(device, who.id, endpoint, p256dh, auth, context.clock())
    fresh, kept = await devices.put(context, new)
    return answer(_json(kept), 201 if fresh else 200)


async def remove(request: web.Request) -> web.Response:
    """DELETE /v1/push/{device}: 204, whether there was one or not."""
    device = path_id(request, "device")
    who = await requester(request)
    await devices.remove(request.app[CONTEXT], who.id, device)
    return web.Response(status=204)


def _json(device: Device) -> Json:
    """Not where it is told: who may see the answer needs not be able to."""
    return {
        "id": b64(device.id),
        "created": timestamp(device.created),
        "told": None if device.told is None else timestamp(device.told),
        "failing": device.failing is not None,
    }
