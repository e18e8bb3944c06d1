"""Clusters formed anew from the stragglers of the last round, against stragglers with memory.

No `Decoder`: it says which worker is in which cluster; each cluster is decoded by its own code.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from adversary.decoding.bursty import Pattern, Rounds
from adversary.decoding.error import error
from designs.codes.base import GradientCode, generator
from designs.codes.clustering import ClusteredScheme, at_home, possible_clusters
from designs.errors import require


def recluster(scheme: ClusteredScheme, stragglers: Collection[int]) -> tuple[int, ...]:
    """A cluster for each worker, such that these stragglers are spread evenly: greedy.

    Position by position, each straggler goes to the cluster that has fewest so far, of those that
    it holds data for and that leave the others of its position a place; then the others are
    placed. If the stragglers at home are spread better, all stay. When everyone holds data for all
    clusters, the numbers of stragglers in the clusters differ by at most one; with fewer choices a
    better spread may exist.

    Raises:
        BadInput: a straggler that is no worker.

    Complexity: O(n P^3).
    Source: B. Buyukates, E. Ozfatura, S. Ulukus, D. Gunduz, Gradient coding with dynamic clustering
    (2020), for the idea. Reconstruction: the order of the greedy choices is ours.

    >>> from designs.codes.clustering import dynamic_clustering
    >>> recluster(dynamic_clustering(4, 2, 1), [0, 1])
    (0, 1, 1, 0)
    """
    n, P = scheme.workers, scheme.clusters
    require(all(0 <= w < n for w in stragglers), f"stragglers must be workers 0..{n - 1}")
    counts, assignment = [0] * P, [-1] * n
    for position in range(n // P):
        _place(scheme, range(position, n, n // P), stragglers, counts, assignment)
    home = at_home(n, P)
    return min(tuple(assignment), home, key=lambda x: spread(x, stragglers))


def spread(assignment: Sequence[int], stragglers: Collection[int]) -> tuple[int, ...]:
    """The numbers of stragglers in the clusters, largest first.

    Complexity: O(n log n).

    >>> spread((0, 0, 1, 1), [0, 1, 2])
    (2, 1)
    """
    counts = [0] * (max(assignment) + 1)
    for w in stragglers:
        counts[assignment[w]] += 1
    return tuple(sorted(counts, reverse=True))


def _place(
    scheme: ClusteredScheme,
    workers: Sequence[int],
    stragglers: Collection[int],
    counts: list[int],
    assignment: list[int],
) -> None:
    """Give the workers of one position different clusters, stragglers first."""
    rest = sorted(workers, key=lambda w: (w not in stragglers, w))
    free = set(range(len(rest)))
    while rest:
        w, *rest = rest
        possible = [c for c in possible_clusters(scheme, w) if c in free]
        possible.sort(key=lambda c: counts[c])
        c = next(c for c in possible if _have_places(scheme, rest, free - {c}))
        assignment[w] = c
        free.remove(c)
        counts[c] += w in stragglers


def _have_places(scheme: ClusteredScheme, workers: Sequence[int], free: set[int]) -> bool:
    """Whether the workers can have different clusters of these: augmenting paths.

    Written out, since each worker of each round asks for it: networkx takes 3 to 50 times as long.
    """
    holder: dict[int, int] = {}

    def seat(w: int, seen: set[int]) -> bool:
        for c in possible_clusters(scheme, w):
            if c in free and c not in seen:
                seen.add(c)
                if c not in holder or seat(holder[c], seen):
                    holder[c] = w
                    return True
        return False

    return all(seat(w, set()) for w in workers)


def is_exact(scheme: ClusteredScheme, assignment: Sequence[int], silent: Collection[int]) -> bool:
    """Whether every cluster can still decode exactly.

    Complexity: O(n) and an exact error for each new pattern of a cluster.

    >>> from designs.codes.clustering import dynamic_clustering
    >>> scheme = dynamic_clustering(4, 2, 2)
    >>> is_exact(scheme, (0, 0, 1, 1), [0, 2]), is_exact(scheme, (0, 0, 1, 1), [0, 1])
    (True, False)
    """
    code = scheme["cluster"]
    late: dict[int, list[int]] = {}
    for w in sorted(silent):
        late.setdefault(assignment[w], []).append(w % code.workers)
    return all(_decodes(code, tuple(sorted(positions))) for positions in late.values())


@lru_cache(maxsize=1 << 14)
def _decodes(code: GradientCode, silent: tuple[int, ...]) -> bool:
    return error(code, silent) == 0


def play_clusters(
    scheme: ClusteredScheme, pattern: Pattern, *, dynamic: bool = True
) -> tuple[bool, ...]:
    """For each round whether the gradient is exact; clusters follow the stragglers of the last.

    Not ``dynamic``: everyone stays at home.

    Raises:
        BadInput: a straggler that is no worker.

    Complexity: that of `recluster` for each round.

    >>> from designs.codes.clustering import dynamic_clustering
    >>> scheme, pattern = dynamic_clustering(4, 2, 2), [(0, 1)] * 3
    >>> play_clusters(scheme, pattern), play_clusters(scheme, pattern, dynamic=False)
    ((False, True, True), (False, False, False))
    """
    home = at_home(scheme.workers, scheme.clusters)
    exact, last = [], tuple[int, ...]()
    for silent in pattern:
        assignment = recluster(scheme, last) if dynamic and last else home
        exact.append(is_exact(scheme, assignment, silent))
        last = tuple(silent)
    return tuple(exact)


def markov_stragglers(
    workers: int, rounds: int, fail: float, recover: float, seed: int = 0
) -> Rounds:
    """Stragglers with memory: each worker is a chain of two states, started at its equilibrium.

    A worker that answers straggles in the next round with probability ``fail``, one that straggles
    answers with probability ``recover``. With recover = 1 - fail the rounds are independent.

    Raises:
        BadInput: probabilities not between 0 and 1, or both 0.

    Complexity: O(R n).
    Source: the worker model of B. Buyukates et al. (2020).

    >>> markov_stragglers(2, 3, fail=0.5, recover=0.0)
    ((0, 1), (0, 1), (0, 1))
    """
    fits = 0 <= fail <= 1 and 0 <= recover <= 1 and fail + recover > 0
    require(fits, f"fail and recover must be between 0 and 1, not both 0; got {fail}, {recover}")
    random = generator(seed)
    silent = random.random(workers) < fail / (fail + recover)
    pattern = []
    for _ in range(rounds):
        pattern.append(tuple(silent.nonzero()[0].tolist()))
        draw = random.random(workers)
        silent = (silent & (draw >= recover)) | (~silent & (draw < fail))
    return tuple(pattern)
