"""Rounds of a nested scheme: each ends with the first level that can be decoded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from adversary.cluster.engine import Collected, Engine, Rule, Vector
from adversary.decoding.decode import Decoder
from adversary.decoding.nested import decodable_levels, feasible_levels, finished, ready
from adversary.decoding.online import Decoding
from adversary.run.optimisers import Optimiser
from adversary.run.rules import Done, First, RoundAnswers, Wait, completed, reasons
from designs.codes.nested import NestedScheme
from designs.errors import require

NESTED_RULES = ("first", "all", "deadline", "decodable")


@dataclass(frozen=True, slots=True)
class FirstLevel:
    """The stopping rule that waits for the first level that can be decoded: the nested protocol.

    That is the first *feasible* level s, at which n - s workers have finished s + 1 tasks, or with
    ``decodable`` the first level whose ready workers recover exactly, however few they are.

    Complexity: O(n L) a call for L levels; with ``decodable`` exact errors, remembered.
    Source: reconstruction of the protocol of L. Massny et al. (2023), see `nested_cyclic`.

    >>> from designs.codes.nested import nested_cyclic
    >>> rule = FirstLevel(nested_cyclic(3, [0, 1, 2]))
    >>> rule({0: 2, 1: 1}), rule({0: 2, 1: 2}), rule.levels({0: 2, 1: 2})
    (False, True, (1,))
    """

    scheme: NestedScheme
    decodable: bool = False
    _known: dict[tuple[int, ...], tuple[int, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __call__(self, done: Done) -> bool:
        """Whether there is such a level."""
        return bool(self.levels(done))

    def levels(self, done: Done) -> tuple[int, ...]:
        """The levels that can be decoded, ascending."""
        progress = finished(self.scheme, done)
        if progress not in self._known:
            suitable = decodable_levels if self.decodable else feasible_levels
            self._known[progress] = suitable(self.scheme, progress)
        return self._known[progress]


@dataclass(frozen=True, slots=True)
class LevelDecoder:
    """The decoder of a nested scheme: the level at which a round is decoded, and its code.

    The level is the first of those of `FirstLevel`. A round that has none fails, unless fewer
    answers are accepted: then it is the level whose ready workers lose least, the lowest of
    several.

    Complexity: O(n L) for L levels; exact errors are remembered.
    Source: see `FirstLevel`.

    >>> from designs.codes.nested import nested_cyclic
    >>> levels = LevelDecoder(nested_cyclic(3, [0, 1, 2]))
    >>> levels.level({0: 1, 1: 2, 2: 1}), levels.level({0: 2, 1: 2}), levels.level({0: 2})
    (0, 1, None)
    >>> levels.level({0: 2, 1: 1}, accept_fewer=True)
    0
    """

    scheme: NestedScheme
    decodable: bool = False
    _decodings: dict[int, Decoding] = field(init=False, repr=False, compare=False)
    _rule: FirstLevel = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        decodings = {s: Decoding(self.scheme.at(s)) for s in self.scheme.levels}
        object.__setattr__(self, "_decodings", decodings)
        object.__setattr__(self, "_rule", FirstLevel(self.scheme, self.decodable))

    @property
    def certifiable(self) -> Decoder:
        """The decoder's name in `adversary.worst_case`: every level is decoded optimally."""
        return "optimal"

    def broadcast(self, optimiser: Optimiser) -> Vector:
        """What is broadcast: the point of the next gradient."""
        return optimiser.point

    def collect(self, engine: Engine, wait: Wait) -> RoundAnswers:
        """The answers of the broadcast round at the level that is decoded, waited for."""
        rule: Rule = wait.enough if callable(wait.enough) else First(wait.enough)
        collected = engine.collect(rule, wait.deadline, borrow=True)
        done = completed(collected)
        satisfied = rule(done)
        level = None
        if satisfied or wait.accept_fewer:
            level = self.level(done, accept_fewer=wait.accept_fewer)
        if level is None:
            lowest = self._decodings[self.scheme.levels[0]]
            return RoundAnswers(collected, lowest, self._failure(collected))
        part = self._part(collected, level)
        exact = len(part.missing) <= level
        return RoundAnswers(part, self._decodings[level], "", level, exact)

    def level(self, done: Done, *, accept_fewer: bool = False) -> int | None:
        """The level to decode at, or None if none can be decoded."""
        found = self._rule.levels(done)
        if found or not accept_fewer:
            return found[0] if found else None
        progress = finished(self.scheme, done)
        there = {s: ready(self.scheme, progress, s) for s in self.scheme.levels}
        lost = {s: self._decodings[s].of(who).error for s, who in there.items() if who}
        return min(lost, key=lambda s: (lost[s], s)) if lost else None

    def _part(self, collected: Collected, level: int) -> Collected:
        """The answers of the workers that are ready at this level."""
        place = self.scheme.levels.index(level)
        vectors = {w: all_[place] for w, all_ in collected.levels.items() if len(all_) > place}
        return replace(
            collected,
            answers=vectors,
            missing={w: why for w, why in collected.missing.items() if w not in vectors},
            arrivals={w: collected.level_arrivals[w][place] for w in vectors},
        )

    def _failure(self, collected: Collected) -> str:
        """Why no level can be decoded, in words."""
        n, progress = self.scheme.workers, finished(self.scheme, completed(collected))
        counts = ", ".join(
            f"level {s} has {len(ready(self.scheme, progress, s))} of {n - s} workers"
            for s in self.scheme.levels
        )
        return f"no level will do: {counts}; {reasons(collected)}"


def nested_rule(text: str, scheme: NestedScheme) -> Rule:
    """The stopping rule of a nested scheme by its name, see `adversary.run.settings.rule_of`.

    Raises:
        BadInput: another name.

    >>> from designs.codes.nested import nested_cyclic
    >>> nested_rule("all", nested_cyclic(4, [0, 2]))
    First(count=4, levels=2)
    """
    if text in ("first", "decodable"):
        return FirstLevel(scheme, decodable=text == "decodable")
    known = ", ".join(NESTED_RULES)
    require(
        text in NESTED_RULES,
        f"the rule of a nested scheme must be one of {known}, got {text!r:.40}",
    )
    return First(scheme.workers, len(scheme.levels))


def require_tolerated(scheme: NestedScheme, stragglers: int) -> None:
    """Raise `BadInput` if so many silent workers leave no level of a nested scheme feasible.

    >>> from designs.codes.nested import nested_cyclic
    >>> require_tolerated(nested_cyclic(4, [0, 1]), 1)
    """
    levels = ", ".join(map(str, scheme.levels))
    require(
        stragglers <= scheme.levels[-1],
        f"the levels {levels} tolerate at most {scheme.levels[-1]} stragglers, got {stragglers}: "
        "accept fewer answers, or choose a scheme with a higher level",
    )
