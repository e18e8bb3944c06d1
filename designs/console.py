"""What all verbs of the command line share: printing, files, and lists of numbers."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from designs.codes import GradientCode
from designs.errors import BadInput, show
from designs.formats import parse_code, read_code
from designs.linear import Rational

if TYPE_CHECKING:
    from rich.console import Console

_PLAIN_WIDTH = 120
_LONGEST_EXACT = 40


def console(*, stderr: bool = False) -> Console:
    """A Rich console; wide enough for tables when the output is not a terminal."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _PLAIN_WIDTH
    return Console(file=stream, width=width, highlight=False, soft_wrap=not stream.isatty())


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(value, indent=1) + "\n")


def write_file(path: Path, text: str) -> None:
    """Write a text file completely or not at all.

    Raises:
        BadInput: the file cannot be written there.
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file completely or not at all: to a neighbour first, then renamed.

    Raises:
        BadInput: the file cannot be written there.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise BadInput(f"cannot write {str(path)!r}: {error.strerror or error}") from None


def code_argument(text: str) -> GradientCode:
    """The code that a CODE argument names: a file, or - for JSON on standard input.

    Raises:
        BadInput: it cannot be read as a code.
    """
    return parse_code(sys.stdin.read()) if text == "-" else read_code(text)


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


def exact_and_decimal(value: Rational) -> str:
    """A rational for people: exact if short, and rounded to six digits.

    >>> exact_and_decimal(Fraction(3, 7)), exact_and_decimal(2)
    ('3/7 = 0.428571...', '2')
    """
    exact, rounded = show(value), f"{float(value):.6g}"
    if "/" not in exact:
        return exact
    dots = "" if Fraction(rounded) == value else "..."
    return f"{exact} = {rounded}{dots}" if len(exact) <= _LONGEST_EXACT else f"{rounded}{dots}"
