"""The small designs from which the closure under transversal designs starts: a table of orbits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from designs.answers import Exists, Witnesses
from designs.constructions.action import Action, develop_under
from designs.design import Design
from designs.errors import require
from designs.parameters import Parameters
from designs.recipe import Recipe

Numbers = tuple[int, ...]
Key = tuple[int, int, int]

_SOURCE = "base blocks found by designs/data/find_starters.py"


@dataclass(frozen=True, slots=True)
class Starter:
    """Base blocks over an abelian group, with at most one fixed point and one multiplier.

    ``images`` are those of the unit vectors under the multiplier, empty if there is none; the
    fixed point, if any, has the number of the group's order.
    """

    moduli: Numbers
    fixed: int
    images: Numbers
    base: tuple[Numbers, ...]

    def develop(self) -> Design:
        """The orbits of the base blocks.

        >>> Starter((7,), 0, (2,), ((1, 2, 4),)).develop().parameters()
        Parameters(v=7, k=3, lam=1)
        """
        multipliers = ((self.images, (0,)),) if self.images else ()
        return develop_under(Action(self.moduli, 1, self.fixed, multipliers), self.base)


def starter(points: int, size: int, index: int) -> Design:
    """The 2-(v, k, lambda) design of the table.

    Raises:
        BadInput: the table has none with these parameters.

    Complexity: O(b k).
    Source: found by `designs/data/find_starters.py`.

    >>> starter(45, 5, 1).parameters()
    Parameters(v=45, k=5, lam=1)
    """
    key = points, size, index
    require(key in table(), f"the table of starters has no 2-({points},{size},{index}) design")
    return table()[key].develop().confirmed(*key)


@lru_cache(maxsize=1)
def table() -> dict[Key, Starter]:
    """The shipped table, from (v, k, lambda) to the base blocks.

    >>> table()[31, 5, 2]
    Starter(moduli=(31,), fixed=0, images=(5,), base=((2, 5, 21, 27, 29),))
    """
    text = resources.files("designs").joinpath("data/starters.txt")
    return dict(_parse(text.read_text(encoding="utf-8").splitlines()))


def _parse(lines: Iterable[str]) -> Iterator[tuple[Key, Starter]]:
    """Lines ``v k lambda | moduli | fixed | images | base; base; ...``; # begins a comment."""
    for line in lines:
        if line.strip() and not line.startswith("#"):
            parameters, moduli, fixed, images, base = line.split("|")
            v, k, lam = _numbers(parameters)
            blocks = tuple(_numbers(block) for block in base.split(";"))
            yield (v, k, lam), Starter(_numbers(moduli), int(fixed), _numbers(images), blocks)


def _numbers(text: str) -> Numbers:
    return tuple(map(int, text.split()))


def witnesses(p: Parameters) -> Witnesses:
    """The starter with these parameters, if the table has one.

    >>> next(witnesses(Parameters(45, 5, 1))).because
    'orbits of 3 base blocks over Z_3 x Z_3 x Z_5'
    """
    if (entry := table().get((p.v, p.k, p.lam))) is not None:
        recipe = Recipe.of("starter", points=p.v, size=p.k, index=p.lam)
        group = " x ".join(f"Z_{m}" for m in entry.moduli)
        orbits = (
            "the orbit of a base block"
            if len(entry.base) == 1
            else (f"orbits of {len(entry.base)} base blocks")
        )
        more = " and a fixed point" if entry.fixed else ""
        yield Exists(p, recipe, f"{orbits} over {group}{more}", _SOURCE)
