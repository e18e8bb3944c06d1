"""Helpers of all verbs of the command line: printing, progress, and lists of numbers."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from designs.codes import GradientCode
from designs.codes.files import parse_code, read_code
from designs.errors import BadInput
from designs.files import as_json_text

if TYPE_CHECKING:
    from rich.console import Console

_ENDLESS = 10_000
_MINUTE = 60.0


def console(*, stderr: bool = False) -> Console:
    """A Rich console; nothing is wrapped or cut when the output is not a terminal."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _ENDLESS
    return Console(file=stream, width=width, highlight=False, emoji=False)


@contextmanager
def bar(text: str, total: float) -> Iterator[Any]:
    """A progress bar on standard error that disappears when done; yields its update function.

    Without a terminal it is a line a minute.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    screen = console(stderr=True)
    if not screen.is_terminal:
        yield _Lines(text, total)
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True) as it:
        task = it.add_task(text, total=total)
        yield lambda done, note=text: it.update(task, completed=done, description=note)


@contextmanager
def status(text: str) -> Iterator[Callable[[str], None]]:
    """A line on standard error that says what is going on; yields the function that changes it.

    Without a terminal it is a line a minute.
    """
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield _Lines(text)
        return
    from rich.markup import escape

    with screen.status(escape(text)) as line:
        yield lambda news: line.update(escape(news))


class _Lines:
    """The progress of work without a terminal: a line on standard error, once a minute."""

    def __init__(self, text: str, total: float | None = None) -> None:
        self._text, self._total, self._told = text, total, time.monotonic()

    def __call__(self, *news: Any) -> None:
        """Take the amount done, if there is a total, and a text; tell them if it is time."""
        if (now := time.monotonic()) - self._told < _MINUTE:
            return
        self._told = now
        if self._total is None:
            text = str(news[0])
        else:
            note = str(news[1]) if len(news) > 1 else self._text
            text = f"{note}, {float(news[0]) / self._total:.1%} done"
        sys.stderr.write(f"kirkman: {text}\n")
        sys.stderr.flush()


def print_json(value: Any, indent: int | None = 1) -> None:
    """One JSON document on standard output; see `as_json_text`."""
    sys.stdout.write(as_json_text(value, indent))


def code_argument(text: str) -> GradientCode:
    """The code that a CODE argument names: a file, or - for JSON on standard input.

    Raises:
        BadInput: it cannot be read as a code.
    """
    if text != "-":
        return read_code(text)
    try:
        return parse_code(sys.stdin.read())
    except UnicodeDecodeError:
        raise BadInput("standard input is not UTF-8 text") from None


def numbers(text: str) -> list[int]:
    """The integers of a comma-separated list.

    Raises:
        BadInput: something else is among them.

    >>> numbers("0, 3,5"), numbers("")
    ([0, 3, 5], [])
    """
    try:
        return [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise BadInput(f"a list of numbers is written like 0,3,5; got {text!r:.40}") from None


def rational(text: str, name: str) -> Fraction:
    """A number like 0.1, 1/10 or 3, exactly.

    Raises:
        BadInput: it is none.

    >>> rational("0.2", "the error")
    Fraction(1, 5)
    """
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise BadInput(f"{name} must be a number like 0.1 or 1/10, got {text!r}") from None
