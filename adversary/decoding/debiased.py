"""Debiasing: from a scheme whose decoded gradient is nearly right on average to an unbiased one.

No `Decoder` of one code: the weights are optimal for the original, the error is that of the new
code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import isqrt

from adversary.decoding.decode import decode
from adversary.decoding.error import survivors_of
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.errors import require
from designs.lazy import make_callable

Distribution = Mapping[tuple[int, ...], Fraction]
_MOST_WORKERS = 16
_DIGITS = 40


def independent_stragglers(workers: int, probability: Rational) -> Distribution:
    """All straggler sets with their probabilities, each worker straggling with probability p.

    Raises:
        BadInput: p is not 0..1, or more than 16 workers.

    Complexity: O(n 2^n).

    >>> independent_stragglers(1, Fraction(1, 3))
    {(): Fraction(2, 3), (0,): Fraction(1, 3)}
    """
    require(0 <= probability <= 1, f"a probability must be 0..1, got {probability}")
    fits = 1 <= workers <= _MOST_WORKERS
    require(fits, f"all straggler sets are listed for 1..{_MOST_WORKERS} workers, got {workers}")
    p = Fraction(probability)
    sets = {}
    for fate in product((0, 1), repeat=workers):
        silent = tuple(w for w, x in enumerate(fate) if x)
        sets[silent] = p ** len(silent) * (1 - p) ** (workers - len(silent))
    return sets


def decoded(code: GradientCode, stragglers: Sequence[int]) -> tuple[Rational, ...]:
    """The coefficients alpha of the partial gradients after optimal decoding: ideally all 1.

    Raises:
        BadInput: a straggler is no worker of the code.

    Complexity: that of `adversary.decoding.decode`, plus O(n k).

    >>> decoded(GradientCode([[1, 1], [0, 1]]), [1])
    (1, 1)
    """
    survivors = survivors_of(code, stragglers)
    total = [Fraction(0)] * code.partitions
    for w, weight in zip(survivors, decode(code, survivors), strict=True):
        for j, x in enumerate(code.encoding[w]):
            if x:
                total[j] += weight * x
    return tuple(map(plain, total))


@dataclass(frozen=True, slots=True)
class Debiased:
    """An unbiased scheme made of a biased one.

    ``code`` is the new encoding, its partition i being column ``source[i]`` of the ``original``
    divided by its mean ``means[i]``; the server uses the weights of the original code. ``before``
    and ``after`` are the mean squared errors, and ``after <= bound``.

    >>> one_lost = GradientCode([[1, 1, 0, 1]])
    >>> debiased(one_lost, {(): Fraction(1)}).source
    (0, 0, 1, 3)
    """

    original: GradientCode = field(repr=False)
    code: GradientCode = field(repr=False)
    source: tuple[int, ...]
    means: tuple[Rational, ...]
    before: Rational
    after: Rational
    bound: Rational

    def decode(self, survivors: Sequence[int]) -> tuple[Rational, ...]:
        """The weights of the survivors: the optimal ones of the original code.

        >>> scheme = debiased(GradientCode([[1, 1]]), {(): Fraction(1)})
        >>> scheme.decode([0])
        (1,)
        """
        return decode(self.original, survivors)

    def decoded(self, stragglers: Sequence[int]) -> tuple[Rational, ...]:
        """The coefficients of the partial gradients under the new scheme; their means are 1.

        >>> debiased(GradientCode([[1, 1]]), {(): Fraction(1)}).decoded([])
        (1, 1)
        """
        alpha = decoded(self.original, stragglers)
        pairs = zip(self.source, self.means, strict=True)
        return tuple(plain(Fraction(alpha[j]) / mean) for j, mean in pairs)


def debiased(code: GradientCode, distribution: Distribution) -> Debiased:
    """The unbiased scheme on as many partitions and the same workers, of at most twice the load.

    Let eps k be the mean of ``|alpha - 1|^2`` for optimal decoding. At least half of the partitions
    have ``E alpha_i >= 1 - sqrt(2 eps)``, or else eps would be larger. Only these columns are kept,
    divided by E alpha_i, and each serves two of the new partitions until there are k of them. Then
    E alpha' = 1, and ``E |alpha' - 1|^2 <= 2 eps k/(1 - sqrt(2 eps))^2``.

    The bound reported has sqrt(2 eps) rounded up, so it is slightly larger. Optimal decoding of the
    new code would be biased again.

    Raises:
        BadInput: the probabilities do not sum to 1, or eps is not below 1/2.

    Complexity: one exact decoding for every straggler set of the distribution.
    Source: M. Glasgow, M. Wootters (2020), appendix B, from the blueprint of a formalisation;
    the inequalities are derived in docs/why-it-is-true.md.

    >>> scheme = debiased(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]),
    ...                   independent_stragglers(3, Fraction(1, 4)))
    >>> scheme.after <= scheme.bound, set(scheme.code.replication())
    (True, {2})
    """
    total = sum(distribution.values())
    require(total == 1, f"the probabilities must sum to 1, got {total}")
    k = code.partitions
    outcomes = [(decoded(code, silent), p) for silent, p in distribution.items() if p]
    means = [sum((p * alpha[j] for alpha, p in outcomes), Fraction(0)) for j in range(k)]
    squares = [sum((p * alpha[j] ** 2 for alpha, p in outcomes), Fraction(0)) for j in range(k)]
    before = sum((x - 2 * m + 1 for x, m in zip(squares, means, strict=True)), Fraction(0))
    eps = before / k
    require(eps < Fraction(1, 2), f"the mean error per partition must be below 1/2, got {eps}")
    kept = [j for j, m in enumerate(means) if m >= 1 or (1 - m) ** 2 <= 2 * eps]
    source = tuple(sorted((kept * 2)[:k]))
    encoding = [[Fraction(row[j]) / means[j] for j in source] for row in code.encoding]
    return Debiased(
        original=code,
        code=GradientCode(encoding, f"{code.name}, debiased"),
        source=source,
        means=tuple(plain(means[j]) for j in source),
        before=plain(before),
        after=plain(sum((squares[j] / means[j] ** 2 - 1 for j in source), Fraction(0))),
        bound=plain(2 * before / (1 - _root_above(2 * eps)) ** 2),
    )


def _root_above(value: Fraction) -> Fraction:
    """A rational number not below the square root, below 1 if that is."""
    digits = _DIGITS + value.denominator.bit_length()
    scaled = -(-(value.numerator << 2 * digits) // value.denominator)
    root = isqrt(scaled)
    return Fraction(root + (root * root < scaled), 1 << digits)


make_callable(__name__, __name__, "debiased")
