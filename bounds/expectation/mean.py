"""Mean error of any code under random stragglers: by formula, enumerated, or sampled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adversary.decoding.error import batch_size, estimate, unit_rows
from bounds.expectation.by_structure import mean_by_structure
from designs.algebra.linear import Rational
from designs.codes.coerce import CodeLike, as_code
from designs.errors import BadInput, integer, require, show

Masks = NDArray[np.bool_]
_MOST_SETS, _SAMPLES, _DOUBT = 20_000, 20_000, 0.01
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean error as an estimate: ``value``, and how far off it may be.

    ``kind`` is "formula" or "enumerated" (all sets, in floats: off by rounding only), or "sampled":
    then the mean is within ``margin`` with probability 99 %, by the empirical Bernstein inequality,
    which needs no assumption but that errors lie between 0 and k. ``exact`` is the rational mean
    where the formula has one.
    """

    value: float
    margin: float
    kind: str
    exact: Rational | None = None

    def to_json(self) -> dict[str, Any]:
        """The JSON object of an estimate.

        >>> Mean(0.5, 1e-6, "enumerated").to_json()["estimate"]
        0.5
        """
        exact = None if self.exact is None else show(self.exact)
        return {"estimate": self.value, "margin": self.margin, "kind": self.kind, "exact": exact}


def average(
    code: CodeLike,
    s: int | None = None,
    *,
    random: float | Sequence[float] | None = None,
    samples: int = _SAMPLES,
    seed: int = 0,
) -> Mean:
    """The mean error under random stragglers: s of them, or each worker by chance.

    ``random`` is the probability that a worker straggles, or one for each worker; see `mean_error`
    and `random_error`.

    Raises:
        BadInput: neither or both of s and random are given; else see there.

    Complexity: see there.

    >>> code = [[1, 0], [0, 1]]
    >>> round(average(code, 1).value, 6), round(average(code, random=0.25).value, 6)
    (1.0, 0.5)
    """
    if random is not None and s is None:
        return random_error(code, random, samples=samples, seed=seed)
    if s is not None and random is None:
        return mean_error(code, s, samples=samples, seed=seed)
    raise BadInput("give the number of stragglers s, or the probability random to straggle")


def mean_error(code: CodeLike, s: int, *, samples: int = _SAMPLES, seed: int = 0) -> Mean:
    """The mean error over all sets of s stragglers, optimal decoding, as a labelled estimate.

    By formula, exactly, where `bounds.expectation.by_structure` has one; else enumerated up to
    20,000 sets, sampled beyond. For exact fractions of any code see
    `bounds.expectation.exact.average_error`.

    Raises:
        BadInput: s is not 0..n, fewer than two samples, or a negative seed.

    Complexity: O(min(C(n, s), samples) n^3), vectorised.
    Source: A. Maurer and M. Pontil, Empirical Bernstein bounds (2009), for the margin.

    >>> from designs import block_design
    >>> mean_error(block_design(7, 3, 1), 2).exact
    Fraction(4, 7)
    """
    code, s = as_code(code), integer(s, "s")
    n = code.workers
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    _check(samples, seed)
    exact = mean_by_structure(code, s)
    if exact is not None:
        return Mean(float(exact), _ROUNDING, "formula", exact)
    rows = unit_rows(code)
    if comb(n, s) <= _MOST_SETS:
        return _enumerated(rows, s)
    random = np.random.default_rng([seed, s])
    kept = np.ones((samples, n), dtype=np.bool_)
    order = random.permuted(np.tile(np.arange(n), (samples, 1)), axis=1)[:, :s]
    np.put_along_axis(kept, order, values=False, axis=1)
    return _sampled(estimate(rows, kept), code.partitions)


def _enumerated(rows: NDArray[np.float64], s: int) -> Mean:
    n, total = len(rows), 0.0
    for chunk in _chunks(n, s):
        kept = np.ones((len(chunk), n), dtype=np.bool_)
        np.put_along_axis(kept, chunk, values=False, axis=1)
        total += float(estimate(rows, kept).sum())
    return Mean(total / comb(n, s), _ROUNDING, "enumerated")


def _chunks(n: int, s: int) -> Iterator[NDArray[np.int64]]:
    subsets = combinations(range(n), s)
    while chunk := list(islice(subsets, batch_size(n))):
        yield np.array(chunk, dtype=np.int64).reshape(len(chunk), s)


def random_error(
    code: CodeLike,
    straggling: float | Sequence[float],
    *,
    samples: int = _SAMPLES,
    seed: int = 0,
) -> Mean:
    """The mean error if workers straggle independently, all with one probability or each its own.

    With one probability p it is the binomial mixture of `mean_error` over s when all its means can
    be enumerated; else straggler sets are drawn. In any single round, two-state Markov workers in
    equilibrium straggle independently with their stationary probability, so this is their mean too
    (`stationary`).

    Raises:
        BadInput: not one probability, nor as many as workers; fewer than two samples, or a negative
            seed.

    Complexity: O(2^n n^3) up to 20,000 sets, else O(samples n^3), vectorised.
    Source: the definition; A. Maurer and M. Pontil (2009) for the margin.

    >>> from designs import uncoded
    >>> round(random_error(uncoded(4), 0.25).value, 6)
    1.0
    """
    code = as_code(code)
    n = code.workers
    chances = np.broadcast_to(np.asarray(straggling, dtype=np.float64), (n,))
    good = bool((chances >= 0).all() and (chances <= 1).all())
    require(good, f"probabilities of straggling must be 0..1, got {straggling}")
    _check(samples, seed)
    rows = unit_rows(code)
    if 1 << n <= _MOST_SETS:
        bits = (np.arange(1 << n)[:, None] >> np.arange(n)) & 1
        weights = np.where(bits, chances, 1 - chances).prod(axis=1)
        return Mean(float(weights @ estimate(rows, bits == 0)), _ROUNDING, "enumerated")
    if np.ptp(chances) == 0 and mean_by_structure(code, 0) is not None:
        p = float(chances[0])
        law = [comb(n, s) * p**s * (1 - p) ** (n - s) for s in range(n + 1)]
        means = [mean_error(code, s).value for s in range(n + 1)]
        return Mean(float(np.dot(law, means)), _ROUNDING, "formula")
    kept = np.random.default_rng(seed).random((samples, n)) >= chances
    return _sampled(estimate(rows, kept), code.partitions)


def stationary(starts: float, ends: float) -> float:
    """The share of time that a two-state Markov worker is slow: ``starts / (starts + ends)``.

    ``starts`` is the probability that a fast worker is slow in the next round, ``ends`` that a slow
    one is fast.

    Raises:
        BadInput: no probabilities, or both 0.

    >>> stationary(0.1, 0.3)
    0.25
    """
    good = 0 <= starts <= 1 and 0 <= ends <= 1 and starts + ends > 0
    require(good, f"two probabilities that are not both 0 are needed, got {starts} and {ends}")
    return starts / (starts + ends)


def _sampled(errors: NDArray[np.float64], largest: int) -> Mean:
    """The sample mean with its margin by the empirical Bernstein inequality, both sides."""
    m, doubt = len(errors), log(4 / _DOUBT)
    spread = sqrt(2 * float(errors.var(ddof=1)) * doubt / m)
    margin = spread + 7 * largest * doubt / (3 * (m - 1))
    return Mean(float(errors.mean()), margin + _ROUNDING, "sampled")


def _check(samples: int, seed: int) -> None:
    require(samples > 1, f"samples must be at least 2, got {samples}")
    require(seed >= 0, f"a seed must be at least 0, got {seed}")
