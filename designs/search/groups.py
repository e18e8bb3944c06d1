"""Groups to prescribe: an abelian group on several copies, fixed points, one multiplier."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import gcd, lcm

from designs.algebra.arithmetic import factorize
from designs.algebra.field import GF
from designs.constructions.action import Action, Multiplier
from designs.constructions.difference import AbelianGroup


def actions(v: int, most_fixed: int = 3, most_copies: int = 8) -> Iterator[Action]:
    """Actions on v points: A on equal copies, at most one multiplier, and a few fixed points.

    A is cyclic or the additive group of a product of finite fields; multipliers are units, and may
    rotate the copies, all of them or all but the last.

    Complexity: about the number of divisors of the unit groups involved.

    >>> sum(1 for _ in actions(7, most_fixed=0, most_copies=1))
    4
    """
    for fixed in range(min(most_fixed, v - 2) + 1):
        for copies in range(1, most_copies + 1):
            order, rest = divmod(v - fixed, copies)
            if rest == 0 and order >= 3:
                for moduli, units in _rings(order):
                    yield from _with_multipliers(moduli, units, copies, fixed)


def _with_multipliers(
    moduli: tuple[int, ...], units: list[tuple[int, ...]], copies: int, fixed: int
) -> Iterator[Action]:
    stay = tuple(range(copies))
    rotated = range(max(copies - 1, 2), copies + 1)
    turns = [stay, *((*range(1, m), 0, *range(m, copies)) for m in rotated)]
    trivial = AbelianGroup(moduli).weights
    for images, turn in product(units, turns):
        if (images, turn) == (trivial, stay):
            yield Action(moduli, copies, fixed)
        else:
            yield Action(moduli, copies, fixed, ((images, turn),))


def _rings(order: int) -> Iterator[tuple[tuple[int, ...], list[tuple[int, ...]]]]:
    """Moduli of A with one generator of every cyclic group of units."""
    powers = [p**e for p, e in factorize(order).items()]
    yield _moduli(powers), _field_units(powers)
    if any(e > 1 for e in factorize(order).values()):
        yield (order,), _cyclic_units(order)


def _moduli(powers: list[int]) -> tuple[int, ...]:
    return tuple(p for q in powers for p in (GF(q).characteristic,) * GF(q).degree)


def _cyclic_units(order: int) -> list[tuple[int, ...]]:
    found: dict[frozenset[int], int] = {}
    for unit in range(1, order):
        if gcd(unit, order) == 1:
            powers, x = [1], unit
            while x != 1:
                powers.append(x)
                x = x * unit % order
            found.setdefault(frozenset(powers), unit)
    return [(unit,) for unit in found.values()]


def _field_units(powers: list[int]) -> list[tuple[int, ...]]:
    """Tuples of field elements, one of every cyclic subgroup of the product of the unit groups."""
    found: dict[frozenset[tuple[int, ...]], tuple[int, ...]] = {}
    exponents = [_steps(q - 1) for q in powers]
    for choice in product(*exponents):
        size = lcm(*((q - 1) // gcd(e, q - 1) for e, q in zip(choice, powers, strict=True)))
        members = frozenset(
            tuple(e * i % (q - 1) for e, q in zip(choice, powers, strict=True)) for i in range(size)
        )
        found.setdefault(members, choice)
    return [_images(choice, powers) for choice in found.values()]


def _steps(order: int) -> list[int]:
    """Exponents: every one if they are few, else one for each order."""
    if order <= 12:
        return list(range(order))
    return [d % order for d in range(1, order + 1) if order % d == 0]


def _images(exponents: tuple[int, ...], powers: list[int]) -> tuple[int, ...]:
    """Images of the unit vectors under multiplication by one element of each field."""
    images: list[int] = []
    weight = 1
    for e, q in zip(exponents, powers, strict=True):
        field = GF(q)
        basis = [field.characteristic**i for i in range(field.degree)]
        images += (weight * field.multiply(field.exp[e % (q - 1)], basis)).tolist()
        weight *= q
    return tuple(images)


def power(multiplier: Multiplier, action: Action, exponent: int) -> tuple[int, ...]:
    """The permutation that is a power of a multiplier.

    >>> power(((2,), (0,)), Action((7,), 1, 0), 2)
    (0, 4, 1, 5, 2, 6, 3)
    """
    image = action.permutation(multiplier)
    result = tuple(range(action.points))
    for _ in range(exponent):
        result = tuple(image[x] for x in result)
    return result
