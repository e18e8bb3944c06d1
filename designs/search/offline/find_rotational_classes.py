"""Searches the base classes of rotational_classes.txt: python find_rotational_classes.py > FILE.

A partition of Z_(v-1) and infinity into blocks of k points in which every non-zero element is a
difference k - 1 times develops into a resolvable 2-(v, k, k-1) design. It is found by simulated
annealing: points of two blocks are exchanged, and what counts is the squared excess of differences.
"""

from __future__ import annotations

from collections import Counter
from math import exp
from random import Random

SIZES, LARGEST, ATTEMPTS, STEPS = (3, 4, 5), 42, 4, 120_000
HOT, COLD, COOLING = 2.5, 0.35, 0.99995

Blocks = list[list[int]]


def differences(block: list[int], order: int) -> Counter[int]:
    """How often each element is a difference of two points of the block; infinity has none."""
    finite = [x for x in block if x != order]
    return Counter((x - y) % order for x in finite for y in finite if x != y)


def base_class(points: int, size: int, random: Random) -> Blocks | None:
    """A base class, or None if the steps are used up."""
    order, deck = points - 1, random.sample(range(points), points)
    blocks = [deck[i : i + size] for i in range(0, points, size)]
    excess = dict.fromkeys(range(1, order), 1 - size)
    for block in blocks:
        for d, n in differences(block, order).items():
            excess[d] += n
    temperature = HOT
    for _ in range(STEPS):
        if not any(excess.values()):
            return sorted(sorted(block) for block in blocks)
        temperature = max(COLD, temperature * COOLING)
        step(blocks, excess, order, temperature, random)
    return None


def step(
    blocks: Blocks, excess: dict[int, int], order: int, temperature: float, random: Random
) -> None:
    """Exchange two points of different blocks, unless that makes things too much worse."""
    i, j = random.sample(range(len(blocks)), 2)
    a, b = random.randrange(len(blocks[i])), random.randrange(len(blocks[j]))
    first, second = blocks[i].copy(), blocks[j].copy()
    first[a], second[b] = second[b], first[a]
    change = differences(first, order)
    change.update(differences(second, order))
    change.subtract(differences(blocks[i], order))
    change.subtract(differences(blocks[j], order))
    worse = sum(n * (2 * excess[d] + n) for d, n in change.items())
    if worse <= 0 or random.random() < exp(-worse / temperature / 2):
        blocks[i], blocks[j] = first, second
        for d, n in change.items():
            excess[d] += n


def main() -> None:
    """Print a base class for every v and k, v a multiple of k above 2k, for which one is found."""
    print("# a parallel class of Z_(v-1) and infinity = v-1; by find_rotational_classes.py")
    for points in range(6, LARGEST + 1):
        for size in (k for k in SIZES if points % k == 0 and points > 2 * k):
            attempts = (base_class(points, size, Random(seed)) for seed in range(ATTEMPTS))
            if (found := next(filter(None, attempts), None)) is not None:
                print("; ".join(" ".join(map(str, block)) for block in found), flush=True)


if __name__ == "__main__":
    main()
