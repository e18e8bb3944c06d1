"""Small structures of points and blocks, and their resolutions by brute force."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import strategies as st

from designs import Design, exists

PAIRS = Design(4, combinations(range(4), 2))


def plane(v, k):
    return exists(v, k, 1).design()


def shuffled(design, seed):
    image = list(range(design.points))
    random.Random(seed).shuffle(image)
    return Design(design.points, [[image[p] for p in block] for block in design.blocks])


@st.composite
def designs(draw):
    points = draw(st.integers(1, 6))
    size = draw(st.integers(0, points)) if draw(st.booleans()) else None
    least, most = (0, points) if size is None else (size, size)
    block = st.sets(st.integers(0, points - 1), min_size=least, max_size=most)
    return Design(points, draw(st.lists(block, max_size=8)))


def partitions(design):
    """All sets of blocks that have every point exactly once."""
    numbers = range(len(design.blocks))
    everything = list(range(design.points))
    return [
        part
        for n in range(1, len(numbers) + 1)
        for part in combinations(numbers, n)
        if sorted(p for j in part for p in design.blocks[j]) == everything
    ]


def resolutions(design):
    """All resolutions, by brute force."""
    classes = partitions(design)

    def extend(rest):
        if not rest:
            yield ()
            return
        for part in classes:
            if min(rest) in part and rest >= set(part):
                for more in extend(rest - set(part)):
                    yield (part, *more)

    return list(extend(frozenset(range(len(design.blocks)))))
