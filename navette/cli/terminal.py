"""How Navette speaks on a terminal.

The rules of speech; tests/cli/transcripts, made with the real program, hold every command to them.

 1. Results go to standard output; progress, questions, hints and failures to standard error. A pipe gets results only.
 2. A result says what is now true of the fiche, with its reference to say over the telephone. It never says "OK".
 3. A failure is three lines at most: what happened, what it means for the fiche, what to do next; then an exit code
    that says which family of failure it was. Never a stack trace. Faults of a form or a document are told before it,
    every one in its own sentence.
 4. --json: one object per line and nothing else, failures too (on standard error); times in UTC, as in the API.
 5. --plain: `label: value` lines, for a screen reader. Nothing is drawn, nothing is cut, nothing moves.
 6. Colours only where a terminal looks and NO_COLOR is not set; a word always says the same thing beside them.
 7. No line of a table is wider than the terminal (40 columns at least): long names end in …, and never move a column.
 8. Only `open` shows what is inside a fiche. Everything else may be read over a shoulder.
 9. The words of the people: fiche, boîte aux lettres, prise en charge; none of cryptography.
10. Nothing is asked when nobody is there to answer: without a terminal, a missing answer is a usage error.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from navette.cli.exits import exit_code
from navette.cli.table import Column, Row, plain, table
from navette.core.errors import NavetteError
from navette.wording import Wording, _, sentence

LEAST = 40
# Facts that are no placeholder of the sentence, since it is said in other places too.
_FACTS = {
    "bundle": ("fault", "location"),
    "ambiguous-name": ("matches",),
    "file": ("fault", "problem"),
    "json": ("problem",),
    "too-large": ("limit",),
    "server-unreachable": ("reference",),
}
_STYLES = {"failure": "1;31", "late": "1;31", "done": "32", "faint": "2", "strong": "1"}


class Terminal:
    """One command's voice. as_json and plain are the options of the same name."""

    def __init__(
        self, *, as_json: bool = False, plain: bool = False, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self.as_json = as_json
        self.plain = plain
        self.out = out or sys.stdout
        self.err = err or sys.stderr

    @property
    def width(self) -> int:
        """Columns to fill: those of the terminal (COLUMNS wins), 80 for a pipe, never less than 40."""
        return max(LEAST, shutil.get_terminal_size((80, 24)).columns)

    def result(self, facts: Mapping[str, object], *lines: str) -> None:
        """What is now true: `facts` for a program, `lines` for a person."""
        self._say(self.out, facts, lines)

    def problem(self, facts: Mapping[str, object], *lines: str) -> None:
        """One of the faults that a failure counts, told before it, on standard error."""
        self._say(self.err, facts, lines)

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Row],
        facts: Iterable[Mapping[str, object]],
        *,
        empty: str,
        late: Sequence[bool] = (),
    ) -> None:
        """A list: `facts` row by row for a program, else a table, or the sentence `empty`; late rows in colour."""
        if self.as_json:
            for one in facts:
                self._write(self.out, as_line(one))
        elif not rows:
            self._write(self.out, empty)
        elif self.plain:
            self._write(self.out, "\n".join(plain(columns, rows)))
        else:
            lines = table(columns, rows, self.width)
            marks = ["strong", *("late" if one else "" for one in late)] if len(lines) == len(rows) + 1 else []
            for place, line in enumerate(lines):
                self._write(self.out, self.paint(line, marks[place] if place < len(marks) else "", self.out))

    def details(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Facts under a result, for a person: one indented line each, empty ones left out."""
        shape = "{label}: {value}" if self.plain else "  " + _("{label}: {value}")
        for label, value in () if self.as_json else pairs:
            if value:
                self._write(self.out, shape.format(label=label, value=value))

    def exact(self, data: bytes) -> None:
        """These very bytes on standard output, and nothing else."""
        self.out.flush()
        self.out.buffer.write(data)
        self.out.buffer.flush()

    def note(self, text: str) -> None:
        """Progress, or a hint: for a person only."""
        if not self.as_json:
            self._write(self.err, self.paint(text, "faint", self.err))

    def failure(self, error: NavetteError) -> int:
        """Says the failure, on standard error; the exit code of its family."""
        code = exit_code(error.family)
        words = _with_facts(error)
        if self.as_json:
            facts = {"error": error.code, "family": error.family, "exit": code, "data": error.data}
            self._write(self.err, as_line({**facts, "says": " ".join(words)}))
            return code
        self._three(*words)
        return code

    def fault(self, error: BaseException, what: str, meaning: str, next_step: str) -> None:
        """A fault of the program itself. Its message is not shown: it may quote a fiche."""
        if self.as_json:
            says = {"error": "unforeseen", "family": "unforeseen", "exit": 1, "data": {"fault": type(error).__name__}}
            self._write(self.err, as_line({**says, "says": what}))
        else:
            self._three(what, meaning, next_step)

    def usage(self, command: str, problem: str, hint: str) -> None:
        """What was typed cannot be understood."""
        if self.as_json:
            facts = {"error": "usage", "family": "usage", "exit": 2, "data": {}, "says": problem}
            self._write(self.err, as_line(facts))
        else:
            self._three(f"{command}: {problem}", "", hint, name="")

    def _three(self, what: str, meaning: str, next_step: str, name: str = "navette: ") -> None:
        self._write(self.err, self.paint(f"{name}{what}", "failure", self.err))
        if meaning:
            self._write(self.err, f"  {meaning}")
        if next_step:
            self._write(self.err, f"  → {next_step}")

    def paint(self, text: str, style: str, stream: TextIO) -> str:
        """`text` in a colour when a terminal looks, as it is otherwise."""
        if not style or self.plain or os.environ.get("NO_COLOR") or not stream.isatty():
            return text
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"

    @property
    def someone_answers(self) -> bool:
        """Whether a person can be asked something."""
        return sys.stdin.isatty() and self.err.isatty()

    def ask(self, question: str) -> str:
        """One line from the person, asked on standard error: standard output is for results.

        KeyboardInterrupt when there will be no line any more (Ctrl+D).
        """
        self.err.write(f"{question} ")
        self.err.flush()
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        return line.strip()

    def _say(self, stream: TextIO, facts: Mapping[str, object], lines: Iterable[str]) -> None:
        for line in [as_line(facts)] if self.as_json else lines:
            self._write(stream, line)

    def _write(self, stream: TextIO, line: str) -> None:
        stream.write(line + "\n")
        stream.flush()


def _with_facts(error: NavetteError) -> Wording:
    """The failure's sentences, and the facts without which nobody can act on them."""
    words = sentence(error)
    if error.code == "server-unreachable" and "reference" in error.data:  # sent twice, it would be two fiches
        words = words._replace(next_step=_("Do not send it again: your next command takes it along: navette outbox"))
    facts = [str(error.data[key]) for key in _FACTS.get(error.code, ()) if error.data.get(key)]
    if not facts:
        return words
    return words._replace(what=f"{words.what.rstrip('.')} ({', '.join(facts)}).")


def as_line(facts: Mapping[str, object]) -> str:
    """One JSON object on one line."""
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), default=str)
