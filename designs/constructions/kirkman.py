"""Kirkman triple systems: resolved 2-(v, 3, 1) designs, for every v that is 3 modulo 6."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np

from designs.algebra.arithmetic import prime_power
from designs.algebra.field import GF
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.constructions.kirkman_closure import pairwise_balanced
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

Block = tuple[int, ...]
Class = tuple[Block, ...]


@construction("kirkman-triple-system", example={"points": 15})
def kirkman_triple_system(points: int) -> Design:
    """A 2-(v, 3, 1) design resolved into (v-1)/2 parallel classes, for v = 3 modulo 6.

    Directly if (v-1)/2 or v/3 is a prime power that is 1 modulo 6; from the system on v/3 points if
    9 divides v; else from a pairwise balanced design on (v-1)/2 points, whose blocks of size u
    carry systems on 2u + 1 points.

    Raises:
        BadInput: v is not 3 modulo 6.

    Complexity: O(v^2).
    Source: D. K. Ray-Chaudhuri, R. M. Wilson, Solution of Kirkman's schoolgirl problem, Proc. Symp.
    Pure Math. 19 (1971) 187-203.

    >>> design = kirkman_triple_system(15)
    >>> design.parameters(), len(design.resolution)
    (Parameters(v=15, k=3, lam=1), 7)
    """
    require(points >= 3 and points % 6 == 3, f"points must be 3 modulo 6, got {points}")
    return Design.of_classes(points, _classes(points)).confirmed(points, 3, 1)


@lru_cache(maxsize=64)
def _classes(v: int) -> tuple[Class, ...]:
    if v == 3:
        return (((0, 1, 2),),)
    if _is_special((v - 1) // 2):
        return tuple(_doubled((v - 1) // 2))
    if _is_special(v // 3):
        return tuple(_threefold(v // 3))
    return tuple(_tripled(v // 3) if v % 9 == 0 else _over((v - 1) // 2))


def _is_special(q: int) -> bool:
    return q % 6 == 1 and prime_power(q) is not None


def _doubled(q: int) -> Iterator[Class]:
    """The translates of one class over two copies of GF(q) and a fixed point.

    With a generator g, ``q = 6t + 1`` and ``2 g^m = g^t + 1``: three points of the second copy, or
    two of the first and one of the second, in geometric progression.
    """
    field, t = GF(q), (q - 1) // 6
    twice = field.add(field.exp, field.exp)
    m = int(np.flatnonzero(twice == field.add(field.exp[t], 1))[0])
    g = [*field.exp.tolist()] * 3
    part: list[Block] = [(0, q, 2 * q)]
    for i in range(t):
        part += [(g[j], g[j + t], q + g[j + m]) for j in (i, i + 2 * t, i + 4 * t)]
        part.append(tuple(q + g[i + m + j * t] for j in (1, 3, 5)))
    yield from _translates(q, 2, part)


def _threefold(q: int) -> Iterator[Class]:
    """Three copies of GF(q): the translates of one class, and orbits of blocks across them."""
    t = (q - 1) // 6
    g = [*GF(q).exp.tolist()] * 2
    across = [tuple(c * q + g[i + 2 * t * c] for c in range(3)) for i in range(6 * t)]
    part: list[Block] = [(0, q, 2 * q)]
    for i in range(t):
        part += [tuple(c * q + g[i + 2 * t * j] for j in range(3)) for c in range(3)]
        part += [across[i + t + 2 * t * j] for j in range(3)]
    yield from _translates(q, 3, part)
    for i in range(6 * t):
        if i % (2 * t) < t:
            yield tuple(block for (block,) in _translates(q, 3, [across[i]]))


def _translates(q: int, copies: int, part: Iterable[Block]) -> Iterator[Class]:
    """The images of a class under x -> x + y in every copy of GF(q); later points stay."""
    blocks, x = list(part), np.arange(q)
    for image in GF(q).add(x[:, None], x).tolist():
        moved = [c * q + y for c in range(copies) for y in image] + [copies * q]
        yield tuple(tuple(moved[p] for p in block) for block in blocks)


def _tripled(v: int) -> Iterator[Class]:
    """Three copies of a system: each class with ``i + j + k = 0`` modulo 3, split in three."""
    yield tuple((x, x + v, x + 2 * v) for x in range(v))
    for part in _classes(v):
        for shift in range(3):
            yield tuple(
                (a + v * i, b + v * ((i + shift) % 3), c + v * ((i - shift) % 3))
                for a, b, c in part
                for i in range(3)
            )


def _over(r: int) -> Iterator[Class]:
    """Every point x of a pairwise balanced design doubled, and a last point.

    The class of x consists of the triple of x and, from the system on each block through x, of the
    class with that triple, without it.
    """
    parts: list[list[Block]] = [[(2 * x, 2 * x + 1, 2 * r)] for x in range(r)]
    for block in pairwise_balanced(r):
        label = [p for x in block for p in (2 * x, 2 * x + 1)]
        for x, part in zip(block, _normal(len(block)), strict=True):
            parts[x] += [tuple(label[p] for p in triple) for triple in part]
    yield from map(tuple, parts)


@lru_cache(maxsize=64)
def _normal(r: int) -> tuple[Class, ...]:
    """The system on 2r + 1 points; class i has the triple (2i, 2i + 1, 2r), which is left out."""
    classes = [sorted(part, key=lambda triple: 2 * r not in triple) for part in _classes(2 * r + 1)]
    pairs = [p for first, *_ in classes for p in first if p != 2 * r]
    label = {p: i for i, p in enumerate(pairs)}
    return tuple(tuple(tuple(label[p] for p in b) for b in rest) for _, *rest in classes)


@direct_rule("Kirkman triple systems", "resolvable")
def instances(p: Parameters) -> Instances:
    """The Kirkman triple system with these parameters.

    >>> [x.recipe for x in instances(Parameters(15, 3, 1, resolvable=True))]
    [Recipe.of('kirkman-triple-system', points=15)]
    """
    if (p.k, p.lam) == (3, 1) and p.v % 6 == 3:
        recipe = Recipe.of("kirkman-triple-system", points=p.v)
        source = "D. K. Ray-Chaudhuri, R. M. Wilson, Proc. Symp. Pure Math. 19 (1971) 187-203"
        yield Exists(p, recipe, f"a Kirkman triple system on {p.v} points", source)
