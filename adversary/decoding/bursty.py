"""Bursts of stragglers over many rounds: the model, its patterns, and when to stop waiting.

A pattern is a list of rounds, each the workers that do not answer in time.

No `Decoder`: it models patterns of stragglers, and decides when to stop waiting.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal

from designs.algebra.linear import Rational, plain
from designs.codes.base import generator
from designs.errors import require

_TRIED = 0.75
Pattern = Sequence[Collection[int]]
Rounds = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class BurstyModel:
    """The (B, W, lambda)-bursty model: a limit on the stragglers of any W consecutive rounds.

    At most lambda distinct workers straggle, and the first and the last time of each are less than
    B rounds apart.

    Raises:
        BadInput: not ``1 <= burst <= window``, or ``distinct < 0``.

    Source: M. N. Krishnan, E. Ebrahimi, A. Khisti, Sequential Gradient Coding (2023).

    >>> model = BurstyModel(burst=2, window=3, distinct=1)
    >>> model.conforms([(0,), (0,), (), ()]), model.conforms([(0,), (), (0,)])
    (True, False)
    """

    burst: int
    window: int
    distinct: int

    def __post_init__(self) -> None:
        require(
            1 <= self.burst <= self.window,
            f"burst must be between 1 and window, got burst={self.burst}, window={self.window}",
        )
        require(self.distinct >= 0, f"distinct must be at least 0, got {self.distinct}")

    def conforms(self, pattern: Pattern) -> bool:
        """Whether every window of the pattern satisfies the model.

        Complexity: O(R W n) for R rounds.

        >>> BurstyModel(1, 2, 1).conforms([(0,), (1,)])
        False
        """
        starts = (max(0, t + 1 - self.window) for t in range(len(pattern)))
        return all(self.may_follow(pattern[start:t], pattern[t]) for t, start in enumerate(starts))

    def may_follow(self, past: Pattern, silent: Collection[int]) -> bool:
        """Whether the window that ends with this round satisfies the model.

        Complexity: O(W n).

        >>> BurstyModel(1, 2, 1).may_follow([(0,), ()], (1,))
        True
        """
        first: dict[int, int] = {}
        recent = past[max(0, len(past) + 1 - self.window) :]
        for t, workers in enumerate([*recent, silent]):
            for w in workers:
                if t - first.setdefault(w, t) >= self.burst:
                    return False
        return len(first) <= self.distinct

    def patterns(self, workers: int, rounds: int) -> Iterator[Rounds]:
        """All conforming patterns, each once; there are exponentially many.

        Complexity: O(number of patterns * 2^n R W n), O(2^n + R) memory.

        >>> len(list(BurstyModel(1, 2, 1).patterns(2, 2)))
        5
        """
        sizes = range(min(workers, self.distinct) + 1)
        sets = [silent for size in sizes for silent in combinations(range(workers), size)]
        return self._extend((), sets, rounds)

    def _extend(
        self, past: Rounds, sets: Sequence[tuple[int, ...]], rounds: int
    ) -> Iterator[Rounds]:
        if len(past) == rounds:
            yield past
            return
        for silent in sets:
            if self.may_follow(past, silent):
                yield from self._extend((*past, silent), sets, rounds)

    def random_pattern(self, workers: int, rounds: int, seed: int) -> Rounds:
        """A random conforming pattern with many stragglers.

        In each round, in random order, each worker straggles with probability 3/4 if the model
        allows it, so that bursts have gaps.

        Raises:
            BadInput: the seed is negative.

        Complexity: O(R W n^2).

        >>> BurstyModel(1, 2, 1).conforms(BurstyModel(1, 2, 1).random_pattern(3, 9, seed=1))
        True
        """
        random, past = generator(seed), list[tuple[int, ...]]()
        for _ in range(rounds):
            silent: list[int] = []
            for w in random.permutation(workers).tolist():
                if random.random() < _TRIED and self.may_follow(past, [*silent, w]):
                    silent.append(w)
            past.append(tuple(sorted(silent)))
        return tuple(past)


def operate(
    model: BurstyModel,
    replies: Sequence[Sequence[Rational | float]],
    slack: Rational,
    wait: Literal["all", "conforming"] = "all",
) -> tuple[Rounds, tuple[Rational, ...]]:
    """The stragglers and the length of each round under the operating rule.

    ``replies[t][w]`` is when worker w would answer in round t. The server stops at 1 + slack times
    the fastest answer if the workers that are missing then conform to the model;
    else it waits for all. If it waits for ``conforming``, it stops at the first later answer after
    which the missing conform. A float is the dyadic rational that it is.

    Raises:
        BadInput: ``slack < 0``, a round without replies, or a reply that is not positive.

    Complexity: O(R W n), times n to wait for conforming.
    Source: M. N. Krishnan, E. Ebrahimi, A. Khisti, Sequential Gradient Coding (2023); to wait no
    longer than until the missing conform is ours.

    >>> operate(BurstyModel(1, 2, 1), [[1, 1, 9], [1, 5, 9]], slack=1)
    (((2,), ()), (2, 9))
    >>> operate(BurstyModel(1, 2, 1), [[1, 1, 9], [1, 9, 5]], slack=1, wait="conforming")
    (((2,), ()), (2, 9))
    """
    require(slack >= 0, f"slack must be at least 0, got {slack}")
    past: list[tuple[int, ...]] = []
    lengths: list[Rational] = []
    for given in replies:
        times = [Fraction(x) for x in given]
        require(bool(times) and min(times) > 0, "each round needs replies, all after time 0")
        first, last = (1 + slack) * min(times), max(times)
        later = sorted(x for x in times if first < x < last) if wait == "conforming" else []
        for stop in [min(first, last), *later, last]:
            silent = tuple(w for w, x in enumerate(times) if x > stop)
            if model.may_follow(past, silent):
                break
        past.append(silent)
        lengths.append(plain(stop))
    return tuple(past), tuple(lengths)
