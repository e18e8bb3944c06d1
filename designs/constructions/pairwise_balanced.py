"""Group-divisible designs: truncate, give weight, fill groups, delete a point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from designs.constructions.transversal import Block, GroupDivisible
from designs.errors import require
from designs.incidence.design import Design

Blocks = Sequence[Block]


def truncated(of: GroupDivisible, last: int) -> GroupDivisible:
    """Only ``last`` points of the last group are kept; blocks that met the others are shorter.

    Raises:
        BadInput: unless the last group consists of the last points and has at least ``last``.

    Complexity: O(total size of the blocks).
    Source: H. Hanani, Ann. Math. Statist. 32 (1961).

    >>> from designs.constructions.transversal import transversal_design
    >>> truncated(transversal_design(3, 2), 1).blocks
    ((0, 2, 4), (0, 3), (1, 2), (1, 3, 4))
    """
    size = len(of.groups[-1])
    ends = of.groups[-1] == tuple(range(of.points - size, of.points))
    require(ends and 1 <= last <= size, f"last must be 1..{size}, got {last}")
    points = of.points - size + last
    groups = (*of.groups[:-1], of.groups[-1][:last])
    return GroupDivisible(groups, tuple(tuple(p for p in b if p < points) for b in of.blocks))


def weighted(
    of: GroupDivisible, weight: int, ingredient: Callable[[int], Blocks]
) -> GroupDivisible:
    """Wilson's fundamental construction: every point becomes ``weight`` points.

    Point p becomes the points ``w p .. w p + w - 1``, and a block of size u the blocks of the
    ingredient: those of a group-divisible design on u groups of w points, numbered ``w i + j``. If
    the given design has index 1, the index of the new one is that of the ingredients.

    Complexity: O(total size of the new blocks).
    Source: R. M. Wilson, An existence theory for pairwise balanced designs I, J. Combin. Theory A
    13 (1972) 220-245.

    >>> edge = GroupDivisible(((0,), (1,)), ((0, 1),))
    >>> weighted(edge, 2, lambda u: [(0, 2), (0, 3), (1, 2), (1, 3)]).groups
    ((0, 1), (2, 3))
    """
    groups = [tuple(weight * p + j for p in g for j in range(weight)) for g in of.groups]
    parts = {u: ingredient(u) for u in {len(block) for block in of.blocks}}
    blocks = [
        tuple(weight * block[x // weight] + x % weight for x in part)
        for block in of.blocks
        for part in parts[len(block)]
    ]
    return GroupDivisible(tuple(groups), tuple(blocks))


def filled(of: GroupDivisible, fixed: int, fills: Iterable[Blocks]) -> list[Block]:
    """The blocks, and those of one design on each group together with ``fixed`` new points.

    The new points are numbered after all others; in the design of a group they come last too.

    Raises:
        BadInput: there are not as many designs as groups.

    Complexity: O(total size of the blocks).
    Source: R. M. Wilson, J. Combin. Theory A 13 (1972).

    >>> filled(GroupDivisible(((0, 1), (2,)), ((0, 2), (1, 2))), 1, [[(0, 1, 2)], [(0, 1)]])
    [(0, 2), (1, 2), (0, 1, 3), (2, 3)]
    """
    designs = list(fills)
    require(len(designs) == len(of.groups), f"there must be {len(of.groups)} designs to fill in")
    blocks = list(of.blocks)
    for group, design in zip(of.groups, designs, strict=True):
        label = (*group, *range(of.points, of.points + fixed))
        blocks += [tuple(label[x] for x in block) for block in design]
    return blocks


def punctured(of: Design) -> GroupDivisible:
    """A 2-(v, k, 1) design without its last point: the blocks through it leave the groups.

    There are (v-1)/(k-1) groups of k - 1 points, and group i is ``(k-1) i .. (k-1) i + k - 2``.

    Raises:
        BadInput: the design is no 2-(v, k, 1) design.

    Complexity: O(total size of the blocks).
    Source: H. Hanani, Ann. Math. Statist. 32 (1961).

    >>> from designs.constructions.geometry import affine_geometry
    >>> punctured(affine_geometry(2, 2, 1))
    GroupDivisible(groups=((0,), (1,), (2,)), blocks=((0, 1), (0, 2), (1, 2)))
    """
    p, last = of.parameters(), of.points - 1
    require(p is not None and p.lam == 1, "a point is deleted from a design with lambda = 1")
    through = [block[:-1] for block in of.blocks if block[-1] == last]
    label = {x: i for i, x in enumerate(x for group in through for x in group)}
    groups = tuple(tuple(label[x] for x in group) for group in through)
    rest = [tuple(sorted(label[x] for x in b)) for b in of.blocks if b[-1] != last]
    return GroupDivisible(groups, tuple(sorted(rest)))
