"""Symmetries of a code as permutations of its workers, enough of them for orbital branching."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from designs.codes import GradientCode

Permutation = tuple[int, ...]

_MOST, _LARGEST_GRAPH = 600, 20_000


def worker_symmetries(code: GradientCode) -> tuple[Permutation, ...]:
    """Permutations of the workers that leave all inner products and sums of rows as they are.

    They come from the symmetries that the code declares; else, for a 0/1 encoding and with igraph,
    from the automorphisms of its graph of workers and partitions. A small group is listed whole; of
    a large one the transversals of its stabiliser chain, so that orbits of the group and of some
    of its point stabilisers can be seen.

    Complexity: O(n) for each element listed; that of igraph's canonical labelling to find them.
    Source: J. Ostrowski et al., Orbital branching, Math. Program. 126 (2011) 147-178, for the use.

    >>> from designs import cyclic_repetition
    >>> len(worker_symmetries(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]))) in (0, 5)
    True
    """
    identity = tuple(range(code.workers))
    return tuple(sorted(_elements(symmetry_generators(code), identity) - {identity}))


def symmetry_generators(code: GradientCode) -> set[Permutation]:
    """Generators of the group of `worker_symmetries`, without the identity.

    >>> from designs import fractional_repetition
    >>> sorted(symmetry_generators(fractional_repetition(4, 2)))
    [(1, 0, 3, 2), (2, 3, 0, 1)]
    """
    declared = {s.workers for s in code.symmetries}
    return (declared or set(_automorphisms(code))) - {tuple(range(code.workers))}


def _elements(generators: set[Permutation], identity: Permutation) -> set[Permutation]:
    """The group that they generate, or if it is large its transversals."""
    found, waiting = {identity}, [identity]
    while waiting:
        current = waiting.pop()
        for g in generators:
            product = tuple(g[x] for x in current)
            if product not in found:
                found.add(product)
                waiting.append(product)
        if len(found) > _MOST:
            return _transversals(generators)
    return found


def _transversals(generators: Iterable[Permutation]) -> set[Permutation]:
    from sympy.combinatorics import Permutation as SymbolicPermutation
    from sympy.combinatorics import PermutationGroup

    group = PermutationGroup([SymbolicPermutation(list(g)) for g in sorted(generators)])
    chain = [t.array_form for level in group.basic_transversals for t in level.values()]
    strong = [g.array_form for g in group.strong_gens]
    return {tuple(g) for g in chain + strong}


def _automorphisms(code: GradientCode) -> list[Permutation]:
    """Generators found by igraph, restricted to the workers; none without it or if it is large."""
    n, k = code.workers, code.partitions
    binary = all(x in (0, 1) for row in code.encoding for x in row)
    ones = [(w, n + j) for w, row in enumerate(code.encoding) for j, x in enumerate(row) if x]
    if not binary or len(ones) > _LARGEST_GRAPH or find_spec("igraph") is None:
        return []
    from igraph import Graph

    graph = Graph(n + k, ones)
    generators = graph.automorphism_group(color=[0] * n + [1] * k)
    return [tuple(g[:n]) for g in generators]
