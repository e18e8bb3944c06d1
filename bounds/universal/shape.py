"""Classes of codes by their shape, and lower bounds on the worst case of every code in one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.errors import require, show

Coefficients = Literal["binary", "real"]


@dataclass(frozen=True, slots=True)
class Shape:
    """All codes of n workers and k partitions whose encoding has ``k d`` non-zero entries.

    ``d`` is the mean redundancy. With ``constant_replication`` every partition is on exactly d
    workers, with ``constant_load`` every worker holds exactly ``k d/n`` partitions. Coefficients
    are 0 and 1, or any real numbers.

    Raises:
        BadInput: not ``0 <= d <= n`` and ``k >= 1``, or a constant that is no integer.

    >>> Shape(7, 7, 3, constant_load=True).load
    Fraction(3, 1)
    """

    workers: int
    partitions: int
    redundancy: Rational
    coefficients: Coefficients = "binary"
    constant_load: bool = False
    constant_replication: bool = True

    def __post_init__(self) -> None:
        """Refuse what no code can have."""
        n, k, d = self.workers, self.partitions, Fraction(self.redundancy)
        require(k >= 1, f"there must be a partition, got {k}")
        require(0 <= d <= n, f"redundancy must be 0..workers, got {show(d)} and {n}")
        require(self.coefficients in ("binary", "real"),
                f"coefficients are binary or real, got {self.coefficients!r}")  # fmt: skip
        whole = d.denominator == 1 or not self.constant_replication
        require(whole, f"a constant redundancy is an integer, got {show(d)}")
        level = self.load.denominator == 1 or not self.constant_load
        require(level, f"a constant load must be an integer, got {show(d)}*{k}/{n}")

    @property
    def load(self) -> Fraction:
        """The mean load ``k d/n``."""
        return Fraction(self.redundancy) * self.partitions / self.workers

    @property
    def binary(self) -> bool:
        """Whether all coefficients are 0 or 1."""
        return self.coefficients == "binary"

    def words(self) -> str:
        """The class in words.

        >>> Shape(7, 7, 3).words()
        'any 0/1 code of 7 workers, 7 partitions, each on 3 workers'
        """
        kind = "0/1 code" if self.binary else "code"
        copies = f"each on {self.redundancy} workers"
        mean = f"mean redundancy {show(self.redundancy)}"
        load = f", constant load {self.load}" if self.constant_load else ""
        rest = copies if self.constant_replication else mean
        return f"any {kind} of {self.workers} workers, {self.partitions} partitions, {rest}{load}"


@dataclass(frozen=True, slots=True)
class LowerBound:
    """A lower bound ``value`` on e(s) for every code of a shape, with its theorem and its numbers.

    ``proof`` holds what the theorem was used with; `bounds.universal.every.verify` recomputes the
    value from it.

    >>> LowerBound(Fraction(1), "silenced", {}, "a partition loses all holders").value
    Fraction(1, 1)
    """

    value: Fraction
    name: str
    proof: Mapping[str, Any]
    why: str


Theorem = Callable[[Shape, int], LowerBound | None]


def shape_of(code: GradientCode) -> Shape:
    """The narrowest shape that a code belongs to.

    Scaling a row by a constant changes no error, so a code whose rows have equal non-zero entries
    counts as binary.

    >>> shape_of(GradientCode([[2, 2, 0], [0, 1, 1], [1, 0, 1]])).words()
    'any 0/1 code of 3 workers, 3 partitions, each on 2 workers, constant load 2'
    """
    binary = all(len({x for x in row if x}) <= 1 for row in code.encoding)
    copies, loads = set(code.replication()), set(code.load())
    return Shape(
        code.workers,
        code.partitions,
        min(copies) if len(copies) == 1 else code.redundancy(),
        "binary" if binary else "real",
        constant_load=len(loads) == 1,
        constant_replication=len(copies) == 1,
    )
