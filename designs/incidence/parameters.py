"""The five parameters (v, b, r, k, lambda) of a balanced incomplete block design."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from designs.algebra.arithmetic import least_lambda
from designs.errors import integer, require, show

if TYPE_CHECKING:
    from designs.incidence.design import Design


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters v, k, lambda of a 2-design; r and b follow.

    ``r = lambda (v-1)/(k-1)`` blocks through a point and ``b = v r/k`` blocks in all, both kept as
    fractions because the question may be asked for parameters that no design can have.

    Raises:
        BadInput: unless ``2 <= k <= v`` and ``lambda >= 1``.

    Complexity: constant.
    Source: T. Beth, D. Jungnickel, H. Lenz, Design Theory, chapter I.

    >>> Parameters(13, 4, 1)
    Parameters(v=13, k=4, lam=1)
    >>> print(Parameters(13, 4, 1)), Parameters(13, 4, 1).b
    2-(13,4,1)
    (None, Fraction(13, 1))
    """

    v: int
    k: int
    lam: int

    def __post_init__(self) -> None:
        for name in ("v", "k", "lam"):
            object.__setattr__(self, name, integer(getattr(self, name), name))
        require(self.k >= 2, f"k must be at least 2, got k={self.k}")
        require(self.k <= self.v, f"k must be at most v, got k={self.k}, v={self.v}")
        require(self.lam >= 1, f"lambda must be at least 1, got lambda={self.lam}")

    @property
    def r(self) -> Fraction:
        """Replication: blocks through each point."""
        return Fraction(self.lam * (self.v - 1), self.k - 1)

    @property
    def b(self) -> Fraction:
        """Number of blocks."""
        return self.r * self.v / self.k

    @property
    def order(self) -> Fraction:
        """Order ``n = r - lambda`` of the design."""
        return self.r - self.lam

    @property
    def is_symmetric(self) -> bool:
        """Whether there are as many blocks as points."""
        return self.b == self.v

    def complement(self) -> Parameters | None:
        """Parameters of the design of complementary blocks, or None when they are degenerate."""
        lam = self.b - 2 * self.r + self.lam
        if self.v - self.k < 2 or lam < 1 or lam.denominator != 1:
            return None
        return Parameters(self.v, self.v - self.k, int(lam))

    @property
    def least_lambda(self) -> int:
        """The least lambda for which r and b are integers; the others are its multiples."""
        return least_lambda(self.v, self.k)

    def with_lambda(self, lam: int) -> Parameters:
        """The same v and k with another lambda."""
        return replace(self, lam=lam)

    def confirm(self, design: Design) -> Design:
        """The same design, once the referee has counted that these are its parameters."""
        return design.confirmed(self.v, self.k, self.lam)

    def to_json(self) -> dict[str, int | str]:
        """The five parameters; r and b are strings ``p/q`` when they are no integers."""
        r, b = (int(x) if x.denominator == 1 else show(x) for x in (self.r, self.b))
        return {"v": self.v, "b": b, "r": r, "k": self.k, "lambda": self.lam}

    def __str__(self) -> str:
        return f"2-({self.v},{self.k},{self.lam})"
