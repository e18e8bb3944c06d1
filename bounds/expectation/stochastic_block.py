"""The stochastic block code on average: random stragglers, lost blocks, and detectability.

n workers and n partitions in blocks of b; a worker holds a partition of its block with probability
p and any other with probability q; ``load`` is the mean ``b p + (n - b) q``. One-step decoding with
the weight ``n/(r load)`` for r survivors, from the mean load, not from the sum of the entries.
Means are over codes and survivors.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from designs.algebra.linear import Rational, plain
from designs.errors import require


@dataclass(frozen=True, slots=True)
class BlockModel:
    """The parameters of a stochastic block code.

    Raises:
        BadInput: b does not divide n (with the nearest n), a probability is not from 0 to 1, or
            both are zero.

    Complexity: constant.
    Source: Z. Charles and D. Papailiopoulos, Gradient coding via the stochastic block model (2018).

    >>> BlockModel(100, 10, Fraction(1, 2), Fraction(1, 18)).load
    10
    """

    workers: int
    block_size: int
    inside: Rational
    outside: Rational

    def __post_init__(self) -> None:
        n, b = self.workers, self.block_size
        require(1 <= b <= n, f"block_size must be 1..workers, got block_size={b}, workers={n}")
        require(
            n % b == 0,
            f"block_size must divide the number of workers, got workers={n}, block_size={b}; "
            f"the nearest numbers of workers are {n - n % b} and {n - n % b + b}",
        )
        fits = 0 <= self.inside <= 1 and 0 <= self.outside <= 1
        require(fits, "the probabilities inside and outside must be from 0 to 1")
        require(self.load > 0, "a stochastic block code needs a mean load above 0")

    @property
    def load(self) -> Rational:
        """The mean number of partitions of a worker, and of workers of a partition."""
        n, b = self.workers, self.block_size
        return plain(b * Fraction(self.inside) + (n - b) * Fraction(self.outside))


def random_error(model: BlockModel, stragglers: int) -> Rational:
    """The mean one-step error when all straggler sets of this size are equally likely.

    With ``rho = n/(r load)`` and Y the survivors of a partition's block, hypergeometric with mean
    ``r b/n`` and variance ``r (b/n)(1 - b/n)(n - r)/(n - 1)``, it is ``n rho^2 ((p - q)^2 Var Y +
    E Y p (1 - p) + (r - E Y) q (1 - q))``. It is that of fractional repetition at p = 1, q = 0 and
    of the Bernoulli code at p = q.

    Raises:
        BadInput: stragglers are not 0..n-1.

    Complexity: constant.
    Source: derived; the paper's own formulas are not known to us.

    >>> random_error(BlockModel(100, 10, 1, 0), 10)
    Fraction(100, 99)
    """
    n, b, r = model.workers, model.block_size, _survivors(model, stragglers)
    p, q = Fraction(model.inside), Fraction(model.outside)
    share = Fraction(b, n)
    mean = r * share
    variance = mean * (1 - share) * (n - r) / (n - 1) if n > 1 else Fraction(0)
    spread = (p - q) ** 2 * variance + mean * p * (1 - p) + (r - mean) * q * (1 - q)
    return plain(n * _weight(model, r) ** 2 * spread)


def lost_blocks_error(model: BlockModel, blocks: int) -> Rational:
    """The mean one-step error when whole blocks of workers straggle, the worst if they are known.

    Of M blocks lost each partition contributes ``(rho r q - 1)^2 + rho^2 r q (1 - q)``, every other
    ``(rho (b p + (r - b) q) - 1)^2 + rho^2 (b p (1 - p) + (r - b) q (1 - q))``, with r = n - M b.
    The mean is over codes, so it is a lower bound on the mean worst case, not a worst case.

    Raises:
        BadInput: blocks are not 0..n/b - 1.

    Complexity: constant.
    Source: derived; the paper's own formulas are not known to us.

    >>> lost_blocks_error(BlockModel(100, 10, 1, 0), 5)
    100
    """
    n, b = model.workers, model.block_size
    most = n // b - 1
    require(0 <= blocks <= most, f"blocks must be 0..{most}, got {blocks}")
    r = n - blocks * b
    lost = blocks * b * _partition(model, r, 0)
    return plain(lost + (n - blocks * b) * _partition(model, r, b))


def _partition(model: BlockModel, r: int, own: int) -> Fraction:
    """The mean contribution of a partition, if so many of the r survivors are of its block."""
    p, q, rho = Fraction(model.inside), Fraction(model.outside), _weight(model, r)
    mean = own * p + (r - own) * q
    return (rho * mean - 1) ** 2 + rho**2 * (own * p * (1 - p) + (r - own) * q * (1 - q))


def _weight(model: BlockModel, r: int) -> Fraction:
    return Fraction(model.workers, r) / model.load


def _survivors(model: BlockModel, stragglers: int) -> int:
    n = model.workers
    require(0 <= stragglers < n, f"stragglers must be 0..{n - 1}, got {stragglers}")
    return n - stragglers


@dataclass(frozen=True, slots=True)
class Detectability:
    """The two sides of the Kesten-Stigum condition: a heuristic, never a proof of security.

    >>> Detectability(Fraction(9), Fraction(10)).above
    False
    """

    signal: Fraction
    noise: Fraction

    @property
    def above(self) -> bool:
        """Whether the signal exceeds the noise: blocks are then found in polynomial time."""
        return self.signal > self.noise

    def __str__(self) -> str:
        if self.above:
            return (
                f"signal {self.signal} > noise {self.noise}: above the Kesten-Stigum threshold, "
                "expect the blocks to be found in polynomial time"
            )
        return (
            f"signal {self.signal} <= noise {self.noise}: below the Kesten-Stigum threshold, no "
            "polynomial-time method is known to find the blocks; a heuristic for large sparse "
            "codes, not a theorem about this one, and no protection against unbounded search"
        )


def detectability(model: BlockModel) -> Detectability:
    """Whether hidden blocks can be expected to be found: ``(b (p - q))^2`` against the mean load.

    In the sparse stochastic block model, n to infinity at fixed b p and load, communities can be
    found in polynomial time above this Kesten-Stigum threshold and, it is conjectured, not below
    it. That is about large random graphs: it is no theorem of the paper about gradient codes, whose
    own conditions are not known to us, and at small n exhaustive search finds the blocks anyway.

    Raises:
        BadInput: see `BlockModel`.

    Complexity: constant.
    Source: derived from the standard theory of the stochastic block model; a heuristic.

    >>> detectability(BlockModel(100, 10, Fraction(1, 2), Fraction(1, 18))).above
    True
    >>> print(detectability(BlockModel(100, 10, Fraction(1, 5), Fraction(4, 45))))
    signal 100/81 <= noise 10: below the Kesten-Stigum threshold, no polynomial-time method ...
    """
    signal = (model.block_size * (Fraction(model.inside) - Fraction(model.outside))) ** 2
    return Detectability(signal, Fraction(model.load))
