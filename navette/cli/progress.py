"""A progress bar for attachments, on a terminal only; elsewhere one line when the file is done."""

import time
from collections.abc import Callable

from navette.cli.labels import size
from navette.cli.terminal import Terminal
from navette.cli.text import clean, columns, cut, pad

Progress = Callable[[str, int, int], None]
_NAME, _BAR = 24, 20
_EVERY = 0.1  # seconds between two drawings


class Bar:
    """Called with a file's name, the bytes done and the bytes in all; draws over its own line."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._moves = terminal.err.isatty() and not terminal.plain and not terminal.as_json
        self._drawn = 0.0

    def __call__(self, name: str, done: int, total: int) -> None:
        """Draws, at most ten times a second, and ends the line with the file."""
        ended = done >= total
        if not self._moves:
            if ended:
                self._terminal.note(f"{clean(name)}  {size(total)}")
            return
        instant = time.monotonic()
        if ended or instant - self._drawn >= _EVERY:
            self._drawn = instant
            self._terminal.err.write("\r" + self.line(name, done, total) + ("\n" if ended else ""))
            self._terminal.err.flush()

    def line(self, name: str, done: int, total: int) -> str:
        """`photo.jpg  ██████░░░░  60 %  3.0 MB / 5.0 MB`, no wider than the terminal."""
        share = min(done / total, 1.0) if total else 1.0
        bar = "█" * int(share * _BAR) + "░" * (_BAR - int(share * _BAR))
        figures = f"{share * 100:3.0f} %  {size(done)} / {size(total)}"
        room = max(8, min(_NAME, self._terminal.width - columns(f"  {bar}  {figures}") - 1))
        return cut(f"{pad(clean(name), room)}  {bar}  {figures}", self._terminal.width - 1)
