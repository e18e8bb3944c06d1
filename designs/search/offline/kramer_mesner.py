"""Block orbits of a prescribed group that cover every orbit of pairs equally often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designs.incidence.parameters import Parameters

Integers = NDArray[np.int64]
Block = tuple[int, ...]


@dataclass(frozen=True)
class Candidates:
    """Base blocks, their numbers of images, and how often these cover a pair of each orbit."""

    blocks: tuple[Block, ...]
    images: tuple[int, ...]
    covers: Integers


def candidates(
    p: Parameters,
    pairs: NDArray[np.int32],
    parts: Iterable[tuple[int, tuple[Block, ...]]],
    most: int,
    rng: np.random.Generator,
) -> Candidates:
    """Base blocks that are unions of orbits, one for every different way to cover the pairs.

    ``pairs[x, y]`` is the number of the orbit of pairs, and each of the ``parts`` gives the number
    of images that count and the orbits of a subgroup. At most so many unions of each are kept.

    Complexity: the orbits of a subgroup, times ``most``, times the orbits of pairs.

    >>> from designs.search.settings import pair_orbits
    >>> pairs, rng = pair_orbits(7, [(1, 2, 3, 4, 5, 6, 0)]), np.random.default_rng(0)
    >>> parts = [(7, tuple((x,) for x in range(7)))]
    >>> len(candidates(Parameters(7, 3, 1), pairs, parts, 100, rng).blocks)
    1
    """
    sizes = np.bincount(pairs[np.triu_indices(p.v, 1)])
    used = np.flatnonzero(sizes)
    found: dict[Block, tuple[Block, int]] = {}
    for images, orbits in parts:
        if images > p.b:
            continue
        within = _within(pairs, orbits, len(sizes))[:, :, used]
        limits = p.lam * sizes[used] // images
        for chosen, counts in _unions(p.k, orbits, within, limits, most, rng):
            covers, rest = np.divmod(counts * images, sizes[used])
            if not rest.any():
                block = sorted(x for i in np.flatnonzero(chosen) for x in orbits[i])
                found.setdefault(tuple(covers.tolist()), (tuple(block), images))
    covering = np.array(list(found), dtype=np.int64).reshape(-1, len(used))
    blocks, numbers = zip(*found.values(), strict=True) if found else ((), ())
    return Candidates(blocks, numbers, covering)


def _within(pairs: NDArray[np.int32], orbits: tuple[Block, ...], kinds: int) -> Integers:
    """The number of pairs of each kind between two orbits: shape (orbits, orbits, kinds)."""
    number = np.empty(len(pairs), dtype=np.int64)
    for i, orbit in enumerate(orbits):
        number[list(orbit)] = i
    upper = np.triu_indices(len(pairs), 1)
    counts = np.zeros((len(orbits), len(orbits), kinds), dtype=np.int64)
    np.add.at(counts, (number[upper[0]], number[upper[1]], pairs[upper]), 1)
    diagonal = np.arange(len(orbits))
    twice = counts + counts.transpose(1, 0, 2)
    twice[diagonal, diagonal] //= 2
    return twice


def _unions(
    k: int,
    orbits: tuple[Block, ...],
    within: Integers,
    limits: Integers,
    most: int,
    rng: np.random.Generator,
) -> Iterator[tuple[NDArray[np.bool_], Integers]]:
    """Unions of orbits with k points that stay within the limits; some of them if there are many.

    The orbits are looked at one after the other, large ones first, and the unions so far grow by
    them in one step.
    """
    order = sorted(range(len(orbits)), key=lambda i: -len(orbits[i]))
    reach = {0}
    reachable = [reach]
    for i in reversed(order):
        reach = reach | {size + len(orbits[i]) for size in reach if size + len(orbits[i]) <= k}
        reachable.append(reach)
    chosen, sizes = np.zeros((1, len(orbits)), dtype=bool), np.zeros(1, dtype=np.int64)
    counts = np.zeros((1, within.shape[2]), dtype=np.int64)
    for i, ahead in zip(order, reversed(reachable[:-1]), strict=True):
        grown = counts + chosen.astype(np.int64) @ within[:, i] + within[i, i]
        fits = (grown <= limits).all(axis=1)
        more = chosen[fits]
        more[:, i] = True
        chosen = np.vstack([chosen, more])
        counts = np.vstack([counts, grown[fits]])
        sizes = np.concatenate([sizes, sizes[fits] + len(orbits[i])])
        kept = np.flatnonzero(np.isin(k - sizes, list(ahead)))
        if len(kept) > most:
            kept = rng.choice(kept, most, replace=False)
        chosen, counts, sizes = chosen[kept], counts[kept], sizes[kept]
    yield from zip(chosen, counts, strict=True)


def combination(covers: Integers, lam: int, steps: int, rng: np.random.Generator) -> list[int]:
    """Rows that sum to lambda everywhere, possibly with repetition; none if none were found.

    The column with the fewest rows left that fit is branched on.

    Complexity: O(rows * columns) a step.

    >>> covers = np.array([[1, 0], [0, 1], [2, 0]])
    >>> sorted(combination(covers, 1, 100, np.random.default_rng(0)))
    [0, 1]
    """
    allowance = iter(range(steps))
    everything = rng.permutation(len(covers))
    return _extend(covers, everything, np.full(covers.shape[1], lam), allowance) or []


def _extend(
    covers: Integers, rows: Integers, left: Integers, allowance: Iterator[int]
) -> list[int] | None:
    if not left.any():
        return []
    rows = rows[(covers[rows] <= left).all(axis=1)]
    open_columns = np.flatnonzero(left)
    options = (covers[np.ix_(rows, open_columns)] > 0).sum(axis=0)
    column = open_columns[options.argmin()]
    for row in rows[covers[rows, column] > 0]:
        if next(allowance, None) is None:
            return None
        rest = _extend(covers, rows, left - covers[row], allowance)
        if rest is not None:
            return [int(row), *rest]
        rows = rows[rows != row]
    return None
