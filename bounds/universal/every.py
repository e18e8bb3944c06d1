"""How good could any code be: all universal lower bounds on e(s), and the best of them."""

from __future__ import annotations

from bounds.universal.biregular import biregular
from bounds.universal.derive import theorem
from bounds.universal.overlap import few_survivors
from bounds.universal.shape import Coefficients, LowerBound, Shape, Theorem
from bounds.universal.silenced import least_loads, silenced_in_turn, silenced_on_average
from bounds.universal.star import silenced_one_by_one, star
from bounds.universal.stored import of_a_part, of_all_codes
from designs.algebra.linear import Rational
from designs.errors import require

THEOREMS: dict[str, Theorem] = {
    "all codes": of_all_codes,
    "few survivors": few_survivors,
    "star": star,
    "a part": of_a_part,
    "silenced in turn": silenced_in_turn,
    "silenced one by one": silenced_one_by_one,
    "silenced on average": silenced_on_average,
    "least loads": least_loads,
    "biregular": biregular,
    "two partitions": theorem("two partitions"),
    "dimension": theorem("dimension"),
    "complement": theorem("complement"),
    "unless a design": theorem("unless a design"),
}


def universal_bounds(
    n: int,
    k: int,
    d: Rational,
    s: int,
    *,
    coefficients: Coefficients = "binary",
    constant_load: bool = False,
    constant_replication: bool = True,
) -> list[LowerBound]:
    """Lower bounds on e(s) for every code of n workers and k partitions, the best first.

    ``d`` is the redundancy of every partition, or with ``constant_replication=False`` the mean
    redundancy; ``constant_load`` means that all workers hold k d/n partitions. Errors are squared
    distances with optimal decoding, not divided by k.

    Raises:
        BadInput: not ``0 <= s <= n``, or a shape that no code has.

    Complexity: seconds at most; the overlaps of 4 survivors take longest.
    Source: docs/bounds.md.

    >>> bounds = universal_bounds(13, 13, 4, 9, constant_load=True)
    >>> [(bound.name, str(bound.value)) for bound in bounds][:2]
    [('few survivors', '27/7'), ('star', '27/7')]
    >>> universal_bounds(13, 13, 4, 9, coefficients="real")[0].value
    Fraction(3, 1)
    """
    shape = Shape(n, k, d, coefficients, constant_load, constant_replication)
    return bounds_of_shape(shape, s)


def best_universal_bound(
    n: int,
    k: int,
    d: Rational,
    s: int,
    *,
    coefficients: Coefficients = "binary",
    constant_load: bool = False,
    constant_replication: bool = True,
) -> LowerBound:
    """The best of `universal_bounds`: no code of this shape has a smaller e(s).

    Raises:
        BadInput: as for `universal_bounds`.

    Complexity: as for `universal_bounds`.

    >>> best_universal_bound(7, 7, 3, 2, constant_load=True).value
    Fraction(1, 4)
    """
    shape = Shape(n, k, d, coefficients, constant_load, constant_replication)
    return bounds_of_shape(shape, s)[0]


def bounds_of_shape(shape: Shape, s: int) -> list[LowerBound]:
    """All theorems that apply to a shape, the best bound first.

    Raises:
        BadInput: not ``0 <= s <= n``.

    Complexity: as for `universal_bounds`.

    >>> bounds_of_shape(Shape(4, 4, 2), 2)[0].value
    Fraction(4, 3)
    """
    require(0 <= s <= shape.workers, f"stragglers must be 0..{shape.workers}, got {s}")
    found = [theorem(shape, s) for theorem in THEOREMS.values()]
    return sorted((bound for bound in found if bound), key=lambda bound: -bound.value)


def verify(shape: Shape, s: int, bound: LowerBound) -> bool:
    """Whether the theorem of this name gives exactly this value and these numbers, recomputed.

    A stored result is looked up, and that its code has this error is decided by
    `adversary.worst_case`; that no code of the shape has a smaller one, only
    ``tests/benchmarks/least_worst_cases.py`` proves again.

    Complexity: that of the theorem.

    >>> shape = Shape(7, 7, 3)
    >>> verify(shape, 4, bounds_of_shape(shape, 4)[0])
    True
    """
    again = THEOREMS[bound.name](shape, s) if bound.name in THEOREMS else None
    return again is not None and (again.value, again.proof) == (bound.value, bound.proof)
