"""The one root of every exception this toolkit raises on purpose."""

from __future__ import annotations

import sys
from fractions import Fraction
from operator import index
from typing import Any


class KirkmanError(Exception):
    """Root of all deliberate errors; its text is one sentence for a person."""


class BadInput(KirkmanError, ValueError):  # noqa: N818 - it is what the user gave, named so
    """The question itself is malformed: what must hold, what was given, what would work."""


class Unavailable(KirkmanError):  # noqa: N818 - what was asked for, named so
    """The question is sound, and there is nothing to give: it does not exist, or is not known."""


class VerificationError(KirkmanError):
    """An object failed the independent check of what its constructor claims."""


def require(condition: bool, sentence: str) -> None:
    """Raise `BadInput` with this sentence unless the condition holds.

    >>> require(3 <= 7, "k must be at most v, got k=3, v=7")
    """
    if not condition:
        raise BadInput(sentence)


def integer(value: Any, name: str) -> int:
    """An integer of any type (numpy's too) as Python's own, so that JSON has it as a number.

    Raises:
        BadInput: it is no integer.

    >>> integer(2.5, "s")
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: s must be an integer, got 2.5
    """
    try:
        return int(index(value))
    except TypeError:
        raise BadInput(f"{name} must be an integer, got {value!r:.40}") from None


def printable(text: str) -> str:
    r"""A text from a file, with what would control a terminal written as escapes.

    >>> printable("cle\x1b[2Jar")
    'cle\\x1b[2Jar'
    """
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def show(number: Fraction | int) -> str:
    """Write a rational as people and JSON read it: ``p`` or ``p/q``, however long.

    >>> show(Fraction(3, 4)), show(Fraction(4, 2)), len(show(10**9999))
    ('3/4', '2', 10000)
    """
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        return str(Fraction(number))
    finally:
        sys.set_int_max_str_digits(limit)
