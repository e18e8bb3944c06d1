"""Partial stragglers: workers that are slow, not dead, send an uncoded message first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal, get_args

from designs.algebra.linear import Rational, plain
from designs.codes.base import GradientCode, Symmetry, require_size
from designs.codes.cyclic import cyclic_repetition
from designs.codes.family import scheme
from designs.codes.repetition import fractional_repetition
from designs.codes.scheme import Fact, Scheme
from designs.errors import BadInput, require

FIRST, SECOND = "first", "second"
Rounding = Literal["up", "down", "best"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialScheme(Scheme):
    """Two messages a worker: a sum over ``uncoded`` partitions of its own, then a coded one.

    Of k = n (n1 + 1) partitions, worker w holds alone those from w n1 on, n1 = ``uncoded`` many;
    the last n partitions are coded against s = ``stragglers`` by the component "second". The server
    needs the first messages of all workers and enough second ones for the code. The component
    "first" is left out if n1 = 0; then this is plain gradient coding.

    >>> partial_fractional(4, 1, 2).uncoded
    2
    """

    stragglers: int
    uncoded: int

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The load, the work, and the slowdown that costs nothing."""
        slowdown = self.effective_slowdown
        return {
            "partitions": self.partitions,
            "uncoded partitions of a worker": self.uncoded,
            "partitions that a worker holds": self.load,
            "part of the data that a worker holds": Fraction(self.load, self.partitions),
            "work compared with uncoded": self.overhead,
            "effective slowdown": "any, even death" if slowdown is None else slowdown,
        }

    @property
    def partitions(self) -> int:
        """Number k = n (n1 + 1) of partitions in all."""
        return self.workers * (self.uncoded + 1)

    @property
    def load(self) -> int:
        """Partitions that a worker holds: n1 + s + 1."""
        return self.uncoded + self.stragglers + 1

    @property
    def effective_slowdown(self) -> Fraction | None:
        """The slowdown ``alpha = (n1 + s + 1) / n1`` that costs nothing; None: any, even death.

        A worker that is slower by this factor ends its first stage when the others end the second.
        """
        return Fraction(self.load, self.uncoded) if self.uncoded else None

    @property
    def overhead(self) -> Fraction:
        """Work compared with uncoded: ``(n1 + s + 1) / (n1 + 1) = alpha (s + 1) / (s + alpha)``."""
        return Fraction(self.load, self.uncoded + 1)

    @property
    def codes(self) -> tuple[GradientCode, ...]:
        """The code of the first message of a worker (if any), then that of the second."""
        n, rows = self.workers, self.messages().encoding
        names = list(self.components)
        return tuple(
            GradientCode(rows[i * n : (i + 1) * n], f"{name} messages of {self.name}")
            for i, name in enumerate(names)
        )

    def messages(self) -> GradientCode:
        """All messages as one encoding of all k partitions: first ones (if any), then second ones.

        Complexity: O(n k).

        >>> partial_fractional(2, 1, 3).messages().encoding
        ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 1), (0, 0, 1, 1))
        """
        n, own = self.workers, self.workers * self.uncoded
        rows: list[tuple[Rational, ...]] = []
        if own:
            rows += [(*row, *(0,) * n) for row in self.components[FIRST].encoding]
        rows += [((0,) * own + row) for row in self.components[SECOND].encoding]
        return GradientCode(rows, f"all messages of {self.name}")


@scheme(
    "partial-cyclic",
    example={"workers": 5, "stragglers": 1, "slowdown": "3/2", "seed": 1},
    after="",
)
def partial_cyclic(
    workers: int,
    stragglers: int,
    slowdown: int | Fraction | None = None,
    rounding: Rounding = "up",
    seed: int = 0,
) -> PartialScheme:
    """Partial stragglers, cyclic: n1 uncoded partitions a worker, then cyclic repetition.

    Stragglers are slower by a factor of at most alpha = ``slowdown`` > 1, or dead if it is None.
    Stage one balances stage two if ``alpha n1 = n1 + s + 1``: n1 = (s + 1)/(alpha - 1), which must
    be an integer. Rounded up, less is computed, and the effective alpha = 1 + (s + 1)/n1 is at most
    the one given, so the slowest stragglers are still waited for, a little; rounded down it is at
    least the one given. ``best`` takes the one that ends first with s workers alpha times slower:
    the time is ``max(n1 + s + 1, alpha n1) / (n1 + 1)`` of uncoded work, falling and then rising in
    n1, so no other integer is better. n1 = 0 is plain gradient coding; s = 0 is uncoded.

    Raises:
        BadInput: not ``0 <= s < n``, alpha at most 1, or too many workers to prove the code exact.

    Complexity: that of `cyclic_repetition` and O(n^2 n1).
    Source: R. Tandon et al., Gradient Coding (2017), partial stragglers, as their public code has
    it; load and effective slowdown derived here.

    >>> scheme = partial_cyclic(5, 1, Fraction(6, 5))
    >>> scheme.uncoded, scheme.load, str(scheme.overhead), str(scheme.effective_slowdown)
    (10, 12, '12/11', '6/5')
    """
    n, s = workers, stragglers
    own = _uncoded_count(n, s, slowdown, rounding)
    second = cyclic_repetition(n, s + 1, seed)
    recipe = {**_recipe("partial-cyclic", n, s, slowdown, rounding), "seed": seed}
    return _scheme("partial stragglers, cyclic", second, s, own, recipe)


@scheme(
    "partial-fractional",
    example={"workers": 6, "stragglers": 2, "slowdown": 3},
    after="partial-cyclic",
)
def partial_fractional(
    workers: int,
    stragglers: int,
    slowdown: int | Fraction | None = None,
    rounding: Rounding = "up",
) -> PartialScheme:
    """Partial stragglers, fractional: n1 uncoded partitions a worker, then fractional repetition.

    As `partial_cyclic`, but the second messages are sums, and one from each group is enough.

    Raises:
        BadInput: not ``0 <= s < n``, alpha at most 1, or s + 1 does not divide n, with the nearest
            n that it divides.

    Complexity: O(n^2 (n1 + 1)).
    Source: R. Tandon et al., Gradient Coding (2017), partial stragglers, as their public code has
    it; load and effective slowdown derived here.

    >>> print(partial_fractional(6, 2, 4)["second"])
    fractional repetition (6 workers, 6 partitions, redundancy 3)
    """
    n, s = workers, stragglers
    own = _uncoded_count(n, s, slowdown, rounding)
    recipe = _recipe("partial-fractional", n, s, slowdown, rounding)
    second = fractional_repetition(n, s + 1)
    return _scheme("partial stragglers, fractional", second, s, own, recipe)


def completion_time(scheme: PartialScheme, times: Sequence[Rational]) -> Rational:
    """When the server can decode, if worker w needs ``times[w]`` to compute all of the data.

    First messages come at n1 T_w / k, second ones at (n1 + s + 1) T_w / k. All of the first are
    needed, and n - s of the second (cyclic) or one of each group (fractional): for the cyclic code
    ``max{alpha (s+1)/(s+alpha) T_(n-s), (s+1)/(s+alpha) T_(n)} / n`` with the effective alpha,
    which bounds the fractional one too.

    Raises:
        BadInput: not one time for each worker.

    Complexity: O(n log n).
    Source: re-derived here from the protocol of R. Tandon et al., Gradient Coding (2017).

    >>> scheme = partial_cyclic(3, 1, 3)
    >>> completion_time(scheme, [6, 6, 12]), completion_time(scheme, [6, 6, 36])
    (3, 6)
    """
    n, s = scheme.workers, scheme.stragglers
    require(len(times) == n, f"there must be one time for each of {n} workers, got {len(times)}")
    rows = scheme.components[SECOND].encoding
    if len(set(rows)) == n:
        enough = sorted(times)[n - s - 1]
    else:
        groups = {row: [t for t, other in zip(times, rows, strict=True) if other == row]
                  for row in set(rows)}  # fmt: skip
        enough = max(min(group) for group in groups.values())
    latest = max(scheme.uncoded * max(times), scheme.load * enough)
    return plain(Fraction(latest) / scheme.partitions)


def _uncoded_count(n: int, s: int, slowdown: int | Fraction | None, rounding: Rounding) -> int:
    """The number n1 of uncoded partitions of a worker."""
    require(0 <= s < n, f"stragglers must be 0..{n - 1} for {n} workers, got {s}")
    if rounding not in get_args(Rounding):
        raise BadInput(f"rounding must be up, down or best, got {rounding!r:.40}")
    if slowdown is None:
        return 0
    require(slowdown > 1, f"slowdown must be above 1, got {slowdown}; leave it out for dead ones")
    exact = Fraction(s + 1) / (Fraction(slowdown) - 1)
    if rounding == "best":
        return min(floor(exact), ceil(exact), key=lambda own: time_with_slow(own, s, slowdown))
    return ceil(exact) if rounding == "up" else floor(exact)


def time_with_slow(uncoded: int, stragglers: int, slowdown: Rational) -> Fraction:
    """Time with s workers alpha times slower, as a multiple of uncoded work with none slow.

    ``max(n1 + s + 1, alpha n1) / (n1 + 1)``: the others end both stages, the slow ones the first.

    Complexity: constant.
    Source: derived here from the protocol of R. Tandon et al., Gradient Coding (2017).

    >>> [str(time_with_slow(own, 1, Fraction(7, 4))) for own in (0, 2, 3, 4)]
    ['2', '4/3', '21/16', '7/5']
    """
    return max(Fraction(uncoded + stragglers + 1), slowdown * Fraction(uncoded)) / (uncoded + 1)


def _recipe(
    family: str, n: int, s: int, slowdown: int | Fraction | None, rounding: Rounding
) -> dict[str, int | str | None]:
    written = None if slowdown is None else str(Fraction(slowdown))
    return {"family": family, "workers": n, "stragglers": s,
            "slowdown": written, "rounding": rounding}  # fmt: skip


def _scheme(
    name: str, second: GradientCode, s: int, own: int, recipe: dict[str, int | str | None]
) -> PartialScheme:
    """The two stages as a scheme."""
    n = second.workers
    require_size(n, n * (own + 1))
    stages = {FIRST: _own_sums(n, own), SECOND: second} if own else {SECOND: second}
    return PartialScheme(name, stages, recipe, stragglers=s, uncoded=own)


def _own_sums(n: int, own: int) -> GradientCode:
    """Worker w sends the sum of the ``own`` partitions that it alone holds."""
    matrix = [[int(j // own == w) for j in range(n * own)] for w in range(n)]
    workers = tuple((w + 1) % n for w in range(n))
    partitions = tuple((j + own) % (n * own) for j in range(n * own))
    return GradientCode(matrix, "sums of own partitions", None, [Symmetry(workers, partitions)])
