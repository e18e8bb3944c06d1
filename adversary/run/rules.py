"""Stopping rules as values: when the server of a coded round has heard enough.

A rule is told how many levels each worker has completed and says whether that will do; pass it to
`Engine.collect` or to `adversary.run.timeline.timeline`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from adversary.cluster.engine import Collected, Vector
from adversary.cluster.vectors import combination
from adversary.decoding.decode import decode
from adversary.decoding.error import error
from adversary.decoding.nested import (
    Chosen,
    choose,
    decodable_levels,
    feasible_levels,
    finished,
    ready,
)
from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.codes.nested import NestedScheme
from designs.codes.structure import disjoint_groups
from designs.errors import require

Done = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class First:
    """Content with the first ``count`` workers that have completed so many levels.

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
    """Never content: whatever comes before the deadline counts.

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
    """Content when each group of a repetition code has answered, or after ``most`` answers.

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
    """Content when the exact error of the workers that have answered is at most ``most``.

    The error of the optimal decoder never grows with another answer, so this is the earliest moment
    possible. Errors are remembered by set.

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
class FirstLevel:
    """Content as soon as a level of a nested code will do: the nested protocol.

    That is the first *feasible* level s, at which n - s workers have finished s + 1 tasks, or with
    ``decodable`` the first level whose ready workers recover exactly, however few they are. Give
    the engine the codes of all levels, lowest first, and ``order=scheme.orders``.

    Complexity: O(n L) a call for L levels; with ``decodable`` exact errors, remembered.
    Source: reconstruction of the protocol of L. Massny et al. (2023), see `nested_cyclic`.

    >>> from designs.codes.nested import nested_cyclic
    >>> rule = FirstLevel(nested_cyclic(3, [0, 1, 2]))
    >>> rule({0: 2, 1: 1}), rule({0: 2, 1: 2})
    (False, True)
    >>> rule.choose({0: 2, 1: 2}).level
    1
    """

    scheme: NestedScheme
    decodable: bool = False
    _known: dict[tuple[int, ...], bool] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _chosen: dict[tuple[int, ...], Chosen | None] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __call__(self, done: Done) -> bool:
        """Whether there is such a level."""
        progress = finished(self.scheme, done)
        if progress not in self._known:
            levels = decodable_levels if self.decodable else feasible_levels
            self._known[progress] = bool(levels(self.scheme, progress))
        return self._known[progress]

    def choose(self, done: Done) -> Chosen | None:
        """The level, its senders and their exact weights, or None.

        Raises:
            VerificationError: the level's code is not exact for its tolerance.

        Complexity: O(n^3) exact operations, remembered.
        """
        progress = finished(self.scheme, done)
        if progress not in self._chosen:
            self._chosen[progress] = self._choice(progress)
        return self._chosen[progress]

    def _choice(self, progress: tuple[int, ...]) -> Chosen | None:
        if not self.decodable:
            return choose(self.scheme, progress)
        levels = decodable_levels(self.scheme, progress)
        if not levels:
            return None
        senders = ready(self.scheme, progress, levels[0])
        return Chosen(levels[0], senders, decode(self.scheme.at(levels[0]), senders))

    def decode(self, brought: Collected) -> tuple[Chosen, Vector] | None:
        """The level and the decoded vector, gradient then probe; None if no level will do.

        Complexity: that of choosing, and n vectors.
        """
        chosen = self.choose({w: len(levels) for w, levels in brought.levels.items()})
        if chosen is None:
            return None
        index = self.scheme.levels.index(chosen.level)
        vectors = [brought.levels[w][index] for w in chosen.senders]
        return chosen, combination([float(x) for x in chosen.weights], vectors)
