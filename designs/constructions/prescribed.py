"""Designs with a prescribed group of automorphisms: base blocks, and the table of those found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.constructions.action import Action, Multiplier, develop_under
from designs.errors import BadInput
from designs.files import numbers, parts, rows, shipped, written
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

Base = tuple[tuple[int, ...], ...]


@construction(
    "prescribed-group",
    example={"moduli": (13,), "copies": 1, "fixed": 0, "multipliers": (), "base": ((0, 1, 3, 9),)},
)
def prescribed_group(
    moduli: Sequence[int],
    copies: int,
    fixed: int,
    multipliers: Sequence[Multiplier],
    base: Sequence[Sequence[int]],
) -> Design:
    """The 2-design of the orbits of base blocks under a group (see `designs.constructions.action`).

    Without multipliers, on one copy and with no fixed point it is a difference family: every
    non-zero element of the abelian group is equally often a difference within the base blocks,
    counted along their orbits. The checker counts that on the developed design.

    Raises:
        BadInput: the orbits are no 2-design.

    Complexity: O(b k) to develop, O(v^2 r) for the count.
    Source: R. C. Bose, Ann. Eugenics 9 (1939); E. S. Kramer, D. M. Mesner, t-designs on
    hypergraphs, Discrete Math. 15 (1976).

    >>> prescribed_group((13,), 1, 0, (), [(0, 1, 3, 9)]).parameters()
    Parameters(v=13, k=4, lam=1)
    """
    action = Action(tuple(moduli), copies, fixed, tuple(multipliers))
    design = develop_under(action, base)
    if design.parameters() is None:
        raise BadInput("the orbits of the base blocks must cover all pairs of points equally often")
    return design


@dataclass(frozen=True, slots=True)
class Entry:
    """One design of the table: its group, its base blocks, and how they were found."""

    parameters: Parameters
    action: Action
    base: Base
    found: str

    def line(self) -> str:
        """The entry as the table has it; `parse` reads it back.

        >>> text = "7 3 1 | 7 | 1 0 | 2 / 0 | 1 2 4 | by hand"
        >>> next(parse([text])).line() == text
        True
        """
        p, action = self.parameters, self.action
        maps = ", ".join(" / ".join(map(_text, multiplier)) for multiplier in action.multipliers)
        return " | ".join((
            f"{p.v} {p.k} {p.lam}", _text(action.moduli), f"{action.copies} {action.fixed}",
            maps or "-", written(self.base), self.found,
        ))  # fmt: skip

    def recipe(self) -> Recipe:
        """The recipe that builds the design."""
        action = self.action
        return Recipe.of(
            "prescribed-group",
            moduli=action.moduli,
            copies=action.copies,
            fixed=action.fixed,
            multipliers=action.multipliers,
            base=self.base,
        )

    def because(self) -> str:
        """The description of the design, for people."""
        action = self.action
        name = " x ".join(f"Z_{m}" for m in action.moduli)
        shape = f" on {action.copies} copies" * (action.copies > 1)
        shape += f" and {action.fixed} fixed point{'s' * (action.fixed > 1)}" * (action.fixed > 0)
        plural = "s" * (len(self.base) > 1)
        multiplied = " with a multiplier" * bool(action.multipliers)
        return f"{len(self.base)} base block{plural} under {name}{shape}{multiplied}"


def _text(row: Iterable[int]) -> str:
    return written([row])


def parse(lines: Iterable[str]) -> Iterator[Entry]:
    """The entries of lines ``v k lambda | moduli | copies fixed | multipliers | base | found``.

    A multiplier is ``images of the unit vectors / images of the copies``; several are separated by
    commas, and ``-`` stands for none. Base blocks are separated by semicolons; # begins a comment.

    >>> next(parse(["13 4 1 | 13 | 1 0 | - | 0 1 3 9 | by hand"])).because()
    '1 base block under Z_13'
    """
    for key, moduli, shape, maps, base, found in parts(lines):
        multipliers = () if maps == "-" else tuple(map(_multiplier, maps.split(",")))
        copies, fixed = numbers(shape)
        action = Action(numbers(moduli), copies, fixed, multipliers)
        v, k, lam = numbers(key)
        yield Entry(Parameters(v, k, lam), action, rows(base), found)


def _multiplier(text: str) -> Multiplier:
    images, turn = text.split("/")
    return numbers(images), numbers(turn)


@lru_cache(maxsize=1)
def stored() -> dict[Parameters, Entry]:
    """The shipped table; the first entry of each parameter set counts."""
    found = list(parse(shipped("prescribed_groups.txt")))
    return {entry.parameters: entry for entry in reversed(found)}


@direct_rule("designs with a prescribed group", "2-design")
def instances(p: Parameters) -> Instances:
    """The table's design with these parameters, if there is one.

    >>> next(instances(Parameters(41, 5, 1))).because
    '2 base blocks under Z_41'
    """
    if (entry := stored().get(p)) is not None:
        source = f"base blocks in designs/data/prescribed_groups.txt, found by {entry.found}"
        yield Exists(p, entry.recipe(), entry.because(), source)
