"""Identification of a design: everything that can be counted about it with bounded effort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from designs.algebra.arithmetic import factorize
from designs.errors import Unavailable
from designs.existence.nearest import nearest
from designs.incidence.canonical import Canonical, canonical
from designs.incidence.design import Design
from designs.incidence.indicators import is_resolvable
from designs.incidence.parameters import Parameters
from designs.incidence.properties import (
    Strength,
    affine_classes,
    concurrence,
    intersection_numbers,
    is_comparable,
    is_simple,
    rank,
    strength,
    unusual_pairs,
)
from designs.incidence.resolution import find_resolution

_MOST_STEPS = 4_000_000_000
_SECONDS = 3
_MOST_SEARCHED, _MOST_CHOICES = 500, 10_000
_UNDECIDED = (
    f"resolvability: counting does not decide it, nor does a search of {_SECONDS} seconds in "
    f"designs of at most {_MOST_SEARCHED} blocks"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """The properties of a design. Tables map values to how often they occur; None is undecided.

    ``sizes`` of blocks, ``replication`` of points, ``concurrence`` of pairs of points,
    ``intersections`` of pairs of blocks; ``unusual`` are some pairs, with the number of their
    blocks, that keep the design from being balanced; ``ranks`` are those over prime fields;
    ``omitted`` gives the reasons for what is missing.
    """

    points: int
    blocks: int
    sizes: dict[int, int]
    replication: dict[int, int]
    simple: bool
    parameters: Parameters | None = None
    strength: Strength | None = None
    concurrence: dict[int, int] | None = None
    unusual: tuple[tuple[int, int, int], ...] = ()
    intersections: dict[int, int] | None = None
    resolvable: bool | None = None
    affine: bool | None = None
    ranks: dict[int, int] = field(default_factory=dict)
    symmetry: Canonical | None = None
    nearest: str = ""
    omitted: tuple[str, ...] = ()

    @property
    def symmetric(self) -> bool:
        """Whether this is a 2-design with as many blocks as points."""
        return self.parameters is not None and self.parameters.is_symmetric

    @property
    def quasi_residual(self) -> bool:
        """Whether this is a 2-design with the parameters ``r = k + lambda`` of a residual."""
        p = self.parameters
        return p is not None and p.r == p.k + p.lam

    def to_json(self) -> dict[str, Any]:
        """The JSON object; the keys of its tables are texts, as JSON has them."""
        p, t, symmetry = self.parameters, self.strength, self.symmetry
        return {
            "format": "kirkman-identity/1",
            "v": self.points,
            "b": self.blocks,
            "block_sizes": self.sizes,
            "replication": self.replication,
            "concurrence": self.concurrence,
            "unusual_pairs": [list(pair) for pair in self.unusual],
            "parameters": p and p.to_json(),
            "t": t and {"t": t.t, "lambda": t.index, "largest": t.largest},
            "simple": self.simple,
            "symmetric": self.symmetric,
            "quasi_residual": self.quasi_residual,
            "resolvable": self.resolvable,
            "affine_resolvable": self.affine,
            "intersections": self.intersections,
            "ranks": self.ranks,
            "automorphisms": symmetry and symmetry.automorphisms,
            "canonical_id": symmetry and symmetry.identity,
            "canonical_by": symmetry and symmetry.by,
            "nearest": self.nearest,
            "omitted": list(self.omitted),
        }


def identify(design: Design) -> Portrait:
    """Parameters, balance, resolvability, ranks, symmetry, and the nearest known design.

    Raises:
        VerificationError: a recipe does not give the design that it claims.

    Complexity: O(v b (v + b)), canonical labelling, and 3 seconds for a resolution of at most 500
    blocks; for v b > 2e7, or more than 5000 points or blocks, pairs are not compared.

    >>> fano = Design(7, [(i, (i + 1) % 7, (i + 3) % 7) for i in range(7)])
    >>> found = identify(fano)
    >>> str(found.parameters), found.symmetric, found.ranks, found.intersections
    ('2-(7,3,1)', True, {2: 4}, {1: 21})
    """
    facts: dict[str, Any] = {
        "points": design.points,
        "blocks": len(design.blocks),
        "sizes": _table(map(len, design.blocks)),
        "replication": _table(design.replication()),
        "simple": is_simple(design),
        "strength": strength(design),
    }
    omitted: list[str] = []
    try:
        facts["symmetry"] = canonical(design)
    except Unavailable as reason:
        omitted.append(str(reason))
    if is_comparable(design):
        facts |= _compared(design, facts.get("symmetry"), omitted)
    else:
        omitted.append("pairs of points and blocks are not compared in a design of this size")
    return Portrait(**facts, omitted=tuple(omitted))


def _compared(design: Design, symmetry: Canonical | None, omitted: list[str]) -> dict[str, Any]:
    """The properties that take comparing pairs of points or blocks."""
    p = design.parameters()
    affine = bool(affine_classes(design))
    resolvable = affine or _is_resolvable(design)
    if resolvable is None:
        omitted.append(_UNDECIDED)
    return {
        "parameters": p,
        "concurrence": concurrence(design),
        "unusual": unusual_pairs(design),
        "intersections": intersection_numbers(design),
        "affine": affine,
        "resolvable": resolvable,
        "ranks": _ranks(design, p, omitted),
        "nearest": nearest(design, symmetry) if design.points > 1 else "",
    }


def _is_resolvable(design: Design) -> bool | None:
    """Whether there is a resolution, searched for if no argument decides it."""
    if (verdict := is_resolvable(design)) is not None:
        return verdict
    b = len(design.blocks)
    if b > _MOST_SEARCHED or b * design.replication()[0] > _MOST_CHOICES:
        return None
    found = find_resolution(design, _SECONDS)
    return found.design is not None if found.design or found.none else None


def _ranks(design: Design, p: Parameters | None, omitted: list[str]) -> dict[int, int]:
    """The ranks over GF(2) and over the prime fields where the rank of a 2-design can drop."""
    v, b = design.points, len(design.blocks)
    if v * b * min(v, b) > _MOST_STEPS:
        omitted.append("ranks: the incidence matrix is too large")
        return {}
    order = int(p.order) if p is not None else 1
    return {q: rank(design, q) for q in sorted({2, *factorize(order or 1)})}


def _table(values: Iterable[int]) -> dict[int, int]:
    return dict(sorted(Counter(values).items()))
