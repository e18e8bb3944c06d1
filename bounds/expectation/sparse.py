"""Expected and worst errors of sparse codes in closed form: repetition, graphs and coin flips.

Everything is a count or a fraction of counts: n workers, k partitions, redundancy d, s stragglers.
Of Charles et al. the letters are k = n tasks, s = d tasks a worker, r = n - s survivors.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, comb, log

from bounds.closed_form.spectral import classical_bound, least_ratio
from designs.algebra.linear import Rational, plain
from designs.codes.base import require_divides, require_replication
from designs.errors import require

_E_SCALE = 10**30


def constant_replication_one_step(
    partitions: int, workers: int, replication: int, stragglers: int
) -> Rational:
    """The mean one-step error of every 0/1 code with constant redundancy d.

    It is ``k (n - d) s/(d (n - s)(n - 1))`` for n workers, k partitions and s stragglers.
    For fixed d it is the same for fractional repetition, cyclic placement, regular graphs and block
    designs: a partition's survivors are hypergeometric whatever the code. With n = k this is the
    ``delta k/((1 - delta) d) (k - d)/(k - 1)`` of the theory, which supposes constant loads too;
    they are not needed. It equals ``k mu s/(n - s)`` with the least spectral ratio mu of all codes.

    Raises:
        BadInput: not ``1 <= d <= n``, n = 1, or stragglers are not 0..n-1.

    Complexity: constant.
    Source: Z. Charles et al. (2017); re-derived and compared with all straggler sets in the tests.

    >>> constant_replication_one_step(100, 100, 5, 50)
    Fraction(1900, 99)
    """
    return classical_bound(partitions, workers, least_ratio(workers, replication), stragglers)


def bernoulli_one_step(
    partitions: int, workers: int, replication: Rational, stragglers: int
) -> Rational:
    """The mean error ``k (n - d)/(d (n - s))`` of the Bernoulli code, over codes and survivors.

    The weight is ``n/(d (n - s))``, from the mean redundancy d; the decoder ``one-step`` of this
    toolkit uses the sum of the entries that were drawn instead. It does not vanish without
    stragglers. With n = k it is ``k/((1 - delta) d) (1 - d/k)``.

    Raises:
        BadInput: not ``0 < d <= n``, or stragglers are not 0..n-1.

    Complexity: constant.
    Source: Z. Charles et al. (2017); re-derived: a partition has Binomial(n - s, d/n) survivors.

    >>> bernoulli_one_step(100, 100, 5, 50)
    38
    """
    n, d, s = workers, Fraction(replication), stragglers
    require(0 < d <= n, f"replication must be above 0 and at most workers={n}")
    require(0 <= s < n, f"stragglers must be 0..{n - 1}, got {s}")
    return plain(partitions * (n - d) / (d * (n - s)))


def regularised_replication(
    partitions: int, workers: int, replication: Rational, threshold: Rational = 2
) -> Rational:
    """The mean redundancy that truncating overloaded workers leaves of a Bernoulli code.

    With T ~ Binomial(k, d/n) the load that is drawn and L = d k/n its mean, a worker keeps
    T <= threshold L partitions, else L of them, rounded up. Rows stay independent and partitions
    alike, so entries of a column are independent coins again: the mean error of the regularised
    code, with the weight of the redundancy that is left, is `bernoulli_one_step` of it.

    Raises:
        BadInput: no workers or partitions, not ``0 < d <= n``, or a threshold below 1.

    Complexity: O(k) operations on fractions of O(k log n) digits.
    Source: derived here, for the truncation of `designs.codes.bernoulli.regularised_bernoulli`.

    >>> regularised_replication(4, 4, 1, 2), regularised_replication(4, 4, 1, 4)
    (Fraction(229, 256), 1)
    """
    n, k, d = workers, partitions, Fraction(replication)
    require(n >= 1 and k >= 1, f"workers and partitions must be at least 1, got {n} and {k}")
    require(0 < d <= n, f"replication must be above 0 and at most workers={n}")
    require(threshold >= 1, "threshold must be at least 1")
    p, load = d / n, d * k / n
    kept = [t if t <= threshold * load else ceil(load) for t in range(k + 1)]
    chances = (comb(k, t) * p**t * (1 - p) ** (k - t) for t in range(k + 1))
    mean = sum((t * chance for t, chance in zip(kept, chances, strict=True)), Fraction(0))
    return plain(mean * n / k)


def lost_groups(workers: int, replication: int, stragglers: int) -> tuple[Rational, ...]:
    """The probabilities that exactly 0, 1, 2, ... groups of fractional repetition are all silent.

    By inclusion and exclusion ``P(j lost) = sum_i (-1)^(i-j) C(i, j) C(n/d, i) C(n - i d, n - s)
    / C(n, n - s)``, for a uniformly random straggler set.

    Raises:
        BadInput: d does not divide n (with the nearest n), or stragglers are not 0..n.

    Complexity: O((n/d)^2).
    Source: derived here.

    >>> lost_groups(4, 2, 2)
    (Fraction(2, 3), Fraction(1, 3), 0)
    """
    n, d, left = workers, replication, workers - stragglers
    require_groups(n, d)
    require(0 <= stragglers <= n, f"stragglers must be 0..{n}, got {stragglers}")
    g, every = n // d, comb(n, left)
    some = [comb(g, i) * comb(n - i * d, left) for i in range(g + 1)]
    exactly = [
        sum((-1) ** (i - j) * comb(i, j) * some[i] for i in range(j, g + 1)) for j in range(g + 1)
    ]
    return tuple(plain(Fraction(x, every)) for x in exactly)


def repetition_error(workers: int, replication: int, stragglers: int) -> Rational:
    """The mean optimal error ``n C(n - d, n - s)/C(n, n - s)`` of fractional repetition.

    A lost group costs its d partitions, and nothing else costs anything.

    Raises:
        BadInput: d does not divide n (with the nearest n), or stragglers are not 0..n.

    Complexity: constant.
    Source: Z. Charles et al. (2017); re-derived.

    >>> repetition_error(12, 3, 6)
    Fraction(12, 11)
    """
    n, d, left = workers, replication, workers - stragglers
    require_groups(n, d)
    require(0 <= stragglers <= n, f"stragglers must be 0..{n}, got {stragglers}")
    return plain(Fraction(n * comb(n - d, left), comb(n, left)))


def repetition_tail(workers: int, replication: int, stragglers: int, groups: int) -> Rational:
    """An upper bound on the probability that more than this many groups are lost.

    With alpha = groups it is ``C(n/d, alpha + 1) C(n - (alpha + 1) d, n - s)/C(n, n - s)``, the
    mean number of sets of alpha + 1 lost groups. The exact probability is a sum of `lost_groups`.

    Raises:
        BadInput: d does not divide n (with the nearest n), stragglers are not 0..n, or groups is
            negative.

    Complexity: constant.
    Source: Z. Charles et al. (2017); re-derived.

    >>> repetition_tail(12, 3, 6, 0)
    Fraction(4, 11)
    """
    n, d, left, more = workers, replication, workers - stragglers, groups + 1
    require_groups(n, d)
    require(0 <= stragglers <= n, f"stragglers must be 0..{n}, got {stragglers}")
    require(groups >= 0, f"groups must be at least 0, got {groups}")
    if more * d > n:
        return 0
    return plain(Fraction(comb(n // d, more) * comb(n - more * d, left), comb(n, left)))


def sufficient_replication(workers: int, stragglers: int, groups: int = 0) -> int:
    """The least integer d with ``d >= (1 + 1/(1 + alpha)) ln(n) n/(n - s)``, alpha = groups.

    From this redundancy on fractional repetition loses more than alpha groups with probability at
    most 1/n; for alpha = 0 the decoding is exact with probability at least 1 - 1/n. That d is
    large enough is decided in integers: ``e^(d (n - s)(1 + alpha)) >= n^(n (2 + alpha))`` with e
    rounded down to 30 digits.

    Raises:
        BadInput: no workers, stragglers are not 0..n-1, or groups is negative.

    Complexity: multiplications of integers of O(n log n) bits.
    Source: Z. Charles et al. (2017); re-derived: ``C(n - j d, n - s)/C(n, n - s) <= (s/n)^(j d)``.

    >>> sufficient_replication(100, 20), sufficient_replication(100, 20, 4)
    (12, 7)
    """
    n, s, a = workers, stragglers, groups
    require(n >= 1, f"workers must be at least 1, got {n}")
    require(0 <= s < n, f"stragglers must be 0..{n - 1}, got {s}")
    require(a >= 0, f"groups must be at least 0, got {a}")
    e_below = sum(_E_SCALE // f for f in _factorials())
    goal = n ** (n * (2 + a))
    d = max(int((2 + a) * log(n) * n / ((1 + a) * (n - s))), 1)
    while not _reaches(e_below, d * (n - s) * (1 + a), goal):
        d += 1
    return d


def repetition_worst(workers: int, replication: int, stragglers: int) -> int:
    """The worst optimal error ``d floor(s/d)`` of fractional repetition: whole groups are silenced.

    Raises:
        BadInput: d does not divide n (with the nearest n), or stragglers are not 0..n.

    Complexity: constant.
    Source: Z. Charles et al. (2017); re-derived, and certified in the tests.

    >>> repetition_worst(12, 3, 7)
    6
    """
    require_groups(workers, replication)
    require(0 <= stragglers <= workers, f"stragglers must be 0..{workers}, got {stragglers}")
    return stragglers // replication * replication


def regular_graph_bound(
    vertices: int, degree: int, eigenvalue: Rational, stragglers: int
) -> Rational:
    """The spectral bound on the one-step error of a d-regular graph code, for every straggler set.

    It is ``(lambda/d)^2 n s/(n - s)``; ``eigenvalue`` is lambda, the second largest eigenvalue in
    absolute value, or anything above it. With lambda = 2 sqrt(d - 1), about that of a random graph,
    it is about ``4 delta n/((1 - delta) d)``. For a given graph
    `bounds.closed_form.expander.certified_ratio` proves a ratio ``(lambda/d)^2`` to put in
    `bounds.closed_form.spectral.classical_bound`.

    Raises:
        BadInput: no positive degree, or stragglers are not 0..n-1.

    Complexity: constant.
    Source: Z. Charles et al. (2017), N. Raviv et al. (2017); the spectral bound with ratio
    ``(lambda/d)^2``.

    >>> regular_graph_bound(10, 3, 2, 5)
    Fraction(40, 9)
    """
    require(degree >= 1, f"a degree must be at least 1, got {degree}")
    return classical_bound(vertices, vertices, (Fraction(eigenvalue) / degree) ** 2, stragglers)


def require_groups(workers: int, replication: int) -> None:
    """Raise `BadInput` unless d divides n, with the nearest n that it does divide.

    >>> require_groups(12, 3)
    """
    require_replication(workers, replication)
    require_divides("replication", replication, workers)


def _factorials() -> list[int]:
    found = [1]
    while found[-1] < _E_SCALE:
        found.append(found[-1] * len(found))
    return found


def _reaches(base: int, exponent: int, goal: int) -> bool:
    """Whether ``(base/scale)^exponent >= goal``."""
    return bool(base**exponent >= goal * _E_SCALE**exponent)
