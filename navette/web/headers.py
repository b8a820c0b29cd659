"""What every page and every file of a page is served with: nothing runs that the program did not ship.

One function makes them all, another leaves out what a file has no use for. https://www.w3.org/TR/CSP3/, https://www.w3.org/TR/trusted-types/,
https://html.spec.whatwg.org/multipage/browsers.html#cross-origin-opener-policies
"""

from collections.abc import Mapping

from navette.settings import Settings

POLICY: dict[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "connect-src": ("'self'",),
    "img-src": ("'self'", "blob:", "data:"),
    "manifest-src": ("'self'",),
    "worker-src": ("'self'",),
    "form-action": ("'none'",),
    "frame-ancestors": ("'none'",),
    "base-uri": ("'none'",),
    "require-trusted-types-for": ("'script'",),
    "trusted-types": ("navette-sw", "navette-narrative"),  # a worker's address; a narrative that was checked
}
# A photo comes through a file field, which needs no camera of the page's own.
PERMISSIONS = {
    **dict.fromkeys(
        (
            *("accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read"),
            *("display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid"),
            *("idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
            *("screen-wake-lock", "serial", "storage-access", "usb", "xr-spatial-tracking"),
        ),
        "",
    ),
    **dict.fromkeys(("clipboard-write", "publickey-credentials-create", "publickey-credentials-get"), "self"),
}
# What guards documents and workers says nothing of a file that one of them asks for, and weighs more than most of them.
OF_DOCUMENTS = ("Content-Security-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy")
SHOWN = ("text/html", "image/svg+xml")  # kinds that a browser may show as a document
YEAR = 31_536_000
AGAIN = "no-cache"
FOR_EVER = f"public, max-age={YEAR}, immutable"


def file_headers(headers: Mapping[str, str], kind: str) -> Mapping[str, str]:
    """Those of a page that a file of a release is served with. kind: its media type."""
    if kind.startswith(SHOWN):
        return headers
    return {name: value for name, value in headers.items() if name not in OF_DOCUMENTS}


def page_headers(settings: Settings) -> Mapping[str, str]:
    """All of them, but for what depends on the file: its type, its tag, how long it may be kept."""
    found = {
        "Content-Security-Policy": "; ".join(f"{name} {' '.join(values)}" for name, values in POLICY.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=({who})" for name, who in PERMISSIONS.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    if settings.tls_cert is not None or settings.public_url.lower().startswith("https:"):
        found["Strict-Transport-Security"] = f"max-age={YEAR}"
    return found
