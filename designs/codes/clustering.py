"""Clusters of workers, each under a small code of its own, that may be formed anew every round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from designs.algebra.linear import Rational, plain
from designs.codes.base import GradientCode, Symmetry, require_size
from designs.codes.family import scheme
from designs.codes.scheme import Fact, Scheme, Sending
from designs.codes.tolerant import tolerant
from designs.errors import require


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteredScheme(Scheme):
    """P clusters of n/P workers under the code "cluster"; "whole" is that of the clusters at home.

    Every worker computes the part ``load`` of the data, and holds the part ``storage``, for
    ``choices`` clusters.

    >>> dynamic_clustering(6, clusters=2, replication=2).load
    Fraction(1, 3)
    """

    clusters: int = field(compare=False)
    choices: int = field(compare=False)
    load: Rational = field(compare=False)
    storage: Rational = field(compare=False)

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The clusters, and what a worker computes and holds."""
        return {
            "clusters": self.clusters,
            "choices": self.choices,
            "load": self.load,
            "storage": self.storage,
        }

    @property
    def codes(self) -> tuple[GradientCode, ...]:
        """The code of all workers in their homes, then in the clusters next to those, and so on."""
        n, P = self.workers, self.clusters
        home = at_home(n, P)
        return tuple(
            _joined(self["cluster"], [(c + i) % P for c in home]) for i in range(self.choices)
        )

    @property
    def sending(self) -> Sending:
        """One message a round, of the cluster that a worker is told."""
        return Sending(((0,),) * self.choices, chosen=1)


@scheme(
    "dynamic-clustering",
    example={"workers": 12, "clusters": 3, "replication": 2, "choices": 2, "seed": 1},
    parameters={
        "clusters": ("", "clusters of workers, each under a code of its own"),
        "choices": ("", "clusters that a worker holds data for; default: all"),
    },
    after="block-coordinate",
)
def dynamic_clustering(
    workers: int, clusters: int, replication: int, choices: int | None = None, seed: int = 0
) -> ClusteredScheme:
    """Dynamic clustering: P clusters of m = n/P workers, each for m of the n partitions.

    In every cluster a code of redundancy r tolerates r - 1 stragglers. Worker ``w = c m + j`` has
    position j in any cluster that it joins, and holds its r partitions there for ``choices``
    clusters: c, c + 1, ... modulo P. So the server may form the clusters anew, as long as each gets
    one worker of every position: see `adversary.decoding.clustering`. The component "whole" is the
    code of the clusters at home; other clusters are the same code with its workers renamed.

    Raises:
        BadInput: P does not divide n (with the nearest n), not ``1 <= r <= m``, or not
            ``1 <= choices <= P``. By default choices = P.

    Complexity: that of `tolerant`, and O(n^2).
    Source: B. Buyukates, E. Ozfatura, S. Ulukus, D. Gunduz, Gradient coding with dynamic clustering
    (2020). Reconstruction: from the abstract, without the paper's data assignment; that a worker
    keeps its position, and cyclic choices, are assumed.

    >>> scheme = dynamic_clustering(6, clusters=2, replication=2)
    >>> scheme["cluster"].workers, scheme.load, scheme.storage
    (3, Fraction(1, 3), Fraction(2, 3))
    """
    n, P, r = workers, clusters, replication
    require(P >= 1, f"clusters must be at least 1, got {P}")
    below = n - n % P
    require(
        n >= P and n % P == 0,
        f"clusters must divide workers, got workers={n}, clusters={P}; "
        f"the nearest numbers of workers are {below or P} and {below + P}",
    )
    m, z = n // P, P if choices is None else choices
    require(
        1 <= r <= m, f"replication must be 1..{m}, the workers of a cluster, got replication={r}"
    )
    require(1 <= z <= P, f"choices must be 1..clusters, got choices={z}, clusters={P}")
    require_size(n, n)
    code = tolerant(m, r - 1, seed)
    recipe = {
        "family": "dynamic-clustering", "workers": n, "clusters": P, "replication": r,
        "choices": z, "seed": seed,
    }  # fmt: skip
    turn = tuple((w + m) % n for w in range(n))
    whole = _joined(code, at_home(n, P), [Symmetry(turn, turn)])
    components = {"whole": whole, "cluster": code}
    return ClusteredScheme(
        "dynamic clustering", components, recipe, clusters=P, choices=z,
        load=plain(Fraction(r, n)), storage=plain(Fraction(r * z, n)),
    )  # fmt: skip


def at_home(workers: int, clusters: int) -> tuple[int, ...]:
    """The cluster of each worker if nothing is ever changed.

    Complexity: O(n).

    >>> at_home(6, 2)
    (0, 0, 0, 1, 1, 1)
    """
    return tuple(w // (workers // clusters) for w in range(workers))


def possible_clusters(scheme: ClusteredScheme, worker: int) -> tuple[int, ...]:
    """The clusters that a worker holds data for, its home first.

    Raises:
        BadInput: there is no such worker.

    Complexity: O(choices).

    >>> possible_clusters(dynamic_clustering(6, 3, 2, choices=2), 4)
    (2, 0)
    """
    n, P = scheme.workers, scheme.clusters
    require(0 <= worker < n, f"workers are 0..{n - 1}, got {worker}")
    home = at_home(n, P)[worker]
    return tuple((home + i) % P for i in range(scheme.choices))


def require_clusters(scheme: ClusteredScheme, assignment: Sequence[int]) -> None:
    """Raise `BadInput` unless all hold their data and each cluster has one of every position.

    >>> require_clusters(dynamic_clustering(4, 2, 1), (1, 0, 0, 1))
    """
    n, P = scheme.workers, scheme.clusters
    require(len(assignment) == n, f"each of the {n} workers needs a cluster, got {len(assignment)}")
    for w, c in enumerate(assignment):
        possible = possible_clusters(scheme, w)
        require(c in possible, f"worker {w} holds data for the clusters {possible}, got {c}")
    places = {(c, w % (n // P)) for w, c in enumerate(assignment)}
    require(len(places) == n, "each cluster needs exactly one worker of every position")


def clustered(scheme: ClusteredScheme, assignment: Sequence[int]) -> GradientCode:
    """The code of all workers for these clusters.

    Raises:
        BadInput: see `require_clusters`.

    Complexity: O(n^2).

    >>> clustered(dynamic_clustering(4, 2, 1), (1, 0, 0, 1)).encoding[0]
    (0, 0, 1, 0)
    """
    require_clusters(scheme, assignment)
    return _joined(scheme["cluster"], assignment)


def _joined(
    code: GradientCode, assignment: Sequence[int], symmetries: Sequence[Symmetry] = ()
) -> GradientCode:
    m, n = code.workers, len(assignment)
    rows = []
    for w, c in enumerate(assignment):
        row: list[Rational] = [0] * n
        row[c * m : (c + 1) * m] = code.encoding[w % m]
        rows.append(row)
    return GradientCode(rows, "clusters", symmetries=symmetries)
