"""Who may ask the poste: the browser that was sent by its link, for pages of its own, and nobody else.

Other sites know the address of this machine as well as anybody: `Host` shows a name that was made to lead here (DNS
rebinding), `Origin` and `Sec-Fetch-Site` who asks (https://www.w3.org/TR/fetch-metadata/). Every browser that can open
a fiche says both.
"""

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

HOST = "127.0.0.1"
LINK_SECONDS = 300
OPENING = "/ouvrir/"
MOST = 16  # windows that were opened since the start, the oldest forgotten

Asked = Literal["opening", "page"]


@dataclass
class Door:
    """The links that open the poste, and the browsers that one of them let in. clock: seconds, never back."""

    port: int
    clock: Callable[[], float] = time.monotonic
    _link: str = ""
    _until: float = 0.0
    _inside: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """As a browser spells where its pages come from."""
        return f"http://{HOST}:{self.port}"

    @property
    def cookie(self) -> str:
        """Its name. Cookies know no ports: two postes must not take each other's.

        Without `__Host-`, which asks for TLS; there is no other machine between the two that could set one.
        """
        return f"navette-poste-{self.port}"

    def link(self) -> str:
        """A new link: it serves once, within five minutes; the one before serves no more."""
        self._link, self._until = secrets.token_urlsafe(24), self.clock() + LINK_SECONDS
        return f"{self.origin}{OPENING}{self._link}"

    def enter(self, secret: str) -> str | None:
        """What the browser that comes by that link shows from now on, None when the link does not serve."""
        good = self._link and self.clock() < self._until and _same(secret, self._link)
        if not good:
            return None
        self._link = ""
        self._inside = [*self._inside, secrets.token_urlsafe(24)][-MOST:]
        return self._inside[-1]

    def refuses(self, request: web.Request) -> bool:
        """Whether the request is none of a page of ours, nor of somebody who follows a link of ours."""
        headers = request.headers
        if headers.getall("Host", []) != [f"{HOST}:{self.port}"] or not request.path_qs.startswith("/"):
            return True
        origins = headers.getall("Origin", [])
        if origins != [self.origin] and (origins or request.method not in ("GET", "HEAD")):
            return True
        site = headers.getall("Sec-Fetch-Site", [])
        if site != ["none" if _is_opening(request) else "same-origin"] and (site != ["none"] or not _by_hand(request)):
            return True
        return not _is_opening(request) and not self._knows(request.cookies.get(self.cookie, ""))

    def _knows(self, shown: str) -> bool:
        return any(_same(shown, one) for one in self._inside)


def _is_opening(request: web.Request) -> bool:
    return request.path.startswith(OPENING) and _by_hand(request)


def _by_hand(request: web.Request) -> bool:
    """An address that was typed, or came from another program of this machine: the page of a tab, and nothing less."""
    return request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
