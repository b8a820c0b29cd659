"""What survives a power cut: the bytes of a file, and the names in a folder, once `sync` has returned."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Forces a file, or a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
