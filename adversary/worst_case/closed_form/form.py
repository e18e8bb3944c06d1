"""ClosedForm: the worst case of a code by formula, with a straggler set that attains it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from adversary.decoding.decode import Decoder
from adversary.worst_case.result import Method
from designs.algebra.linear import Rational
from designs.codes import GradientCode


@dataclass(frozen=True, slots=True)
class ClosedForm:
    """The exact worst case of s stragglers, a set that attains it, and the method.

    >>> ClosedForm(1, (0,), Method.DISJOINT_GROUPS).value
    1
    """

    value: Rational
    worst_set: tuple[int, ...]
    method: Method


Form = Callable[[GradientCode, int, Decoder], ClosedForm | None]
