"""Nested gradient codes: the straggler tolerance is chosen while the workers compute."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designs.codes.base import GradientCode
from designs.codes.cyclic import cyclic_repetition
from designs.codes.family import scheme
from designs.codes.repetition import fractional_repetition
from designs.codes.scheme import Fact, Scheme
from designs.errors import VerificationError, require


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedScheme(Scheme):
    """One code a level s, all for the same workers, with supports that grow with s.

    Worker w computes the partitions ``orders[w]`` one after another; its row at level s is
    supported on the first s + 1 of them. After each s + 1 that is a level it signals so; the
    server then chooses a level, and every worker sends one message, encoded at that level.

    Raises:
        VerificationError: the row of a worker at some level is not on the first of its tasks.

    >>> scheme = nested_cyclic(4, [0, 2])
    >>> scheme.orders[3], scheme.signals()
    ((3, 0, 1), (1, 3))
    """

    levels: tuple[int, ...]
    orders: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        Scheme.__post_init__(self)
        for s in self.levels:
            for w, row in enumerate(self.at(s).encoding):
                if {j for j, x in enumerate(row) if x} != set(self.orders[w][: s + 1]):
                    raise VerificationError(
                        f"level {s} of worker {w} is not on the first {s + 1} of its tasks."
                    )

    @property
    def partitions(self) -> int:
        """Number of partitions."""
        return self.codes[0].partitions

    @property
    def codes(self) -> tuple[GradientCode, ...]:
        """The code of every level, lowest first."""
        return tuple(self.at(s) for s in self.levels)

    @property
    def tasks(self) -> tuple[tuple[int, ...], ...]:
        """The partitions that each worker computes for the highest level, one after another.

        >>> nested_cyclic(4, [0, 1]).tasks
        ((0, 1), (1, 2), (2, 3), (3, 0))
        """
        return tuple(row[: self.levels[-1] + 1] for row in self.orders)

    def identity(self) -> str:
        """SHA-256 of the codes of all levels and the orders of the workers.

        >>> nested_cyclic(4, [0]).identity() == nested_cyclic(4, [0, 1]).identity()
        False
        """
        levels = [[s, self.at(s).identity()] for s in self.levels]
        canonical = json.dumps([levels, self.orders], separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The tolerances, and what a worker holds and sends."""
        return {
            "straggler tolerances": ", ".join(map(str, self.levels)),
            "partitions that a worker holds": self.levels[-1] + 1,
            "signals of a worker, at most": len(self.levels),
            "messages of a worker": 1,
        }

    def at(self, level: int) -> GradientCode:
        """The code of a level.

        Raises:
            BadInput: there is no such level.

        >>> nested_fractional(4, [0, 1]).at(1).encoding[2]
        (0, 0, 1, 1)
        """
        known = ", ".join(map(str, self.levels))
        require(level in self.levels, f"the levels are {known}; got {level}")
        return self.components[_name(level)]

    def signals(self) -> tuple[int, ...]:
        """Numbers of finished tasks at which a worker sends a signal: s + 1 for each level."""
        return tuple(s + 1 for s in self.levels)


@scheme(
    "nested-cyclic",
    example={"workers": 6, "levels": [0, 1, 3], "seed": 1},
    after="partial-fractional",
)
def nested_cyclic(workers: int, levels: Sequence[int], seed: int = 0) -> NestedScheme:
    """Nested gradient code of cyclic repetition codes, one for each straggler tolerance in levels.

    Worker w computes partitions w, w + 1, ... modulo n in this order; its message at level s
    combines the first s + 1. Any levels are possible.

    A **reconstruction**: that codes of different tolerance are concatenated, with suitable schedule
    and little signalling, is the paper's; that they are cyclic with these windows is assumed here.

    Raises:
        BadInput: no levels, one that is not 0..n-1 or occurs twice, or too many straggler sets to
            prove a level exact.

    Complexity: that of `cyclic_repetition`, for each level.
    Source: L. Massny et al., Nested Gradient Codes for Straggler Mitigation in Distributed Machine
    Learning (2023), reconstructed.

    >>> scheme = nested_cyclic(5, [0, 1, 3])
    >>> [scheme.at(s).load()[0] for s in scheme.levels]
    [1, 2, 4]
    """
    chosen = _levels(workers, levels)
    codes = {s: cyclic_repetition(workers, s + 1, seed) for s in chosen}
    tasks = range(chosen[-1] + 1)
    orders = tuple(tuple((w + i) % workers for i in tasks) for w in range(workers))
    recipe = {"family": "nested-cyclic", "workers": workers, "levels": list(chosen), "seed": seed}
    return _scheme("nested cyclic repetition", codes, orders, recipe)


@scheme(
    "nested-fractional",
    example={"workers": 8, "levels": [0, 1, 3]},
    after="nested-cyclic",
)
def nested_fractional(workers: int, levels: Sequence[int]) -> NestedScheme:
    """Nested gradient code of fractional repetition codes, whose block sizes divide one another.

    At level s the block of worker w is the s + 1 partitions that its group of s + 1 workers holds.
    The block sizes form a chain of divisors of n, so blocks lie in one another; a worker computes
    its smallest block first, then what the next one adds, and so on, beginning with its own number.

    A **reconstruction**, as `nested_cyclic`; that fractional codes are used, and this order inside
    a block, are assumed here.

    Raises:
        BadInput: no levels, one that is not 0..n-1 or occurs twice, or block sizes s + 1 that do
            not divide one another and n.

    Complexity: O(n^2) for each level.
    Source: L. Massny et al., Nested Gradient Codes for Straggler Mitigation in Distributed Machine
    Learning (2023), reconstructed.

    >>> nested_fractional(8, [0, 1, 3]).orders[3]
    (3, 2, 0, 1)
    """
    n = workers
    sizes = block_sizes(n, levels)
    chosen = [d - 1 for d in sizes]
    codes = {s: fractional_repetition(n, s + 1) for s in chosen}
    orders = tuple(_inside_out(w, sizes) for w in range(n))
    recipe = {"family": "nested-fractional", "workers": n, "levels": chosen}
    return _scheme("nested fractional repetition", codes, orders, recipe)


# The families of nested schemes, by the names in their recipes.
NESTED = {"nested-cyclic": nested_cyclic, "nested-fractional": nested_fractional}


def block_sizes(workers: int, levels: Sequence[int]) -> list[int]:
    """The block sizes s + 1 of a nested fractional code, ascending, checked to be a divisor chain.

    Raises:
        BadInput: no levels, one that is not 0..n-1 or occurs twice, or block sizes that do not
            divide one another and n.

    Complexity: O(n + L log L) for L levels.
    Source: see `nested_fractional`.

    >>> block_sizes(12, [5, 0, 1])
    [1, 2, 6]
    """
    n = workers
    sizes = [s + 1 for s in _levels(n, levels)]
    for small, large in zip(sizes, [*sizes[1:], n], strict=True):
        whose = f"the number of workers {n}" if large == n else f"the next one, {large}"
        require(
            large % small == 0,
            f"block sizes s + 1 must divide one another and the number of workers, got sizes "
            f"{', '.join(map(str, sizes))}: {small} does not divide {whose}; sizes that do "
            f"are {_divisors(large)}",
        )
    return sizes


def _levels(workers: int, levels: Sequence[int]) -> tuple[int, ...]:
    """The levels in ascending order."""
    require(workers >= 1, f"workers must be at least 1, got {workers}")
    fits = all(0 <= s < workers for s in levels) and len(set(levels)) == len(levels) > 0
    require(
        fits,
        f"levels must be different straggler tolerances 0..{workers - 1}, got {list(levels)}",
    )
    return tuple(sorted(levels))


def _divisors(number: int) -> str:
    return ", ".join(str(d) for d in range(1, number + 1) if number % d == 0)


def _inside_out(worker: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """The tasks of a worker: its smallest block, then what each larger one adds."""
    order: list[int] = []
    for size in sizes:
        start, place = worker - worker % size, worker % size
        block = [start + (place + i) % size for i in range(size)]
        order += [j for j in block if j not in order]
    return tuple(order)


def _name(level: int) -> str:
    return f"level {level}"


def _scheme(
    name: str,
    codes: Mapping[int, GradientCode],
    orders: tuple[tuple[int, ...], ...],
    recipe: Mapping[str, object],
) -> NestedScheme:
    """The scheme of these codes by level."""
    components = {_name(s): code for s, code in codes.items()}
    return NestedScheme(name, components, recipe, levels=tuple(codes), orders=orders)
