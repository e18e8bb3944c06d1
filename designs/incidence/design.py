"""Design: finitely many points and a multiset of blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from designs.algebra.permutations import Permutation, on_sets
from designs.errors import require
from designs.incidence.check import confirm, pair_counts
from designs.incidence.parameters import Parameters


@dataclass(frozen=True, slots=True, init=False)
class Design:
    """An incidence structure on the points 0..points-1, its blocks kept sorted.

    Two designs are equal if they have the same points and the same multiset of blocks. Known
    automorphisms (permutations of the points) may be given; they are checked, and ignored by
    equality and `repr`. So may a resolution: the block numbers split into parallel classes, each
    of which has every point in exactly one block.

    Raises:
        BadInput: no points, a point out of range or twice in a block, a permutation of the
            points that does not map blocks to blocks, or a resolution that is none.

    Complexity: O(total size of the blocks, times one more than the automorphisms), up to sorting.

    >>> fano = Design(7, [(i, (i + 1) % 7, (i + 3) % 7) for i in range(7)])
    >>> fano.parameters()
    Parameters(v=7, k=3, lam=1)
    >>> Design(2, [(1, 0)])
    Design(points=2, blocks=((0, 1),))
    """

    points: int
    blocks: tuple[tuple[int, ...], ...]
    automorphisms: tuple[Permutation, ...] = field(default=(), compare=False, repr=False)
    resolution: tuple[tuple[int, ...], ...] = field(default=(), compare=False, repr=False)

    def __init__(
        self,
        points: int,
        blocks: Iterable[Iterable[int]],
        automorphisms: Iterable[Iterable[int]] = (),
        resolution: Iterable[Iterable[int]] = (),
    ) -> None:
        require(points >= 1, f"a design needs at least one point, got {points}")
        ordered = tuple(sorted(tuple(sorted(int(p) for p in block)) for block in blocks))
        for block in ordered:
            inside = not block or (block[0] >= 0 and block[-1] < points)
            require(inside, f"points must be 0..{points - 1}, got the block {block}")
            require(len(set(block)) == len(block), f"a block has each point once, got {block}")
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "blocks", ordered)
        known = tuple(tuple(int(p) for p in image) for image in automorphisms)
        for image in known:
            self._require_automorphism(image)
        object.__setattr__(self, "automorphisms", known)
        classes = tuple(sorted(tuple(sorted(int(j) for j in part)) for part in resolution))
        if classes:
            self._require_resolution(classes)
        object.__setattr__(self, "resolution", classes)

    @classmethod
    def of_classes(
        cls,
        points: int,
        classes: Iterable[Iterable[Iterable[int]]],
        automorphisms: Iterable[Iterable[int]] = (),
    ) -> Design:
        """The resolved design whose blocks are given class by class.

        Raises:
            BadInput: some class does not have every point in exactly one of its blocks.

        >>> Design.of_classes(4, [[(0, 1), (2, 3)], [(0, 2), (1, 3)]]).resolution
        ((0, 3), (1, 2))
        """
        parts = [[tuple(sorted(int(p) for p in block)) for block in part] for part in classes]
        blocks = [block for part in parts for block in part]
        number = sorted(range(len(blocks)), key=blocks.__getitem__)
        place = {old: new for new, old in enumerate(number)}
        ends = list(accumulate((len(part) for part in parts), initial=0))
        resolution = [[place[j] for j in range(*ends[i : i + 2])] for i in range(len(parts))]
        return cls(points, blocks, automorphisms, resolution)

    def parallel_classes(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """The blocks of each class of the known resolution; empty if none is known.

        >>> Design.of_classes(2, [[(0,), (1,)], [(0, 1)]]).parallel_classes()
        (((0,), (1,)), ((0, 1),))
        """
        return tuple(tuple(self.blocks[j] for j in part) for part in self.resolution)

    def _require_resolution(self, classes: tuple[tuple[int, ...], ...]) -> None:
        used = sorted(j for part in classes for j in part)
        require(
            used == list(range(len(self.blocks))),
            f"a resolution has each of the {len(self.blocks)} blocks in one class",
        )
        for part in classes:
            covered = sorted(p for j in part for p in self.blocks[j])
            parallel = covered == list(range(self.points))
            require(parallel, f"the blocks {part} do not have each point exactly once")

    def _require_automorphism(self, image: Permutation) -> None:
        shuffled = sorted(image) == list(range(self.points))
        require(shuffled, f"an automorphism must permute the {self.points} points, got {image}")
        moved = sorted(on_sets(image, block) for block in self.blocks)
        require(moved == list(self.blocks), f"{image} does not map blocks to blocks")

    def incidence(self) -> NDArray[np.uint8]:
        """The incidence matrix, shape (points, blocks): 1 where the point lies in the block.

        >>> Design(3, [(0, 1), (1, 2)]).incidence().tolist()
        [[1, 0], [1, 1], [0, 1]]
        """
        matrix = np.zeros((self.points, len(self.blocks)), dtype=np.uint8)
        for j, block in enumerate(self.blocks):
            matrix[list(block), j] = 1
        return matrix

    def replication(self) -> tuple[int, ...]:
        """Number of blocks through each point.

        >>> Design(3, [(0, 1), (1, 2)]).replication()
        (1, 2, 1)
        """
        counts = Counter(p for block in self.blocks for p in block)
        return tuple(counts[p] for p in range(self.points))

    def block_sizes(self) -> tuple[int, ...]:
        """The different block sizes, ascending.

        >>> Design(3, [(0, 1), (0, 1, 2)]).block_sizes()
        (2, 3)
        """
        return tuple(sorted({len(block) for block in self.blocks}))

    def is_balanced(self) -> bool:
        """Whether every pair of points lies in the same number of blocks, at least one.

        >>> Design(3, [(0, 1), (1, 2)]).is_balanced()
        False
        """
        if self.points < 2:
            return False
        least, greatest = pair_counts(self.points, self.blocks)
        return least == greatest >= 1

    def parameters(self) -> Parameters | None:
        """The parameters if this is a 2-(v, k, lambda) design, None if it is not one.

        >>> Design(3, [(0, 1), (1, 2)]).parameters() is None
        True
        """
        if len(sizes := self.block_sizes()) != 1 or sizes[0] < 2 or self.points < 2:
            return None
        least, greatest = pair_counts(self.points, self.blocks)
        return Parameters(self.points, sizes[0], least) if least == greatest >= 1 else None

    def confirmed(self, v: int, k: int, lam: int, t: int = 2) -> Design:
        """This design, after the checker has counted that it is a t-(v, k, lambda) design.

        Raises:
            VerificationError: it is not one.

        >>> Design(2, [(0, 1)]).confirmed(2, 2, 1)
        Design(points=2, blocks=((0, 1),))
        """
        confirm(self.points, self.blocks, v, k, lam, t)
        return self

    def dual(self) -> Design:
        """Points and blocks exchanged: block number j becomes point j.

        >>> Design(3, [(0, 1), (1, 2)]).dual()
        Design(points=2, blocks=((0,), (0, 1), (1,)))
        """
        through: list[list[int]] = [[] for _ in range(self.points)]
        for j, block in enumerate(self.blocks):
            for p in block:
                through[p].append(j)
        return Design(len(self.blocks), through, map(self.on_blocks, self.automorphisms))

    def on_blocks(self, image: Permutation) -> Permutation:
        """The permutation of the block numbers that an automorphism induces.

        Equal blocks are matched in order, so that the result is a permutation.

        >>> Design(2, [(0,), (1,)]).on_blocks((1, 0))
        (1, 0)
        """
        numbers: dict[tuple[int, ...], list[int]] = {}
        for j, block in reversed(list(enumerate(self.blocks))):
            numbers.setdefault(block, []).append(j)
        return tuple(numbers[on_sets(image, block)].pop() for block in self.blocks)

    def complement(self) -> Design:
        """Every block replaced by the points outside it; a 2-design stays one.

        >>> Design(3, [(0, 1), (1, 2)]).complement()
        Design(points=3, blocks=((0,), (2,)))
        """
        everything = set(range(self.points))
        return Design(
            self.points, [everything.difference(block) for block in self.blocks], self.automorphisms
        )

    def residual(self, block: int = 0) -> Design:
        """Points outside a block of a symmetric design, and what is left of the other blocks.

        From 2-(v, k, lambda) it is a 2-(v-k, k-lambda, lambda) design with v-1 blocks.

        Raises:
            BadInput: the design is not symmetric or has no such block.

        >>> Design(7, [(i, (i + 1) % 7, (i + 3) % 7) for i in range(7)]).residual().parameters()
        Parameters(v=4, k=2, lam=1)
        """
        return self._cut(block, outside=True)

    def derived(self, block: int = 0) -> Design:
        """Points of a block of a symmetric design, and its intersections with the other blocks.

        From 2-(v, k, lambda) it is a 2-(k, lambda, lambda-1) design with v-1 blocks.

        Raises:
            BadInput: the design is not symmetric or has no such block.

        >>> complete = Design(4, [(0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3)])
        >>> complete.derived().parameters()
        Parameters(v=3, k=2, lam=1)
        """
        return self._cut(block, outside=False)

    def _cut(self, block: int, *, outside: bool) -> Design:
        symmetric = len(self.blocks) == self.points and self.parameters() is not None
        require(symmetric, "residual and derived designs are taken of a symmetric 2-design")
        known = 0 <= block < len(self.blocks)
        require(known, f"block must be 0..{len(self.blocks) - 1}, got {block}")
        inside = set(self.blocks[block])
        kept = [p for p in range(self.points) if (p in inside) != outside]
        label = {p: i for i, p in enumerate(kept)}
        rest = self.blocks[:block] + self.blocks[block + 1 :]
        return Design(len(kept), [[label[p] for p in other if p in label] for other in rest])
