"""Sequential gradient coding: a job a round, each with a few rounds' time, against bursts.

Job t starts in round t and is due in round t + T. In the (B, W, lambda)-bursty model any W
consecutive rounds have at most lambda distinct stragglers, and those of one worker lie within B
rounds; with patience for T rounds less redundancy is needed than for lambda stragglers a round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from designs.algebra.linear import Rational, plain
from designs.codes.base import GradientCode
from designs.codes.family import scheme
from designs.codes.repetition import uncoded
from designs.codes.scheme import Fact, Scheme, Sending
from designs.codes.tolerant import tolerant
from designs.errors import require

# The kinds of tasks: of a reattempt scheme, and the two of a multiplexed one.
Part = Literal["round", "plain", "coded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReattemptScheme(Scheme):
    """One code "round" for ``tolerated`` stragglers of a round, who try again ``delay`` rounds on.

    >>> selective_reattempt(6, burst=1, window=3, distinct=4).tolerated
    2
    """

    tolerated: int = field(compare=False)
    load: Rational = field(compare=False)
    delay: int = field(compare=False)

    def row(self, worker: int, part: Part = "round", index: int = 0) -> tuple[Rational, ...]:
        """The row of a worker over the n chunks of a job; there is one part, of index 0."""
        del part, index
        return self["round"].encoding[worker]

    @property
    def sending(self) -> Sending:
        """One message a round, for the job that a worker is told."""
        return Sending(((0,),), chosen=1, models=self.delay + 1)

    @property
    def facts(self) -> Mapping[str, Fact]:
        """Stragglers of a round, load, and delay."""
        return {"stragglers of a round": self.tolerated, "load": self.load, "delay": self.delay}


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiplexedScheme(Scheme):
    """Chunks "plain" and "coded": ``chunks`` plain ones a worker, and ``groups`` that are coded.

    Every job is done ``delay`` rounds after it has begun; a worker processes the part ``load`` of
    the data in a round. Without a group there is no component "coded".

    >>> multiplexed(4, burst=1, window=2, distinct=1).chunks
    1
    """

    chunks: int = field(compare=False)
    groups: int = field(compare=False)
    load: Rational = field(compare=False)
    delay: int = field(compare=False)

    def row(self, worker: int, part: Part, index: int = 0) -> tuple[Rational, ...]:
        """The row of a worker over a job's chunks: its plain chunk of this index, or a coded group.

        >>> multiplexed(2, 1, 3, 0).row(1, "plain", 1)
        (0, 0, 0, 1, 0, 0)
        """
        n = self.workers
        row: list[Rational] = [0] * (n * (self.chunks + self.groups))
        if part == "plain":
            row[worker * self.chunks + index] = 1
        else:
            start = n * (self.chunks + index)
            row[start : start + n] = self["coded"].encoding[worker]
        return tuple(row)

    @property
    def partitions(self) -> int:
        """Number of partitions of a job, all equal: lambda + 1 of them are a plain chunk.

        >>> multiplexed(4, burst=1, window=2, distinct=1).partitions
        12
        """
        return self.workers * (self.chunks * self._small + self.groups)

    @property
    def codes(self) -> tuple[GradientCode, ...]:
        """The codes of the mini-tasks: of the first plain chunks, the second, ..., then the groups.

        Complexity: O(n k) for each.
        """
        parts: list[tuple[Part, int]] = [("plain", i) for i in range(self.chunks)]
        parts += [("coded", i) for i in range(self.groups)]
        return tuple(
            GradientCode(
                [self._of_partitions(self.row(w, part, i)) for w in range(self.workers)],
                f"{part} {i} of {self.name}",
            )
            for part, i in parts
        )

    @property
    def sending(self) -> Sending:
        """A message for each of the jobs under way, as a worker is told."""
        kinds = self.chunks + self.groups
        return Sending(((0,),) * kinds, chosen=self.delay + 1, models=self.delay + 1)

    @property
    def _small(self) -> int:
        """Partitions of a plain chunk."""
        return self["coded"].load()[0] if self.groups else 1

    def _of_partitions(self, row: tuple[Rational, ...]) -> tuple[Rational, ...]:
        """A row over the chunks of a job as one over its partitions."""
        plain = self.workers * self.chunks
        return (*(x for x in row[:plain] for _ in range(self._small)), *row[plain:])

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The chunks of a job, the load, and the delay."""
        return {
            "plain chunks of a worker": self.chunks,
            "coded groups": self.groups,
            "load": self.load,
            "delay": self.delay,
        }


@scheme(
    "selective-reattempt",
    example={"workers": 8, "burst": 1, "window": 2, "distinct": 4, "seed": 1},
    after="communication-approximate",
)
def selective_reattempt(
    workers: int, burst: int, window: int, distinct: int, seed: int = 0
) -> ReattemptScheme:
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
    >>> scheme.tolerated, scheme.load, scheme.delay
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
    components, load = {"round": tolerant(n, s, seed)}, plain(Fraction(s + 1, n))
    name = "selective reattempt"
    return ReattemptScheme(name, components, recipe, tolerated=s, load=load, delay=B)


@scheme(
    "multiplexed",
    example={"workers": 8, "burst": 1, "window": 2, "distinct": 3, "seed": 1},
    after="selective-reattempt",
)
def multiplexed(
    workers: int, burst: int, window: int, distinct: int, seed: int = 0
) -> MultiplexedScheme:
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
    >>> scheme.load, scheme.delay, scheme["coded"].load()
    (Fraction(1, 3), 1, (2, 2, 2, 2))
    """
    n, B, W = workers, burst, window
    _require_bursty(n, B, W, distinct)
    components: dict[str, GradientCode] = {"plain": uncoded(n)}
    if distinct < n:
        components["coded"] = tolerant(n, distinct, seed)
    recipe = _recipe("multiplexed", n, B, W, distinct, seed)
    return MultiplexedScheme(
        "multiplexed sequential coding", components, recipe, chunks=W - 1,
        groups=B if distinct < n else 0, load=multiplexed_load(n, B, W, distinct),
        delay=W - 2 + B,
    )  # fmt: skip


def multiplexed_load(workers: int, burst: int, window: int, distinct: int) -> Fraction:
    """The load of `multiplexed`: the share of the data that a worker processes in a round.

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
