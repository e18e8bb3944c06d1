"""Stopping rules, and what the server of a round decodes when it has stopped waiting.

A rule is told how many levels each worker has completed and says whether that will do; pass it to
`Engine.collect` or to `adversary.run.timeline.timeline`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from adversary.cluster.engine import Collected, Engine, Rule
from adversary.decoding.decode import Decoder
from adversary.decoding.error import error
from adversary.decoding.online import Decoding
from designs.algebra.linear import Rational
from designs.codes.base import GradientCode
from designs.codes.structure import disjoint_groups
from designs.errors import require

Done = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class First:
    """The rule that waits for ``count`` workers that have completed so many levels.

    Raises:
        BadInput: a count or a number of levels below 1.

    Complexity: O(n).

    >>> First(2)({0: 1}), First(2)({0: 1, 4: 1})
    (False, True)
    """

    count: int
    levels: int = 1

    def __post_init__(self) -> None:
        require(self.count >= 1, f"a rule waits for at least 1 answer, got {self.count}")
        require(self.levels >= 1, f"levels are counted from 1, got {self.levels}")

    def __call__(self, done: Done) -> bool:
        """Whether so many have."""
        return sum(1 for levels in done.values() if levels >= self.levels) >= self.count


@dataclass(frozen=True, slots=True)
class UntilDeadline:
    """The rule that waits for the deadline: whatever comes before it counts.

    Complexity: O(1).

    >>> UntilDeadline()({0: 1, 1: 1})
    False
    """

    def __call__(self, done: Done) -> bool:
        """No."""
        del done
        return False


@dataclass(frozen=True, slots=True)
class AllGroups:
    """The rule that waits for each group of a repetition code, or for ``most`` answers.

    Without ``most`` this is the rule of fractional repetition, that decodes exactly; with it that
    of ErasureHead, that may lose groups. `adversary.decoding.early_stop.early_groups` and
    `adversary.decoding.erasure_head.erasure_head` have the weights, from workers in the order of
    `Collected.arrivals`.

    Raises:
        BadInput: the code has no disjoint groups of workers that send multiples of the sum over
            their group, or most is below 1.

    Complexity: O(n) a call.
    Source: R. Tandon et al., Gradient Coding (2017); H. Wang, Z. Charles, D. Papailiopoulos,
    ErasureHead (2019).

    >>> from designs import fractional_repetition
    >>> code = fractional_repetition(4, 2)
    >>> AllGroups(code)({0: 1, 1: 1}), AllGroups(code)({1: 1, 2: 1})
    (False, True)
    >>> AllGroups(code, most=2)({0: 1, 1: 1})
    True
    """

    code: GradientCode
    most: int | None = None
    _groups: tuple[frozenset[int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        groups = disjoint_groups(self.code)
        whole = groups is not None and error(self.code, []) == 0
        require(whole, f"waiting for all groups needs a repetition code, got {self.code}")
        good = self.most is None or self.most >= 1
        require(good, f"a rule waits for at least 1 answer, got {self.most}")
        useful = {w for w, row in enumerate(self.code.encoding) if any(row)}
        found = (frozenset(group.workers) & useful for group in groups or ())
        object.__setattr__(self, "_groups", tuple(group for group in found if group))

    def __call__(self, done: Done) -> bool:
        """Whether each group has answered, or enough workers."""
        if self.most is not None and len(done) >= self.most:
            return True
        return all(not group.isdisjoint(done) for group in self._groups)


@dataclass(frozen=True, slots=True)
class Decodable:
    """The rule that waits until the exact error of the workers that have answered is small.

    That is at most ``most``. The error of the optimal decoder never grows with another answer, so
    this is the earliest moment possible. Errors are remembered by set.

    Raises:
        BadInput: the error is negative.

    Complexity: a new set takes O(n^2 k + n^3) operations on integers.
    Source: the span condition of R. Tandon et al., Gradient Coding (2017).

    >>> from fractions import Fraction
    >>> from designs import block_design
    >>> rule = Decodable(block_design(3, 2, 1), Fraction(1, 3))
    >>> rule({0: 1}), rule({0: 1, 2: 1})
    (False, True)
    """

    code: GradientCode
    most: Rational = 0
    _known: dict[frozenset[int], Rational] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        require(self.most >= 0, f"an error is at least 0, got {self.most}")

    def __call__(self, done: Done) -> bool:
        """Whether the survivors' error is small enough."""
        there = frozenset(done)
        if there not in self._known:
            silent = [w for w in range(self.code.workers) if w not in there]
            self._known[there] = error(self.code, silent)
        return self._known[there] <= self.most


@dataclass(frozen=True, slots=True)
class Wait:
    """How long the server waits in a round, and whether fewer answers are decoded after that.

    ``enough`` is a number of answers or a stopping rule. With ``accept_fewer`` a round that has too
    few at the deadline is decoded all the same, from one answer on.

    >>> import numpy as np
    >>> Wait(3, 10.0).failure(Collected(1, {0: np.zeros(2), 2: np.zeros(2)}, {1: "late"}, 10.0))
    '2 of 3 answers; worker 1 late'
    """

    enough: int | Rule
    deadline: float
    accept_fewer: bool = False

    def is_met(self, brought: Collected) -> bool:
        """Whether there are enough answers."""
        if callable(self.enough):
            return self.enough(completed(brought))
        return len(brought.answers) >= self.enough

    def failure(self, brought: Collected) -> str:
        """Why a round cannot be decoded, in words; "" if it can."""
        if self.is_met(brought) or (self.accept_fewer and brought.answers):
            return ""
        wanted = "enough" if callable(self.enough) else str(self.enough)
        return f"{len(brought.answers)} of {wanted} answers; {reasons(brought)}"


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of a round that are decoded, and the decoder of their code.

    ``failure`` says why there is nothing to decode. In a nested scheme the code is that of
    ``level``; if it is ``promised`` that nothing is lost, any error is a failure.

    >>> from designs import uncoded
    >>> Answered(Collected(1, {}, {0: "late"}, 1.0), Decoding(uncoded(1)), "0 of 1 answers").level
    """

    brought: Collected
    decoding: Decoding
    failure: str
    level: int | None = None
    promised: bool = False


class RoundDecoder(Protocol):
    """Decides when a round is over, and how its answers are decoded."""

    @property
    def certifiable(self) -> Decoder | None:
        """The decoder as `adversary.worst_case` knows it, or None."""

    def hear(self, engine: Engine, wait: Wait) -> Answered:
        """Wait for the answers of the round that was broadcast."""


@dataclass(frozen=True, slots=True)
class OneLevel:
    """The decoder of a plain code: whatever has come is decoded.

    >>> from designs import uncoded
    >>> OneLevel(Decoding(uncoded(2))).certifiable
    'optimal'
    """

    decoding: Decoding

    @property
    def certifiable(self) -> Decoder | None:
        """The decoder as `adversary.worst_case` knows it, or None."""
        return self.decoding.certifiable

    def hear(self, engine: Engine, wait: Wait) -> Answered:
        """Wait for the answers of the round that was broadcast."""
        brought = engine.collect(wait.enough, wait.deadline, borrow=True)
        return Answered(brought, self.decoding, wait.failure(brought))


def completed(brought: Collected) -> dict[int, int]:
    """How many levels each worker has completed, as stopping rules are told.

    >>> import numpy as np
    >>> completed(Collected(1, {}, {0: "late"}, 1.0, levels={0: (np.zeros(2),)}))
    {0: 1}
    """
    return {w: len(vectors) for w, vectors in brought.levels.items()}


def reasons(brought: Collected) -> str:
    """Who is missing and why, in words.

    >>> reasons(Collected(1, {}, {0: "late", 2: "stopped"}, 1.0))
    'worker 0 late, worker 2 stopped'
    """
    return ", ".join(f"worker {w} {reason}" for w, reason in brought.missing.items())
