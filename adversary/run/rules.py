"""Stopping rules of a round, and the decoders of the answers that have come by then.

A rule maps the number of levels that each worker has completed to whether they suffice; pass it to
`Engine.collect` or to `adversary.run.timeline.timeline`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np

from adversary.cluster.engine import Collected, Engine, Rule, Vector
from adversary.cluster.vectors import combination
from adversary.decoding.decode import Decoder
from adversary.decoding.error import error
from adversary.decoding.online import Decoding
from adversary.run.optimisers import Optimiser
from designs.algebra.linear import Rational
from designs.codes.base import GradientCode
from designs.codes.structure import disjoint_groups
from designs.errors import require

Done = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class First:
    """The stopping rule that waits for ``count`` workers with so many levels completed.

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
        """Whether so many workers have."""
        return sum(1 for levels in done.values() if levels >= self.levels) >= self.count


@dataclass(frozen=True, slots=True)
class UntilDeadline:
    """The stopping rule that waits for the deadline: every answer before it counts.

    Complexity: O(1).

    >>> UntilDeadline()({0: 1, 1: 1})
    False
    """

    def __call__(self, done: Done) -> bool:
        """False: the deadline ends the round."""
        del done
        return False


@dataclass(frozen=True, slots=True)
class AllGroups:
    """The stopping rule that waits for each group of a repetition code, or for ``most`` answers.

    Without ``most`` this is the rule of fractional repetition, which decodes exactly; with it that
    of ErasureHead, which may lose groups. `adversary.decoding.early_stop.early_groups` and
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
    """The stopping rule that waits until the exact error of the survivors is at most ``most``.

    The error of the optimal decoder never grows with another answer, so no rule for this error ends
    earlier. Errors are remembered by set.

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
        """Whether the error of the survivors is small enough."""
        there = frozenset(done)
        if there not in self._known:
            silent = [w for w in range(self.code.workers) if w not in there]
            self._known[there] = error(self.code, silent)
        return self._known[there] <= self.most


@dataclass(frozen=True, slots=True)
class Wait:
    """The wait of a round: for how many answers, how long, and whether fewer are decoded.

    ``enough`` is a number of answers or a stopping rule. With ``accept_fewer`` a round that has too
    few at the deadline is decoded too, from one answer on.

    >>> import numpy as np
    >>> Wait(3, 10.0).failure(Collected(1, {0: np.zeros(2), 2: np.zeros(2)}, {1: "late"}, 10.0))
    '2 of 3 answers; worker 1 late'
    """

    enough: int | Rule
    deadline: float
    accept_fewer: bool = False

    def is_met(self, collected: Collected) -> bool:
        """Whether there are enough answers."""
        if callable(self.enough):
            return self.enough(completed(collected))
        return len(collected.answers) >= self.enough

    def failure(self, collected: Collected) -> str:
        """Why a round cannot be decoded, in words; "" if it can."""
        if self.is_met(collected) or (self.accept_fewer and collected.answers):
            return ""
        wanted = "enough" if callable(self.enough) else str(self.enough)
        return f"{len(collected.answers)} of {wanted} answers; {reasons(collected)}"


class Sum(NamedTuple):
    """A decoded sum of gradients: its error as the probe shows it, and exactly; a second track.

    With several models it is for one of them.
    """

    vector: Vector
    measured: float
    exact: Rational
    second: Vector | None = None
    model: int | None = None


class Answers(Protocol):
    """What is decoded at the end of a round; ``failure`` says why nothing is.

    If it ``must_be_exact``, any error is a failure. A nested scheme has a ``level``; what else a
    scheme has to tell is ``told``.
    """

    @property
    def collected(self) -> Collected:
        """The answers of the round."""

    @property
    def survivors(self) -> tuple[int, ...]:
        """The workers whose answers are decoded, ascending."""

    @property
    def failure(self) -> str:
        """Why nothing is decoded; "" if something is."""

    @property
    def must_be_exact(self) -> bool:
        """Whether any error is a failure."""

    @property
    def level(self) -> int | None:
        """The level of a nested scheme."""

    @property
    def told(self) -> Mapping[str, Any]:
        """What a scheme tells of its round: jobs or clusters."""

    def sums(self, dimension: int) -> list[Sum]:
        """The decoded sums of gradients of this dimension."""


@dataclass(frozen=True, slots=True)
class RoundAnswers:
    """The answers of a round that are decoded, and the decoder of their code.

    ``failure`` says why there is nothing to decode. In a nested scheme the code is that of
    ``level``; if the answers ``must_be_exact``, any error is a failure.

    >>> from designs import uncoded
    >>> RoundAnswers(Collected(1, {}, {0: "late"}, 1.0), Decoding(uncoded(1)), "late").survivors
    ()
    """

    collected: Collected
    decoding: Decoding
    failure: str
    level: int | None = None
    must_be_exact: bool = False
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def survivors(self) -> tuple[int, ...]:
        """The workers whose answers are decoded, ascending."""
        return tuple(sorted(self.collected.answers))

    def sums(self, dimension: int) -> list[Sum]:
        """The decoded sum of gradients of this dimension."""
        weights, exact, shrunken = self.decoding.of(self.survivors)
        answers = [self.collected.answers[w] for w in self.survivors]
        total = combination(weights, answers)
        measured = float(np.sum((total[dimension:] - 1) ** 2))
        second = None if shrunken is None else combination(shrunken, answers)[:dimension]
        return [Sum(total[:dimension], measured, exact, second)]


class RoundDecoder(Protocol):
    """The decoder of a run: when a round is over, and how its answers are decoded."""

    @property
    def certifiable(self) -> Decoder | None:
        """The decoder's name in `adversary.worst_case`, or None."""

    def broadcast(self, optimiser: Optimiser) -> Vector:
        """What is broadcast: the point of the next gradient, and what workers are told beside."""

    def collect(self, engine: Engine, wait: Wait) -> Answers:
        """The answers of the broadcast round, waited for."""


@dataclass(frozen=True, slots=True)
class OneLevel:
    """The decoder of a plain code: all answers that have come are decoded.

    >>> from designs import uncoded
    >>> OneLevel(Decoding(uncoded(2))).certifiable
    'optimal'
    """

    decoding: Decoding

    @property
    def certifiable(self) -> Decoder | None:
        """The decoder's name in `adversary.worst_case`, or None."""
        return self.decoding.certifiable

    def broadcast(self, optimiser: Optimiser) -> Vector:
        """What is broadcast: the point of the next gradient."""
        return optimiser.point

    def collect(self, engine: Engine, wait: Wait) -> RoundAnswers:
        """The answers of the broadcast round, waited for."""
        collected = engine.collect(wait.enough, wait.deadline, borrow=True)
        return RoundAnswers(collected, self.decoding, wait.failure(collected))


def completed(collected: Collected) -> dict[int, int]:
    """The number of levels that each worker has completed: the argument of a stopping rule.

    >>> import numpy as np
    >>> completed(Collected(1, {}, {0: "late"}, 1.0, levels={0: (np.zeros(2),)}))
    {0: 1}
    """
    return {w: len(vectors) for w, vectors in collected.levels.items()}


def reasons(collected: Collected) -> str:
    """The missing workers and the reasons, in words.

    >>> reasons(Collected(1, {}, {0: "late", 2: "stopped"}, 1.0))
    'worker 0 late, worker 2 stopped'
    """
    return ", ".join(f"worker {w} {reason}" for w, reason in collected.missing.items())
