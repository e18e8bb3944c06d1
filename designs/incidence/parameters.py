"""The parameters that an existence question is about: v, k, lambda, t and whether resolvable."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from fractions import Fraction
from math import perm
from typing import Literal

from designs.algebra.arithmetic import least_lambda
from designs.errors import integer, require, show

Kind = Literal["2-design", "t-design", "resolvable"]
_LARGEST_T = 100


@dataclass(frozen=True, slots=True, repr=False)
class Parameters:
    """Parameters of a t-(v, k, lambda) design: any t points lie in lambda blocks; t = 2 if unsaid.

    Any i points then lie in ``lambda_i = lambda C(v-i, t-i) / C(k-i, t-i)`` blocks, ``i <= t``;
    ``b = lambda_0`` and ``r = lambda_1``, kept as fractions because the question may be asked for
    parameters that no design can have. The blocks of a resolvable 2-design split into r parallel
    classes of v/k blocks each.

    Raises:
        BadInput: unless ``2 <= t <= 100``, ``t <= k <= v`` and ``lambda >= 1``, and t = 2 if
            resolvable.

    Complexity: constant for t = 2, else O(t) multiplications.
    Source: T. Beth, D. Jungnickel, H. Lenz, Design Theory, chapter I; R. C. Bose, A note on the
    resolvability of balanced incomplete block designs, Sankhya 6 (1942).

    >>> Parameters(13, 4, 1), Parameters(8, 4, 1, t=3)
    (Parameters(v=13, k=4, lam=1), Parameters(v=8, k=4, lam=1, t=3))
    >>> print(Parameters(13, 4, 1), Parameters(15, 3, 1, resolvable=True), Parameters(8, 4, 1, t=3))
    2-(13,4,1) resolvable 2-(15,3,1) 3-(8,4,1)
    >>> Parameters(13, 4, 1).b
    Fraction(13, 1)
    """

    v: int
    k: int
    lam: int
    t: int = 2
    resolvable: bool = False

    def __post_init__(self) -> None:
        for name in ("v", "k", "lam", "t"):
            object.__setattr__(self, name, integer(getattr(self, name), name))
        plain = self.t == 2 or not self.resolvable
        require(plain, f"resolvable designs are asked for with t = 2, got t={self.t}")
        require(2 <= self.t <= _LARGEST_T, f"t must be 2..{_LARGEST_T}, got t={self.t}")
        least = "2, " if self.t == 2 else "t, "
        given = f"got k={self.k}" if self.t == 2 else f"got k={self.k}, t={self.t}"
        require(self.t <= self.k, f"k must be at least {least}{given}")
        require(self.k <= self.v, f"k must be at most v, got k={self.k}, v={self.v}")
        require(self.lam >= 1, f"lambda must be at least 1, got lambda={self.lam}")

    @property
    def kind(self) -> Kind:
        """Which conditions and rules apply: those of 2-designs, t-designs or resolvable designs."""
        if self.resolvable:
            return "resolvable"
        return "2-design" if self.t == 2 else "t-design"

    def blocks_with(self, inside: int, outside: int = 0) -> Fraction:
        """Number of blocks that hold i given points and miss j other given points, i + j <= t.

        It is ``lambda_i (v-k)...(v-k-j+1) / ((v-i)...(v-i-j+1))``: of the blocks through the i
        points, by averaging, this share misses the j points, and the share is the same for all.

        >>> [int(Parameters(8, 4, 1, t=3).blocks_with(i)) for i in range(4)]
        [14, 7, 3, 1]
        >>> Parameters(8, 4, 1, t=3).blocks_with(1, 2)
        Fraction(2, 1)
        """
        i, j = inside, outside
        through, missing = perm(self.v - i, self.t - i), perm(self.v - self.k, j)
        share = perm(self.k - i, self.t - i) * perm(self.v - i, j)
        return Fraction(self.lam * through * missing, share)

    @property
    def b(self) -> Fraction:
        """Number of blocks."""
        return self.blocks_with(0)

    @property
    def r(self) -> Fraction:
        """Replication: blocks through each point."""
        return self.blocks_with(1)

    @property
    def order(self) -> Fraction:
        """Order ``n = r - lambda`` of a 2-design."""
        return self.r - self.lam

    @property
    def is_symmetric(self) -> bool:
        """Whether there are as many blocks as points."""
        return self.b == self.v

    @property
    def least_lambda(self) -> int:
        """The least lambda for which every lambda_i is an integer; the others are its multiples."""
        return least_lambda(self.v, self.k, self.t)

    def with_lambda(self, lam: int) -> Parameters:
        """The same question with another lambda."""
        return replace(self, lam=lam)

    def reduced(self, t: int, inside: int = 0, outside: int = 0) -> Parameters:
        """The t-design, for a smaller t, on what is left of the blocks with i points but not j.

        These blocks, the i points taken out of them, form a t'-(v-i-j, k-i, .) design for every
        ``t' <= t-i-j``: the derived design at a point (i, j) = (1, 0), the residual (0, 1).

        Raises:
            BadInput: there is no such design because lambda is no integer or the blocks are short.

        >>> witt = Parameters(24, 8, 1, t=5)
        >>> print(witt.reduced(3, 2), witt.reduced(4, 0, 1))
        3-(22,6,1) 4-(23,8,4)
        """
        lam = self.blocks_with(inside + t, outside)
        require(lam.denominator == 1, f"lambda_{inside + t} must be an integer, got {show(lam)}")
        return Parameters(self.v - inside - outside, self.k - inside, int(lam), t)

    @property
    def balanced(self) -> Parameters:
        """The same parameters of a 2-design, resolvable or not."""
        return self.reduced(2)

    def complement(self) -> Parameters | None:
        """Parameters of the design of complementary blocks, or None when they are degenerate."""
        lam = self.blocks_with(0, self.t)
        if self.v - self.k < self.t or lam.denominator != 1:
            return None
        return Parameters(self.v, self.v - self.k, int(lam), self.t)

    def to_json(self) -> dict[str, int | str]:
        """The parameters by name, r and b among them, as strings ``p/q`` if they are no integers.

        >>> Parameters(8, 4, 1, t=3).to_json()
        {'t': 3, 'v': 8, 'b': 14, 'r': 7, 'k': 4, 'lambda': 1}
        """
        r, b = (int(x) if x.denominator == 1 else show(x) for x in (self.r, self.b))
        five = {"v": self.v, "b": b, "r": r, "k": self.k, "lambda": self.lam}
        strength = {"t": self.t} if self.t > 2 else {}
        return strength | five | ({"resolvable": True} if self.resolvable else {})

    def __repr__(self) -> str:
        given = ((f.name, getattr(self, f.name), f.default) for f in fields(self))
        said = ", ".join(f"{name}={value}" for name, value, default in given if value != default)
        return f"Parameters({said})"

    def __str__(self) -> str:
        return f"{'resolvable ' * self.resolvable}{self.t}-({self.v},{self.k},{self.lam})"
