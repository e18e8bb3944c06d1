"""Difference families of the multiples of one block, in a product of finite fields."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from designs.algebra.arithmetic import factorize
from designs.algebra.field import GF, Elements
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.constructions.difference import AbelianGroup
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_LARGEST = 10**10
_SOURCE = (
    "R. M. Wilson, J. Number Theory 4 (1972) 17-47; S. C. Furino, Discrete Math. 97 (1991) 177-190"
)


@construction("cyclotomic-family", example={"points": 29, "size": 8, "units": 7})
def cyclotomic_family(points: int, size: int, units: int) -> Design:
    """The 2-(v, k, k(k-1)/(fh)) design of a block and its multiples in a product of fields.

    The ring R is the product of the fields GF(q_i) whose orders are the prime powers in v, where f
    divides every q_i - 1 and ``k = mf`` or ``k = mf + 1`` is at most every q_i. The block consists
    of m cosets of a group of f units, and of zero if ``k = mf + 1``, any two elements of it
    differing by a unit. For a unit d the xd run through R once with x, so that all multiples xB
    have each difference k(k-1) times; those with x in one orbit of the group, and for odd f and v
    those with x and -x, have the same differences, and one of them is taken. So h is 2 if f and v
    are odd, and else 1.

    Raises:
        BadInput: f does not divide every q_i - 1, or k is not mf or mf + 1, or too large.

    Complexity: O(v^2 k / (fh)), and the count.
    Source: R. M. Wilson, Cyclotomy and difference families in elementary abelian groups (1972); S.
    C. Furino, Difference families from rings (1991).

    >>> cyclotomic_family(29, 7, 7).parameters()
    Parameters(v=29, k=7, lam=3)
    >>> cyclotomic_family(91, 4, 3).parameters()
    Parameters(v=91, k=4, lam=2)
    """
    v, k, f = points, size, units
    require(v >= 2 and f >= 1, f"points must be at least 2 and units at least 1, got {v} and {f}")
    require(
        _fits(v, k, f), f"f = {f} must divide k or k-1, k={k}, and q-1 >= k-1 for all {_orders(v)}"
    )
    ring = _Ring(_orders(v))
    block = ring.units(f, (k - 1) // f if (k - 1) % f == 0 else k // f)
    if (k - 1) % f == 0:
        block = np.pad(block, ((1, 0), (0, 0)))
    group = ring.units(f, 1)
    if (h := _signs(v, f)) == 2:
        group = np.concatenate([group, ring.times(group, ring.minus_one)])
    elements = ring.elements[1:]
    images = ring.numbers(ring.times(elements[:, None], group))
    first = elements[images.min(axis=1) == ring.numbers(elements)]
    base = ring.numbers(ring.times(first[:, None], block))
    everything = np.arange(v)[:, None]
    blocks = [b for start in base for b in ring.sums.add(everything, start).tolist()]
    lam = k * (k - 1) // (f * h)
    return Design(v, blocks, ring.sums.translations()).confirmed(v, k, lam)


class _Ring:
    """A product of finite fields; an element is the row of its components."""

    def __init__(self, orders: Sequence[int]) -> None:
        self.orders = np.array(orders)
        self.fields = [GF(q) for q in orders]
        self.sums = AbelianGroup(f.characteristic for f in self.fields for _ in range(f.degree))
        self.weights = np.cumprod([1, *orders[:-1]])
        self.elements = np.arange(prod(orders))[:, None] // self.weights % self.orders
        self.minus_one = np.array([field.exp[(field.order - 1) // 2] for field in self.fields])

    def numbers(self, elements: Elements) -> Elements:
        """The numbers of elements, as the additive group has them."""
        total: Elements = elements @ self.weights
        return total

    def times(self, a: Elements, b: Elements) -> Elements:
        """Products of elements, broadcast."""
        parts = [field.multiply(a[..., i], b[..., i]) for i, field in enumerate(self.fields)]
        return np.stack(parts, axis=-1)

    def units(self, f: int, m: int) -> Elements:
        """The elements of m cosets of a group of f units; any two differ by a unit."""
        logs = [np.add.outer(np.arange(m), np.arange(f) * ((q - 1) // f)) for q in self.orders]
        return np.stack([x.exp[y.ravel()] for x, y in zip(self.fields, logs, strict=True)], axis=1)


def _orders(v: int) -> list[int]:
    """The prime powers whose product is v."""
    return [p**e for p, e in factorize(v).items()]


def _signs(v: int, f: int) -> int:
    """Whether x and -x give two orbits with the same differences: 2 if they do, else 1."""
    return 2 if v % 2 == f % 2 == 1 else 1


def _fits(v: int, k: int, f: int) -> bool:
    """Whether there is a block of k elements, made of cosets of f units and perhaps of zero."""
    parts = k % f == 0 or (k - 1) % f == 0
    return 2 <= k <= v and parts and all(q >= k and (q - 1) % f == 0 for q in _orders(v))


@direct_rule("cyclotomic difference families", "2-design")
def instances(p: Parameters) -> Instances:
    """The multiples of a block with these parameters; v < 10^10.

    >>> [x.because for x in instances(Parameters(29, 8, 4))]
    ['the multiples of 1 coset of 7 units and zero in GF(29)']
    >>> [x.because for x in instances(Parameters(91, 6, 5))]
    ['the multiples of 2 cosets of 3 units in GF(7) x GF(13)']
    """
    stabilised, rest = divmod(p.k * (p.k - 1), p.lam)
    f = stabilised // 2 if p.v % 2 == 1 and stabilised % 4 == 2 else stabilised
    if rest or p.v >= _LARGEST or (p.v - 1) % f or f * _signs(p.v, f) != stabilised:
        return
    if p.k < p.v and _fits(p.v, p.k, f):
        recipe = Recipe.of("cyclotomic-family", points=p.v, size=p.k, units=f)
        fields = " x ".join(f"GF({q})" for q in _orders(p.v))
        zero = " and zero" if (p.k - 1) % f == 0 else ""
        count = p.k // f if f > 1 else p.k - 1
        cosets = f"{count} coset{'s'[: count > 1]} of {f} unit{'s'[: f > 1]}"
        yield Exists(p, recipe, f"the multiples of {cosets}{zero} in {fields}", _SOURCE)
