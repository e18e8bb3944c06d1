"""Rounds of a nested scheme: each ends with the first level that can be decoded."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from adversary.cluster.engine import Collected, Engine, Rule, Vector
from adversary.cluster.vectors import combination
from adversary.decoding.decode import Decoder, decode
from adversary.decoding.nested import (
    Chosen,
    choose,
    decodable_levels,
    feasible_levels,
    finished,
    ready,
)
from adversary.decoding.online import Decoding
from adversary.run.rules import Answered, Done, First, Wait, completed, reasons
from designs.codes.nested import NestedScheme
from designs.errors import require

NESTED_RULES = ("first", "all", "deadline", "decodable")


@dataclass(frozen=True, slots=True)
class FirstLevel:
    """The rule that waits for the first level that can be decoded: the nested protocol.

    That is the first *feasible* level s, at which n - s workers have finished s + 1 tasks, or with
    ``decodable`` the first level whose ready workers recover exactly, however few they are.

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


class Watch:
    """A stopping rule that also notes when each worker has completed each level.

    ``seen[w]`` are the seconds since the watch was made at which the levels of worker w were heard.

    >>> watch = Watch(lambda done: len(done) == 2)
    >>> watch({0: 2}), watch({0: 2, 1: 1}), [len(seen) for seen in watch.seen.values()]
    (False, True, [2, 1])
    """

    def __init__(self, rule: int | Rule) -> None:
        self._rule: Rule = rule if callable(rule) else First(rule)
        self._begin = time.monotonic()
        self.seen: dict[int, list[float]] = {}

    def __call__(self, done: Done) -> bool:
        """Whether the rule is content."""
        now = time.monotonic() - self._begin
        for w, levels in done.items():
            seen = self.seen.setdefault(w, [])
            seen += [now] * (levels - len(seen))
        return self._rule(done)


@dataclass(frozen=True, slots=True)
class LevelDecoder:
    """The decoder of a nested scheme: it chooses the level of a round, and that level's code.

    That is the first feasible level s, at which n - s workers have finished s + 1 tasks; with
    ``decodable`` the first level whose ready workers recover exactly, however few they are. A round
    that has no such level fails, unless fewer are accepted: then it is the level at which those
    that are ready lose least, the lowest of several.

    Complexity: O(n L) for L levels; exact errors are remembered.
    Source: reconstruction of the protocol of L. Massny et al. (2023), see
    `designs.codes.nested.nested_cyclic`.

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
    _known: dict[tuple[int, ...], tuple[int, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        decodings = {s: Decoding(self.scheme.at(s)) for s in self.scheme.levels}
        object.__setattr__(self, "_decodings", decodings)

    @property
    def certifiable(self) -> Decoder:
        """Every level is decoded optimally."""
        return "optimal"

    def hear(self, engine: Engine, wait: Wait) -> Answered:
        """Wait for a level of the round that was broadcast; its answers and their decoder."""
        watch = Watch(wait.enough)
        brought = engine.collect(watch, wait.deadline, borrow=True)
        done = completed(brought)
        content = watch(done)
        level = None
        if content or wait.accept_fewer:
            level = self.level(done, accept_fewer=wait.accept_fewer)
        if level is None:
            return Answered(brought, self._decodings[self.scheme.levels[0]], self._failure(brought))
        part = self._part(brought, watch, level)
        promised = len(part.missing) <= level
        return Answered(part, self._decodings[level], "", level, promised)

    def level(self, done: Done, *, accept_fewer: bool = False) -> int | None:
        """The level to decode at, or None if none will do."""
        progress = finished(self.scheme, done)
        if progress not in self._known:
            suitable = decodable_levels if self.decodable else feasible_levels
            self._known[progress] = suitable(self.scheme, progress)
        found = self._known[progress]
        if found or not accept_fewer:
            return found[0] if found else None
        there = {s: ready(self.scheme, progress, s) for s in self.scheme.levels}
        lost = {s: self._decodings[s].of(who).error for s, who in there.items() if who}
        return min(lost, key=lambda s: (lost[s], s)) if lost else None

    def _part(self, brought: Collected, watch: Watch, level: int) -> Collected:
        """What the workers that are ready at this level have sent for it."""
        place = self.scheme.levels.index(level)
        vectors = {w: all_[place] for w, all_ in brought.levels.items() if len(all_) > place}
        return replace(
            brought,
            answers=vectors,
            missing={w: why for w, why in brought.missing.items() if w not in vectors},
            arrivals={w: watch.seen[w][place] for w in vectors},
        )

    def _failure(self, brought: Collected) -> str:
        """Why no level will do, in words."""
        n, progress = self.scheme.workers, finished(self.scheme, completed(brought))
        counts = ", ".join(
            f"level {s} has {len(ready(self.scheme, progress, s))} of {n - s} workers"
            for s in self.scheme.levels
        )
        return f"no level will do: {counts}; {reasons(brought)}"


def nested_rule(text: str, scheme: NestedScheme) -> Rule:
    """The rule of a nested scheme that has this name, see `adversary.run.settings.rule_of`.

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
