"""Difference families: several base blocks over an abelian group, and a small table of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources

from designs.answers import Exists, Witnesses
from designs.constructions.difference import develop
from designs.design import Design
from designs.errors import BadInput
from designs.parameters import Parameters
from designs.recipe import Recipe

Key = tuple[int, int, int]
Family = tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]

_SOURCE = "base blocks found by designs/data/find_difference_families.py"


def difference_family(group: Iterable[int], base: Sequence[Sequence[int]]) -> Design:
    """The 2-design developed from base blocks over Z_m1 x ... x Z_mr (see `develop`).

    The differences within the base blocks, counted along their orbits, must cover every non-zero
    element equally often; the referee counts that on the developed design.

    Raises:
        BadInput: the developed blocks are no 2-design.

    Complexity: O(v^2 r) for the count.
    Source: R. C. Bose, Ann. Eugenics 9 (1939).

    >>> difference_family((13,), [(0, 1, 3, 9)]).parameters()
    Parameters(v=13, k=4, lam=1)
    """
    design = develop(group, base)
    if design.parameters() is None:
        raise BadInput("the differences of the base blocks must cover every element equally often")
    return design


@lru_cache(maxsize=1)
def table() -> dict[Key, Family]:
    """The shipped table: parameters to group and base blocks."""
    text = resources.files("designs").joinpath("data/difference_families.txt")
    return dict(_parse(text.read_text(encoding="utf-8").splitlines()))


def _parse(lines: Iterable[str]) -> Iterator[tuple[Key, Family]]:
    """Lines ``v k lambda | moduli | base; base; ...``; # begins a comment."""
    for line in lines:
        if line.strip() and not line.startswith("#"):
            parameters, moduli, base = line.split("|")
            v, k, lam = map(int, parameters.split())
            blocks = tuple(tuple(map(int, block.split())) for block in base.split(";"))
            yield (v, k, lam), (tuple(map(int, moduli.split())), blocks)


def witnesses(p: Parameters) -> Witnesses:
    """The table's difference family with these parameters, if there is one.

    >>> next(witnesses(Parameters(41, 5, 1))).because
    'a difference family of 2 base blocks over Z_41'
    """
    if (entry := table().get((p.v, p.k, p.lam))) is not None:
        group, base = entry
        recipe = Recipe.of("difference-family", group=group, base=base)
        name = " x ".join(f"Z_{m}" for m in group)
        because = f"a difference family of {len(base)} base block{'s'[: len(base) > 1]} over {name}"
        yield Exists(p, recipe, because, _SOURCE)
