"""Training with a nested scheme: the server stops at the first level that will do, and decodes it.

What a run needs of its code, be it one code or a nested scheme, is here too.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from adversary.cluster.engine import Collected, Engine, Policy, Rule
from adversary.decoding.nested import decodable_levels, feasible_levels, finished, ready
from adversary.decoding.online import Decoding
from adversary.run.hearing import Heard, Wait, completed, reasons
from adversary.run.rules import Done, FirstLevel
from designs.codes import GradientCode
from designs.codes.nested import NestedScheme
from designs.errors import require

Trained: TypeAlias = GradientCode | NestedScheme
Work: TypeAlias = tuple[Sequence[GradientCode], Sequence[Sequence[int]] | None]


class Watch:
    """A stopping rule that also notes when each worker has completed each level.

    ``seen[w]`` are the seconds since the watch was made at which the levels of worker w were heard.

    >>> watch = Watch(lambda done: len(done) == 2)
    >>> watch({0: 2}), watch({0: 2, 1: 1}), [len(seen) for seen in watch.seen.values()]
    (False, True, [2, 1])
    """

    def __init__(self, rule: Rule) -> None:
        self._rule, self._begin = rule, time.monotonic()
        self.seen: dict[int, list[float]] = {}

    def __call__(self, done: Done) -> bool:
        """Whether the rule is content."""
        now = time.monotonic() - self._begin
        for w, levels in done.items():
            seen = self.seen.setdefault(w, [])
            seen += [now] * (levels - len(seen))
        return self._rule(done)


@dataclass(frozen=True, slots=True)
class Levels:
    """The decoder of a nested scheme: chooses the level of a round, whose code then decodes it.

    That is the first feasible level s, at which n - s workers have finished s + 1 tasks; with
    ``decodable`` the first level whose ready workers recover exactly, however few they are. A round
    that has no such level fails, unless fewer are accepted: then it is the level at which those
    that are ready lose least, the lowest of several.

    Complexity: O(n L) for L levels; exact errors are remembered.
    Source: reconstruction of the protocol of L. Massny et al. (2023), see
    `designs.codes.nested.nested_cyclic`.

    >>> from designs.codes.nested import nested_cyclic
    >>> levels = Levels(nested_cyclic(3, [0, 1, 2]))
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

    def hear(self, engine: Engine, wait: Wait) -> Heard:
        """Wait for a level of the round that was broadcast; its answers and their decoder."""
        assert callable(wait.enough)  # noqa: S101 - `adversary.run.settings` sees to it
        watch = Watch(wait.enough)
        brought = engine.collect(watch, wait.deadline, borrow=True)
        done = completed(brought)
        content = watch(done)
        level = None
        if content or wait.accept_fewer:
            level = self.level(done, accept_fewer=wait.accept_fewer)
        if level is None:
            return Heard(brought, self._decodings[self.scheme.levels[0]], self._failure(brought))
        part = self._part(brought, watch, level)
        promised = len(part.missing) <= level
        return Heard(part, self._decodings[level], "", level, promised)

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


def partitions_of(code: Trained) -> int:
    """Number of partitions of a code or nested scheme.

    >>> from designs.codes.nested import nested_cyclic
    >>> partitions_of(nested_cyclic(4, [0, 2]))
    4
    """
    return code.partitions if isinstance(code, GradientCode) else code.at(code.levels[0]).partitions


def identity_of(code: Trained) -> str:
    """SHA-256 of a code, or of the codes of all levels and the orders of the workers.

    >>> from designs.codes.nested import nested_cyclic
    >>> identity_of(nested_cyclic(4, [0])) == identity_of(nested_cyclic(4, [0, 1]))
    False
    """
    if isinstance(code, GradientCode):
        return code.identity()
    levels = [[s, code.at(s).identity()] for s in code.levels]
    canonical = json.dumps([levels, code.orders], separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def work_of(code: Trained) -> Work:
    """What an engine is given: the codes of all levels, and the order of the partitions.

    >>> from designs.codes.nested import nested_cyclic
    >>> codes, order = work_of(nested_cyclic(4, [0, 1]))
    >>> len(codes), order
    (2, [(0, 1), (1, 2), (2, 3), (3, 0)])
    """
    if isinstance(code, GradientCode):
        return (code,), None
    return [code.at(s) for s in code.levels], [row[: code.levels[-1] + 1] for row in code.orders]


def facing(code: Trained, stragglers: int) -> GradientCode:
    """The code itself, or that of the lowest level that tolerates so many stragglers.

    It is that of the highest level if none does.

    >>> from designs.codes.nested import nested_cyclic
    >>> facing(nested_cyclic(5, [0, 1, 3]), 2).replication()[0]
    4
    """
    if isinstance(code, GradientCode):
        return code
    return code.at(next((s for s in code.levels if s >= stragglers), code.levels[-1]))


def policy_of(code: Trained, policy: Policy | None) -> Policy:
    """What late workers do if nothing is said: those of a nested scheme abandon their round.

    The first worker to finish a task is early, and would go on with tasks that nobody waits for.

    >>> from designs import uncoded
    >>> policy_of(uncoded(2), None), policy_of(uncoded(2), "abandon")
    ('newest', 'abandon')
    """
    return policy or ("newest" if isinstance(code, GradientCode) else "abandon")


def rule_for(code: Trained, stragglers: int, enough: int | Rule | None) -> int | Rule:
    """When a round ends: as given, or with n - s answers, or with the first feasible level.

    >>> from designs import uncoded
    >>> rule_for(uncoded(5), 2, None)
    3
    """
    if enough is not None:
        return enough
    return code.workers - stragglers if isinstance(code, GradientCode) else FirstLevel(code)


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
