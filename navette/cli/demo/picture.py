"""A photo to join, drawn here: nothing real is shipped."""

import struct
import zlib

WIDTH, HEIGHT = 320, 240


def photograph() -> bytes:
    """A PNG of soft colours (https://www.w3.org/TR/png/), about as large as a small photo."""
    noise = zlib.crc32
    lines = (
        b"\0"
        + bytes((x * y + noise(bytes((x & 255, y & 255, channel)))) & 255 for x in range(WIDTH) for channel in range(3))
        for y in range(HEIGHT)
    )
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(lines))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
