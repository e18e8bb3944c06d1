"""A proof that is made in pieces: stretches of records, and the nodes between them still open."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple, Union

from adversary.worst_case.tree.open_node import OpenNode
from adversary.worst_case.tree.tree import Incumbent

Parts = list[Union[str, OpenNode, "Parts"]]  # a stretch of the proof: records, and what is open

_CROWDED = 4096


class Place(NamedTuple):
    """Where an open node stands: in this stretch of the proof, at this position.

    It was left open after so many items one after another, the last of which knew the incumbent.
    """

    node: OpenNode
    parts: Parts
    position: int
    generation: int
    incumbent: Incumbent

    def fill(self, parts: Parts) -> None:
        """Put a stretch of the proof where the node stood."""
        self.parts[self.position] = parts


def places(parts: Parts, generation: int, incumbent: Incumbent) -> Iterator[Place]:
    """The places of open nodes in a stretch of the proof.

    >>> open_node = OpenNode((), (), (1, 1))
    >>> [place.position for place in places(["b 0", open_node, "e"], 0, (0, (1,)))]
    [1]
    """
    waiting = [parts]
    while waiting:
        stretch = waiting.pop()
        for i, part in enumerate(stretch):
            if isinstance(part, OpenNode):
                yield Place(part, stretch, i, generation, incumbent)
            elif isinstance(part, list):
                waiting.append(part)


def joined(parts: Parts) -> Iterator[str]:
    """The records of a whole proof, in its order.

    Raises:
        ValueError: a node is still open.

    >>> list(joined(["b 0", ["e"], [["e"], []]]))
    ['b 0', 'e', 'e']
    """
    waiting = [iter(parts)]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
        elif isinstance(part, str):
            yield part
        elif isinstance(part, list):
            waiting.append(iter(part))
        else:
            raise ValueError("a proof with open nodes is none")


class Pool:
    """Places of open nodes; the one of greatest bound is taken first.

    Its subtree is often the largest, and the proved upper end goes down with it. Where there are
    many, those of least bound come first, so that they do not become many more.

    >>> nodes = [OpenNode((), (), (1, 1), bound=bound) for bound in (3.0, 4.0)]
    >>> pool = Pool(places([*nodes], 0, (0, (1,))))
    >>> pool.take().position, len(pool)
    (1, 1)
    """

    def __init__(self, found: Iterable[Place] = ()) -> None:
        self._places: list[tuple[float, int, Place]] = []
        self._numbers = count(0, -1)
        self.add(found)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        return (place for *_, place in self._places)

    def add(self, found: Iterable[Place]) -> None:
        """Add places of open nodes."""
        for place in found:
            insort(self._places, (place.node.bound, next(self._numbers), place))

    def take(self) -> Place:
        """Remove the open node that is to be worked on next."""
        return self._places.pop(0 if len(self) > _CROWDED else -1)[-1]
