"""Shorter messages: schemes whose workers send combinations of the m blocks of the gradients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from designs.algebra.linear import Rational
from designs.codes.base import GradientCode
from designs.codes.scheme import Fact, Scheme, Sending
from designs.errors import require

Matrix = tuple[tuple[Rational, ...], ...]


@dataclass(frozen=True, slots=True)
class MessageBlocks(Scheme):
    """A scheme that sends 1/m of the numbers: gradients are cut into m blocks of length l/m.

    The m components B_1, ..., B_m have one shape. Worker w sends the sum over u and j of
    ``B_u[w][j] g_j^(u)``, where ``g_j^(u)`` is block u of the gradient of partition j; if m does
    not divide the length, gradients are padded with zeros. The server needs the sum of the
    gradients, which is m sums of blocks. A worker holds the partitions of which it sends some
    block; most families send all blocks or none. ``fixed_decoder`` is the n x m matrix R of a
    decoder that does not look at who answered, if the scheme was made for one. ``tolerated`` is
    the number of stragglers without which nothing is lost, where the family declares one; if
    ``in_every_group``, of so many stragglers in each group of workers at once.

    Raises:
        BadInput: the components differ in shape, or R has another shape than n x m.

    Complexity: O(n k m).
    Source: the setting of M. Ye, E. Abbe, Communication-computation efficient gradient coding
    (2018), and A. Munim, A. Ramamoorthy, Communication-efficient approximate gradient coding;
    the statements of this and related modules are derived in docs/why-it-is-true.md.

    >>> one, two = GradientCode([[1, 1], [1, 1]]), GradientCode([[1, 1], [2, 2]])
    >>> scheme = blocks_scheme("pair", [one, two], {"family": "none"})
    >>> scheme.reduction, scheme.partitions, scheme.stacked().encoding
    (2, 2, ((1, 1, 1, 1), (1, 1, 2, 2)))
    """

    fixed_decoder: Matrix | None = field(compare=False, default=None)
    tolerated: int | None = field(compare=False, default=None)
    in_every_group: bool = field(compare=False, default=False)

    def __post_init__(self) -> None:
        Scheme.__post_init__(self)
        shapes = {(code.workers, code.partitions) for code in self.components.values()}
        require(
            len(shapes) == 1,
            f"all blocks of a message must have one shape, got {sorted(shapes)}",
        )
        decoder, n, m = self.fixed_decoder, self.workers, self.reduction
        if decoder is not None:
            fits = len(decoder) == n and all(len(row) == m for row in decoder)
            require(fits, f"a fixed decoder has {n} rows of {m} weights, one row for each worker")

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The length of a message, and the stragglers that are tolerated."""
        facts: dict[str, Fact] = {"message length": f"1/{self.reduction} of a gradient"}
        if self.tolerated is not None:
            if self.in_every_group:
                facts["stragglers tolerated in every group"] = self.tolerated
            facts["stragglers tolerated"] = self.tolerated
        return facts

    @property
    def reduction(self) -> int:
        """Number m of blocks: messages are m times shorter than a gradient."""
        return len(self.components)

    @property
    def partitions(self) -> int:
        """Number k of partitions."""
        return next(iter(self.components.values())).partitions

    @property
    def codes(self) -> tuple[GradientCode, ...]:
        """The code of the one message of a worker: that of all blocks side by side."""
        return (self.stacked(),)

    @property
    def sending(self) -> Sending:
        """The m blocks of a gradient, as equal as they can be, in one message."""
        m = self.reduction
        return Sending((tuple(range(m)),), (1,) * m)

    def placement(self) -> GradientCode:
        """The 0/1 code of the placement: a 1 where some block has a non-zero."""
        blocks = [code.encoding for code in self.components.values()]
        rows = [
            [int(any(entries)) for entries in zip(*parts, strict=True)]
            for parts in zip(*blocks, strict=True)
        ]
        return GradientCode(rows, f"placement of {self.name}")

    def replication(self) -> tuple[int, ...]:
        """Workers that hold each partition."""
        return self.placement().replication()

    def holders(self) -> tuple[tuple[int, ...], ...]:
        """For each partition the workers that hold it."""
        return holders(self.placement())

    def stacked(self) -> GradientCode:
        """The n x mk encoding [B_1 ... B_m]: row w is what w sends of all blocks of all gradients.

        The error of the scheme is a sum of m squared distances from the span of its rows.
        """
        encodings = [code.encoding for code in self.components.values()]
        rows = [[x for part in parts for x in part] for parts in zip(*encodings, strict=True)]
        return GradientCode(rows, f"{self.name}, blocks side by side")


def blocks_scheme(
    name: str,
    blocks: Sequence[GradientCode],
    recipe: Mapping[str, Any],
    *,
    tolerated: int | None = None,
    in_every_group: bool = False,
    fixed_decoder: Matrix | None = None,
) -> MessageBlocks:
    """The scheme of these blocks, named "block 1", "block 2", ...

    Raises:
        BadInput: see `MessageBlocks`.

    >>> blocks_scheme("one", [GradientCode([[1]])], {}, tolerated=0)["block 1"].workers
    1
    """
    components = {f"block {u}": block for u, block in enumerate(blocks, start=1)}
    return MessageBlocks(name, components, recipe, fixed_decoder, tolerated, in_every_group)


def holders(support: GradientCode) -> tuple[tuple[int, ...], ...]:
    """For each partition of a code the workers that hold it.

    >>> holders(GradientCode([[1, 0], [1, 1]]))
    ((0, 1), (1,))
    """
    columns = zip(*support.encoding, strict=True)
    return tuple(tuple(w for w, x in enumerate(column) if x) for column in columns)


def diagonal_blocks(support: GradientCode, numbers: Sequence[Sequence[Rational]]) -> list[Any]:
    """The codes B_u = D_u A: worker w multiplies block u of the sum of its gradients by D_u[w].

    A is the 0/1 support and ``numbers[w][u]`` is D_u[w].

    >>> [b.encoding for b in diagonal_blocks(GradientCode([[5, 0], [1, 1]]), [[1, 2], [3, 4]])]
    [((1, 0), (3, 3)), ((2, 0), (4, 4))]
    """
    m = len(numbers[0])
    return [
        GradientCode(
            [
                [row[u] if x else 0 for x in entries]
                for entries, row in zip(support.encoding, numbers, strict=True)
            ],
            f"block {u + 1} of {m}",
        )
        for u in range(m)
    ]
