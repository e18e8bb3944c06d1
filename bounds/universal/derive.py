"""Lower bounds derived from one another, with the proofs that `adversary.check` replays."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, partial
from math import ceil
from typing import Any

from bounds.universal.complement import complementary_error
from bounds.universal.dimension import with_one_more
from bounds.universal.pairs import value_of_a_design, workers_for_two
from bounds.universal.shape import LowerBound, Shape, Theorem
from bounds.universal.silenced import chain, least_loads, least_mean_error
from bounds.universal.star import star, workers_to_silence
from bounds.universal.theorems import three_survivors

Values = Callable[[int], Fraction]


@dataclass(frozen=True, slots=True)
class Proved:
    """e(s) is at least ``value`` in every code of a class, by a proof of `adversary.check`.

    >>> Proved(Fraction(1), {"kind": "silenced in turn"}).value
    Fraction(1, 1)
    """

    value: Fraction
    proof: Mapping[str, Any]


def derived(shape: Shape, s: int) -> dict[str, Proved]:
    """The best lower bound on e(s) for every kind of the last step of a proof.

    Complexity: O(n d) for all s together, which are kept.

    >>> found = derived(Shape(13, 13, 4), 5)
    >>> {kind: str(proved.value) for kind, proved in found.items()}["dimension"]
    '13/12'
    """
    return _table(shape)[s]


def best_proved(shape: Shape, s: int) -> Proved:
    """The best lower bound on e(s) that has a certificate.

    Complexity: as for `derived`.

    >>> best_proved(Shape(31, 31, 6), 10)
    Proved(value=Fraction(25, 13), proof={'kind': 'unless a design', 'proof': {'kind': 'two partitions'}})
    """  # noqa: E501
    return _best(derived(shape, s))


def theorem(kind: str) -> Theorem:
    """The universal bound whose last step is of this kind, or None.

    >>> theorem("two partitions")(Shape(6, 8, 3), 4).value
    Fraction(2, 1)
    """
    return partial(_bound, kind)


def _bound(kind: str, shape: Shape, s: int) -> LowerBound | None:
    found = derived(shape, s).get(kind)
    if found is None or not found.value:
        return None
    return LowerBound(found.value, kind, {"proof": found.proof}, _WHY[kind])


_WHY = {
    "dimension": "what answers spans too little to decode all partitions but a silenced one",
    "complement": "the code that holds what is missing has the same worst sets",
    "two partitions": "two partitions have so many common holders that both can be silenced",
    "unless a design": "a code that is no symmetric design silences more, and a design loses this",
}


def _best(found: Mapping[str, Proved]) -> Proved:
    return max(found.values(), key=lambda proved: proved.value)


@lru_cache(maxsize=64)
def _table(shape: Shape) -> list[dict[str, Proved]]:
    """For s = 0, ..., n, by the kind of the last step."""
    if value_at(shape, 0) is None:
        return _Class(shape).table({})
    others, unless = _Class(shape, designs=False).table({}), {}
    for s in range(shape.workers):
        rest, value = _best(others[s]), value_at(shape, s)
        if value is not None:
            proof = {"kind": "unless a design", "proof": rest.proof}
            unless[s] = {"unless a design": Proved(min(value, rest.value), proof)}
    return _Class(shape).table(unless)


def value_at(shape: Shape, s: int) -> Fraction | None:
    """The error of a symmetric design of this shape, if the numbers allow one.

    >>> value_at(Shape(7, 7, 3), 2)
    Fraction(4, 7)
    """
    if not (shape.binary and shape.constant_replication):
        return None
    return value_of_a_design(shape.workers, shape.partitions, int(shape.redundancy), s)


@dataclass(frozen=True, slots=True)
class _Class:
    """The codes of a shape, with or without symmetric designs."""

    shape: Shape
    designs: bool = True

    def table(self, given: Mapping[int, dict[str, Proved]]) -> list[dict[str, Proved]]:
        """For every s the best bound of every kind; some may be given."""
        sides = [self, *self._complement()]
        plain = [dict(side.counted()) for side in sides]
        found: list[list[dict[str, Proved]]] = [[] for _ in sides]
        for s in range(self.shape.workers + 1):
            for side, values, rows in zip(sides, plain, found, strict=True):
                row = {kind: Proved(at(s), {"kind": kind}) for kind, at in values.items()}
                row |= dict(side.from_fewer(rows, s))
                rows.append(row | (given.get(s, {}) if side is self else {}))
            if len(sides) > 1:
                ones, others = found
                here, there = sides[1].turned(others[s]), self.turned(ones[s])
                ones[s]["complement"], others[s]["complement"] = here, there
        return found[0]

    def counted(self) -> Iterator[tuple[str, Values]]:
        """The bounds that need no others."""
        shape, d = self.shape, self.shape.redundancy
        n, k = shape.workers, shape.partitions
        if shape.constant_replication and d:
            yield from self._silenced(n, k, int(d))
        yield "silenced on average", lambda s: Fraction(ceil(least_mean_error(n, k, d, s)))
        yield "least loads", lambda s: least_loads(shape, s).value

    def _silenced(self, n: int, k: int, d: int) -> Iterator[tuple[str, Values]]:
        steps = chain(n, k, d, 0)
        yield "silenced in turn", lambda s: Fraction(steps[n - s])
        if k > 1:
            two = workers_for_two(n, k, d, designs=self.designs)
            yield "two partitions", lambda s: Fraction(2 * (s >= two))
        if not self.shape.constant_load:
            return
        needed = workers_to_silence(n, k, d, designs=self.designs)
        yield "silenced one by one", lambda s: Fraction(bisect_right(needed, s))
        if self.shape.binary:
            yield "star", self._star
            if n == k:
                yield "three survivors", lambda s: Fraction(three_survivors(n, d, s))

    def _star(self, s: int) -> Fraction:
        found = star(self.shape, s)
        return found.value if found else Fraction(0)

    def from_fewer(self, rows: list[dict[str, Proved]], s: int) -> Iterator[tuple[str, Proved]]:
        """Bounds on e(s) from what is proved about fewer stragglers."""
        shape, d = self.shape, self.shape.redundancy
        if s:
            below = _best(rows[s - 1])
            same = below.proof["kind"] == "fewer stragglers"
            proof = {"kind": "fewer stragglers", "stragglers": s - 1, "proof": below.proof}
            yield "fewer stragglers", Proved(below.value, below.proof if same else proof)
        if shape.constant_replication and 0 < d <= s:
            below = _best(rows[s - int(d)])
            times, inner = 1, below.proof
            if inner["kind"] == "dimension":
                times, inner = inner["times"] + 1, inner["proof"]
            value = with_one_more(shape.workers, shape.partitions, s - int(d), below.value)
            proof = {"kind": "dimension", "times": times, "proof": inner}
            yield "dimension", Proved(Fraction(value), proof)

    def turned(self, row: Mapping[str, Proved]) -> Proved:
        """What a bound says about the complements of the codes."""
        shape, best = self.shape, _best(row)
        value = complementary_error(shape.partitions, int(shape.load), best.value)
        return Proved(Fraction(value), {"kind": "complement", "proof": best.proof})

    def _complement(self) -> Iterator[_Class]:
        shape = self.shape
        level = shape.binary and shape.constant_load and shape.constant_replication
        if level and 0 < shape.redundancy < shape.workers:
            turned = replace(shape, redundancy=shape.workers - int(shape.redundancy))
            yield replace(self, shape=turned)
