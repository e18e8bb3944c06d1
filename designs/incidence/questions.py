"""What can be asked for: 2-designs, t-designs and resolvable designs with given parameters."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm, perm
from typing import Protocol

from designs.errors import VerificationError, require, show
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_LARGEST_T = 100


class Question(Hashable, Protocol):
    """What the three answers need of the parameters they are about."""

    def __hash__(self) -> int: ...

    @property
    def v(self) -> int:
        """Number of points."""

    @property
    def k(self) -> int:
        """Points in a block."""

    @property
    def lam(self) -> int:
        """Blocks through each t points."""

    @property
    def r(self) -> Fraction:
        """Blocks through each point."""

    @property
    def b(self) -> Fraction:
        """Number of blocks."""

    @property
    def least_lambda(self) -> int:
        """The least lambda for which all counts are integers; the others are its multiples."""

    def with_lambda(self, lam: int) -> Question:
        """The same question with another lambda."""

    def confirm(self, design: Design) -> Design:
        """The same design, once the referee has counted that it is what was asked for."""

    def to_json(self) -> dict[str, int | str]:
        """The parameters by name."""


@dataclass(frozen=True, slots=True)
class TParameters:
    """Parameters of a t-(v, k, lambda) design: any t points lie in lambda blocks.

    Any i points then lie in ``lambda_i = lambda C(v-i, t-i) / C(k-i, t-i)`` blocks, ``i <= t``;
    ``b = lambda_0`` and ``r = lambda_1``, kept as fractions as in `Parameters`.

    Raises:
        BadInput: unless ``2 <= t <= 100``, ``t <= k <= v`` and ``lambda >= 1``.

    Complexity: O(t) multiplications.
    Source: T. Beth, D. Jungnickel, H. Lenz, Design Theory, chapter I.

    >>> print(TParameters(3, 8, 4, 1)), TParameters(3, 8, 4, 1).b
    3-(8,4,1)
    (None, Fraction(14, 1))
    """

    t: int
    v: int
    k: int
    lam: int

    def __post_init__(self) -> None:
        require(2 <= self.t <= _LARGEST_T, f"t must be 2..{_LARGEST_T}, got t={self.t}")
        require(self.t <= self.k, f"k must be at least t, got k={self.k}, t={self.t}")
        require(self.k <= self.v, f"k must be at most v, got k={self.k}, v={self.v}")
        require(self.lam >= 1, f"lambda must be at least 1, got lambda={self.lam}")

    def blocks_with(self, inside: int, outside: int = 0) -> Fraction:
        """Number of blocks that hold i given points and miss j other given points, i + j <= t.

        It is ``lambda_i (v-k)...(v-k-j+1) / ((v-i)...(v-i-j+1))``: of the blocks through the i
        points, by averaging, this share misses the j points, and the share is the same for all.

        >>> [int(TParameters(3, 8, 4, 1).blocks_with(i)) for i in range(4)]
        [14, 7, 3, 1]
        >>> TParameters(3, 8, 4, 1).blocks_with(1, 2)
        Fraction(2, 1)
        """
        i, j = inside, outside
        through = Fraction(self.lam * perm(self.v - i, self.t - i), perm(self.k - i, self.t - i))
        return through * Fraction(perm(self.v - self.k, j), perm(self.v - i, j))

    @property
    def b(self) -> Fraction:
        """Number of blocks."""
        return self.blocks_with(0)

    @property
    def r(self) -> Fraction:
        """Replication: blocks through each point."""
        return self.blocks_with(1)

    @property
    def least_lambda(self) -> int:
        """The least lambda for which every lambda_i is an integer; the others are its multiples."""
        shares = (
            Fraction(perm(self.v - i, self.t - i), perm(self.k - i, self.t - i))
            for i in range(self.t)
        )
        return lcm(*(share.denominator for share in shares))

    def with_lambda(self, lam: int) -> TParameters:
        """The same t, v and k with another lambda."""
        return replace(self, lam=lam)

    def reduced(self, t: int, inside: int = 0, outside: int = 0) -> TParameters:
        """The t-design, for a smaller t, on what is left of the blocks with i points but not j.

        These blocks, the i points taken out of them, form a t'-(v-i-j, k-i, .) design for every
        ``t' <= t-i-j``: the derived design at a point (i, j) = (1, 0), the residual (0, 1).

        Raises:
            BadInput: there is no such design because lambda is no integer or the blocks are short.

        >>> print(TParameters(5, 24, 8, 1).reduced(3, 2), TParameters(5, 24, 8, 1).reduced(4, 0, 1))
        3-(22,6,1) 4-(23,8,4)
        """
        lam = self.blocks_with(inside + t, outside)
        require(lam.denominator == 1, f"lambda_{inside + t} must be an integer, got {show(lam)}")
        return TParameters(t, self.v - inside - outside, self.k - inside, int(lam))

    def complement(self) -> TParameters | None:
        """Parameters of the design of complementary blocks, or None when they are degenerate."""
        lam = self.blocks_with(0, self.t)
        if self.v - self.k < self.t or lam.denominator != 1:
            return None
        return TParameters(self.t, self.v, self.v - self.k, int(lam))

    def confirm(self, design: Design) -> Design:
        """The same design, once the referee has counted that these are its parameters."""
        return design.confirmed(self.v, self.k, self.lam, self.t)

    def to_json(self) -> dict[str, int | str]:
        """The six parameters; r and b are strings ``p/q`` when they are no integers."""
        r, b = (int(x) if x.denominator == 1 else show(x) for x in (self.r, self.b))
        return {"t": self.t, "v": self.v, "b": b, "r": r, "k": self.k, "lambda": self.lam}

    def __str__(self) -> str:
        return f"{self.t}-({self.v},{self.k},{self.lam})"


@dataclass(frozen=True, slots=True)
class ResolvableParameters:
    """Parameters of a 2-design whose blocks split into r parallel classes of v/k blocks each.

    Raises:
        BadInput: unless ``2 <= k <= v`` and ``lambda >= 1``.

    Complexity: constant.
    Source: R. C. Bose, A note on the resolvability of balanced incomplete block designs, Sankhya 6
    (1942).

    >>> print(ResolvableParameters(15, 3, 1))
    resolvable 2-(15,3,1)
    """

    v: int
    k: int
    lam: int

    def __post_init__(self) -> None:
        Parameters(self.v, self.k, self.lam)

    @property
    def balanced(self) -> Parameters:
        """The same parameters of a 2-design, resolvable or not."""
        return Parameters(self.v, self.k, self.lam)

    @property
    def b(self) -> Fraction:
        """Number of blocks."""
        return self.balanced.b

    @property
    def r(self) -> Fraction:
        """Replication, and the number of parallel classes."""
        return self.balanced.r

    @property
    def least_lambda(self) -> int:
        """The least lambda for which r and b are integers; the others are its multiples."""
        return self.balanced.least_lambda

    def with_lambda(self, lam: int) -> ResolvableParameters:
        """The same v and k with another lambda."""
        return replace(self, lam=lam)

    def confirm(self, design: Design) -> Design:
        """The same design, once it is counted and has a resolution.

        Raises:
            VerificationError: it has other parameters, or no known resolution.
        """
        if not design.resolution:
            raise VerificationError(f"this {self.balanced} design comes without a resolution.")
        return self.balanced.confirm(design)

    def to_json(self) -> dict[str, int | str]:
        """The five parameters, and that a resolution is asked for."""
        return self.balanced.to_json() | {"resolvable": True}

    def __str__(self) -> str:
        return f"resolvable {self.balanced}"


def question(v: int, k: int, lam: int, *, t: int = 2, resolvable: bool = False) -> Question:
    """The question for a t-(v, k, lambda) design, or for a resolvable 2-design.

    Raises:
        BadInput: parameters that make no sense, or resolvable and t > 2.

    >>> question(8, 4, 1, t=3), question(9, 3, 1, resolvable=True)
    (TParameters(t=3, v=8, k=4, lam=1), ResolvableParameters(v=9, k=3, lam=1))
    """
    require(t == 2 or not resolvable, f"resolvable designs are asked for with t = 2, got t={t}")
    if t != 2:
        return TParameters(t, v, k, lam)
    return ResolvableParameters(v, k, lam) if resolvable else Parameters(v, k, lam)
