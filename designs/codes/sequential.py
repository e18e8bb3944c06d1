"""Sequential gradient coding: a job a round, each with a few rounds' time, against bursts.

Job t starts in round t and is due in round t + T. In the (B, W, lambda)-bursty model any W
consecutive rounds have at most lambda distinct stragglers, and those of one worker lie within B
rounds; with patience for T rounds less redundancy is needed than for lambda stragglers a round.
"""

from __future__ import annotations

from fractions import Fraction

from designs.algebra.linear import plain
from designs.codes.base import GradientCode
from designs.codes.family import scheme
from designs.codes.repetition import uncoded
from designs.codes.scheme import Fact, Scheme
from designs.codes.tolerant import tolerant
from designs.errors import require


@scheme(
    "selective-reattempt",
    example={"workers": 8, "burst": 1, "window": 2, "distinct": 4, "seed": 1},
    after="communication-approximate",
)
def selective_reattempt(
    workers: int, burst: int, window: int, distinct: int, seed: int = 0
) -> Scheme:
    """Selective reattempt (SR-SGC): one code for few stragglers, who may try again B rounds later.

    The code tolerates ``s = ceil(B lambda / (W - 1 + B))`` stragglers, its load is (s + 1)/n of the
    data. If v > s answers to job t - B are missing, v - s of the workers that owe them do that
    task in round t instead of their task of job t. Every job is done by round t + B.

    Raises:
        BadInput: not ``1 <= B < W``, B does not divide W - 1 (with the nearest windows), not
            ``0 <= lambda <= n``, or a single worker that straggles.

    Complexity: that of `tolerant`.
    Source: M. N. Krishnan, E. Ebrahimi, A. Khisti, Sequential Gradient Coding (2023); that it keeps
    its word is proved in docs/why-it-is-true.md.

    >>> scheme = selective_reattempt(6, burst=1, window=3, distinct=4)
    >>> scheme.facts["stragglers of a round"], scheme.facts["load"], scheme.facts["delay"]
    (2, Fraction(1, 2), 1)
    """
    n, B, W = workers, burst, window
    _require_bursty(n, B, W, distinct)
    below = W - (W - 1) % B
    require(
        (W - 1) % B == 0,
        f"burst must divide window - 1, got burst={B}, window={W}; "
        f"the nearest windows are {below} and {below + B}",
    )
    s = -(-B * distinct // (W - 1 + B))
    recipe = _recipe("selective-reattempt", n, B, W, distinct, seed)
    facts = {"stragglers of a round": s, "load": plain(Fraction(s + 1, n)), "delay": B}
    return Scheme("selective reattempt", {"round": tolerant(n, s, seed)}, facts, recipe)


@scheme(
    "multiplexed",
    example={"workers": 8, "burst": 1, "window": 2, "distinct": 3, "seed": 1},
    after="selective-reattempt",
)
def multiplexed(workers: int, burst: int, window: int, distinct: int, seed: int = 0) -> Scheme:
    """Multiplexed sequential coding (M-SGC): plain chunks first, failed ones again, the rest coded.

    A job is cut into (W-1) n plain chunks, W - 1 for each worker alone, and B groups of n chunks
    1/(lambda+1) as large, each under a code for lambda stragglers. In each round a worker does one
    mini-task for each of W - 1 + B consecutive jobs: for its W - 1 youngest the next plain chunk,
    for the B oldest a plain chunk that has failed, or if there is none the coded task of the
    group. All mini-tasks are equally long; the load is

    ``(lambda+1)(W-1+B) / (n (B + (W-1)(lambda+1)))``, and ``(W-1+B) / (n (W-1))`` for lambda = n,

    where nothing can be coded and all chunks are plain. Every job is done by round t + W - 2 + B.

    Raises:
        BadInput: not ``1 <= B < W``, or not ``0 <= lambda <= n``.

    Complexity: that of `tolerant`.
    Source: M. N. Krishnan, E. Ebrahimi, A. Khisti, Sequential Gradient Coding (2023); the loads are
    re-derived, and that it keeps its word is proved in docs/why-it-is-true.md.

    >>> scheme = multiplexed(4, burst=1, window=2, distinct=1)
    >>> scheme.facts["load"], scheme.facts["delay"], scheme["coded"].load()
    (Fraction(1, 3), 1, (2, 2, 2, 2))
    """
    n, B, W = workers, burst, window
    _require_bursty(n, B, W, distinct)
    components: dict[str, GradientCode] = {"plain": uncoded(n)}
    if distinct < n:
        components["coded"] = tolerant(n, distinct, seed)
    facts: dict[str, Fact] = {
        "plain chunks of a worker": W - 1,
        "coded groups": B if distinct < n else 0,
        "load": multiplexed_load(n, B, W, distinct),
        "delay": W - 2 + B,
    }
    recipe = _recipe("multiplexed", n, B, W, distinct, seed)
    return Scheme("multiplexed sequential coding", components, facts, recipe)


def multiplexed_load(workers: int, burst: int, window: int, distinct: int) -> Fraction:
    """What share of the data a worker of `multiplexed` processes in a round.

    A plain chunk is lambda + 1 small ones, so all the data are ``n (W-1)(lambda+1) + n B`` small
    chunks, and a round's W - 1 + B mini-tasks are ``(W-1+B)(lambda+1)`` of them.

    Raises:
        BadInput: not ``1 <= B < W``, or not ``0 <= lambda <= n``.

    Complexity: O(1).
    Source: re-derived from the schedule.

    >>> multiplexed_load(4, 1, 2, 1), multiplexed_load(4, 1, 2, 4)
    (Fraction(1, 3), Fraction(1, 2))
    """
    n, B, W, small = workers, burst, window, distinct + 1
    _require_bursty(n, B, W, distinct)
    if distinct == n:
        return Fraction(W - 1 + B, n * (W - 1))
    return Fraction(small * (W - 1 + B), n * (B + (W - 1) * small))


def _require_bursty(n: int, burst: int, window: int, distinct: int) -> None:
    require(n >= 1, f"workers must be at least 1, got {n}")
    require(
        1 <= burst < window,
        f"burst must be at least 1 and less than window, got burst={burst}, window={window}",
    )
    require(
        0 <= distinct <= n,
        f"distinct must be between 0 and the workers, got distinct={distinct}, workers={n}",
    )


def _recipe(
    family: str, n: int, burst: int, window: int, distinct: int, seed: int
) -> dict[str, object]:
    return {
        "family": family, "workers": n, "burst": burst, "window": window,
        "distinct": distinct, "seed": seed,
    }  # fmt: skip
