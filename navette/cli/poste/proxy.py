"""The proxy that this machine reaches the network by, as its environment or its system says."""

from base64 import b64encode
from collections.abc import Mapping
from typing import NamedTuple
from urllib.request import getproxies, proxy_bypass

from yarl import URL


class Proxy(NamedTuple):
    """As aiohttp takes them: where, and what shows it who asks."""

    proxy: URL | None = None
    proxy_headers: Mapping[str, str] | None = None


def proxy_for(server: URL) -> Proxy:
    """None for http://, which is this machine. aiohttp's own look at the environment would send what ~/.netrc holds."""
    said = getproxies().get("https", "") if server.scheme == "https" else ""
    if not said or proxy_bypass(server.host_port_subcomponent or ""):
        return Proxy()
    found = URL(said)
    if not found.user:
        return Proxy(found)
    who = b64encode(f"{found.user}:{found.password or ''}".encode()).decode()
    return Proxy(found.with_user(None), {"Proxy-Authorization": f"Basic {who}"})
