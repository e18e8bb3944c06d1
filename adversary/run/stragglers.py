"""Straggler models: seeded tables of delays that do not depend on the code or the policy.

Row t - 1 of a table is for round t. It depends on the seed and on t alone (in `Bursty` also on the
rounds before), so that runs with the same seed have the same delays round by round, and a longer
run begins like a shorter one. Except in `RandomSet` the delay of a worker does not depend on how
many others there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from designs.errors import require

Delays = NDArray[np.float64]
_MOST_ENTRIES = 20_000_000


class Stragglers(Protocol):
    """A straggler model: a table of delays for any numbers of rounds and workers."""

    def delays(self, rounds: int, workers: int) -> Delays:
        """Delays in seconds, shape (rounds, workers)."""


@dataclass(frozen=True, slots=True)
class Exponential:
    """Independent delays ``shift + mean * E``, with E exponential of mean 1.

    Raises:
        BadInput: mean or shift is negative or not finite, or the seed is negative.

    Complexity: O(rounds workers).
    Source: the model of K. Lee et al., Speeding Up Distributed Machine Learning Using Codes (2018);
    seeds by round as in the public code of ErasureHead (2019).

    >>> model = Exponential(mean=0.5, seed=1)
    >>> table = model.delays(100, 12)
    >>> table.shape, bool((model.delays(3, 12) == table[:3]).all())
    ((100, 12), True)
    """

    mean: float = 0.5
    shift: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        _seconds("the mean", self.mean)
        _seconds("the shift", self.shift)
        _seed(self.seed)

    def delays(self, rounds: int, workers: int) -> Delays:
        """Delays in seconds, shape (rounds, workers)."""
        rows = [r.standard_exponential(workers) for r in _by_round(self.seed, rounds, workers)]
        return self.shift + self.mean * np.array(rows)


@dataclass(frozen=True, slots=True)
class PerWorker:
    """Independent exponential delays, of mean ``means[w]`` for worker w.

    Raises:
        BadInput: no means, one that is negative or not finite, or a negative seed; for another
            number of workers than of means.

    Complexity: O(rounds workers).
    Source: heterogeneous clusters, as in the papers on unequal straggling; the seeds are ours.

    >>> PerWorker((0.0, 1.0), seed=1).delays(2, 2)[:, 0].tolist()
    [0.0, 0.0]
    """

    means: Sequence[float]
    seed: int = 0

    def __post_init__(self) -> None:
        require(bool(len(self.means)), "there must be a mean for every worker, got none")
        for mean in self.means:
            _seconds("a mean", mean)
        _seed(self.seed)

    def delays(self, rounds: int, workers: int) -> Delays:
        """Delays in seconds, shape (rounds, workers)."""
        _one_each("means", len(self.means), workers)
        table = Exponential(1.0, 0.0, self.seed).delays(rounds, workers)
        table *= np.array(self.means)
        return table


@dataclass(frozen=True, slots=True)
class Sometimes:
    """A fixed ``delay`` of worker w with probability ``probabilities[w]``, else none.

    Raises:
        BadInput: no probabilities, one outside 0..1, a delay that is negative or not finite, or a
            negative seed; for another number of workers than of probabilities.

    Complexity: O(rounds workers).
    Source: independent, unequal straggling, as in `designs.codes.heterogeneous`.

    >>> Sometimes((0, 1), delay=2.0).delays(2, 2).tolist()
    [[0.0, 2.0], [0.0, 2.0]]
    """

    probabilities: Sequence[float]
    delay: float
    seed: int = 0

    def __post_init__(self) -> None:
        require(bool(len(self.probabilities)), "there must be a probability for every worker")
        for p in self.probabilities:
            _probability("a probability", p)
        _seconds("the delay", self.delay)
        _seed(self.seed)

    def delays(self, rounds: int, workers: int) -> Delays:
        """Delays in seconds, shape (rounds, workers)."""
        _one_each("probabilities", len(self.probabilities), workers)
        rows = [r.random(workers) for r in _by_round(self.seed, rounds, workers)]
        return _late(np.array(rows) < np.array(self.probabilities), self.delay)


@dataclass(frozen=True, slots=True)
class RandomSet:
    """A fixed delay of a uniformly random set of so many workers, drawn in each round.

    The sets are the first ``stragglers`` of random permutations, so that the set of a smaller
    number is a subset of that of a larger one.

    Raises:
        BadInput: stragglers or delay negative, or a negative seed; for fewer workers than
            stragglers.

    Complexity: O(rounds workers).
    Source: the stragglers of 2 and 3.5 seconds of ErasureHead (2019) as we read them.

    >>> (RandomSet(2, 3.5).delays(4, 5) > 0).sum(axis=1).tolist()
    [2, 2, 2, 2]
    """

    stragglers: int
    delay: float
    seed: int = 0

    def __post_init__(self) -> None:
        require(self.stragglers >= 0, f"stragglers must be at least 0, got {self.stragglers}")
        _seconds("the delay", self.delay)
        _seed(self.seed)

    def delays(self, rounds: int, workers: int) -> Delays:
        """Delays in seconds, shape (rounds, workers)."""
        s = self.stragglers
        require(s <= workers, f"stragglers must be 0..{workers} of {workers} workers, got {s}")
        places = [r.permutation(workers).argsort() for r in _by_round(self.seed, rounds, workers)]
        return _late(np.array(places) < s, self.delay)


@dataclass(frozen=True, slots=True)
class Bursty:
    """A fixed delay in bursts: every worker is a Markov chain with the states fast and slow.

    A fast worker becomes slow with probability ``enter``, a slow one fast with probability
    ``leave``; slow means late by ``delay``. The chains are
    independent and stationary: in every round a worker is slow with probability
    ``enter / (enter + leave)``, a burst lasts ``1 / leave`` rounds in the mean, and the states
    ``g`` rounds apart are correlated by ``(1 - enter - leave)^g``. Round t draws one uniform number
    a worker from (seed, t); a worker is slow then if the number is below ``1 - leave`` or
    ``enter``, according to its state before, and in the first round below the stationary
    probability. So rows depend on the seed and the rounds up to them.

    Raises:
        BadInput: a probability outside 0..1 or both zero, a delay that is negative or not finite,
            or a negative seed.

    Complexity: O(rounds workers).
    Source: E. N. Gilbert, Capacity of a Burst-Noise Channel (1960), as a straggler model.

    >>> Bursty(enter=1, leave=1, delay=2.0, seed=2).delays(4, 1).ravel().tolist()
    [0.0, 2.0, 0.0, 2.0]
    """

    enter: float
    leave: float
    delay: float
    seed: int = 0

    def __post_init__(self) -> None:
        _probability("enter", self.enter)
        _probability("leave", self.leave)
        require(self.enter + self.leave > 0, "enter and leave must not both be 0")
        _seconds("the delay", self.delay)
        _seed(self.seed)

    @property
    def slow_share(self) -> float:
        """The stationary probability of being slow."""
        return self.enter / (self.enter + self.leave)

    def delays(self, rounds: int, workers: int) -> Delays:
        """Delays in seconds, shape (rounds, workers)."""
        limits = np.full(workers, self.slow_share)
        rows = []
        for random in _by_round(self.seed, rounds, workers):
            slow = random.random(workers) < limits
            rows.append(slow)
            limits = np.where(slow, 1 - self.leave, self.enter)
        return _late(np.array(rows), self.delay)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A fixed delay of the same workers in every round.

    Raises:
        BadInput: the delay is negative or not finite; for a number of workers that does not have
            them.

    Complexity: O(rounds workers).

    >>> Fixed((2,), delay=1.0).delays(2, 3).tolist()
    [[0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]
    """

    workers: Sequence[int]
    delay: float

    def __post_init__(self) -> None:
        _seconds("the delay", self.delay)

    def delays(self, rounds: int, workers: int) -> Delays:
        """Delays in seconds, shape (rounds, workers)."""
        _fits(rounds, workers)
        known = all(0 <= w < workers for w in self.workers)
        require(known, f"stragglers must be workers 0..{workers - 1}, got {list(self.workers)}")
        table = np.zeros((rounds, workers))
        table[:, list(self.workers)] = self.delay
        return table


def _late(who: NDArray[np.bool_], delay: float) -> Delays:
    """The table with a delay for these workers, and none for the others."""
    table = np.zeros(who.shape)
    table[who] = delay
    return table


def _by_round(seed: int, rounds: int, workers: int) -> list[np.random.Generator]:
    """A generator of its own for every round, made from (seed, t), t = 1, 2, ..."""
    _fits(rounds, workers)
    return [np.random.default_rng((seed, t)) for t in range(1, rounds + 1)]


def _fits(rounds: int, workers: int) -> None:
    require(rounds >= 1, f"rounds must be at least 1, got {rounds}")
    require(workers >= 1, f"workers must be at least 1, got {workers}")
    many = rounds * workers
    require(many <= _MOST_ENTRIES, f"a table has at most {_MOST_ENTRIES:,} delays, got {many:,}")


def _one_each(name: str, given: int, workers: int) -> None:
    require(given == workers, f"there must be {workers} {name}, one for each worker, got {given}")


def _seed(seed: int) -> None:
    require(seed >= 0, f"a seed must be at least 0, got {seed}")


def _seconds(name: str, value: float) -> None:
    good = bool(np.isfinite(value)) and value >= 0
    require(good, f"{name} must be finite and at least 0 seconds, got {value}")


def _probability(name: str, value: float) -> None:
    require(0 <= value <= 1, f"{name} must be 0..1, got {value}")
