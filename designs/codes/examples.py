"""One small example of every family and scheme: for the gallery, the help texts and the tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designs.errors import BadInput

# By name in FAMILIES or SCHEMES; at most 12 workers, so that all straggler sets can be tried.
EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "communication-exact": {"workers": 6, "stragglers": 1, "reduction": 2, "seed": 1},
    "repetition-mds": {"workers": 6, "replication": 3, "reduction": 2},
    "repetition-linear": {
        "workers": 6,
        "generator_code": {"encoding": [[1, 0], [0, 1], [1, 1]]},
    },
    "communication-frame": {"workers": 8, "replication": 4, "reduction": 2, "seed": 1},
    "communication-resolved": {
        "support": {"family": "block-design", "v": 4, "k": 2, "lam": 1, "workers": "blocks"},
        "reduction": 2,
        "frame": "harmonic",
    },
    "communication-approximate": {
        "support": {"family": "block-design", "v": 7, "k": 3, "lam": 1},
        "reduction": 2,
        "kind": "affine",
        "seed": 1,
    },
    "block-design": {"v": 6, "k": 3, "lam": 2, "workers": "blocks"},
    "fractional-repetition": {"workers": 6, "replication": 3},
    "cyclic-repetition": {"workers": 6, "replication": 3, "seed": 2},
    "cyclic-repetition-float": {"workers": 6, "replication": 3, "draws": 5, "seed": 1},
    "partial-cyclic": {"workers": 5, "stragglers": 1, "slowdown": "3/2", "seed": 1},
    "partial-fractional": {"workers": 6, "stragglers": 2, "slowdown": 3},
    "nested-cyclic": {"workers": 6, "levels": [0, 1, 3], "seed": 1},
    "nested-fractional": {"workers": 8, "levels": [0, 1, 3]},
    "random-biregular": {"workers": 6, "partitions": 4, "replication": 3, "seed": 2},
    "bernoulli": {"workers": 8, "partitions": 8, "replication": 3, "seed": 2},
    "regularised-bernoulli": {"workers": 8, "partitions": 8, "replication": 2, "seed": 1},
    "regular-graph": {"workers": 8, "replication": 3, "seed": 2},
    "stochastic-block": {
        "workers": 9,
        "block_size": 3,
        "inside": "4/5",
        "outside": "1/6",
        "seed": 2,
    },
    "expander": {"graph": "paley", "vertices": 9},
    "edge-scheme": {"graph": "random-regular", "vertices": 8, "degree": 3, "seed": 1},
    "net": {"order": 3, "replication": 3},
    "circulant": {"workers": 8, "base": [0, 1, 4]},
    "grid": {"sides": [2, 3, 4]},
    "resolvable-design": {"v": 9, "k": 3, "lam": 1, "classes": 3},
    "uncoded": {"workers": 3},
    "soft-bibd": {"workers": 9, "partitions": 8, "load": "7/2", "overlap": "7/5", "seed": 1},
    "product": {
        "first": {"family": "block-design", "v": 3, "k": 2, "lam": 1},
        "second": {"family": "block-design", "v": 4, "k": 3, "lam": 2},
    },
    "duplicated": {
        "code": {"family": "block-design", "v": 4, "k": 3, "lam": 2},
        "copies": 2,
        "of": "workers",
    },
    "heterogeneous": {
        "probabilities": ["1/8", "1/4", "1/4", "1/3", "1/2", "3/4"],
        "partitions": 6,
    },
    "stochastic-gradient-coding": {
        "workers": 8,
        "partitions": 8,
        "counts": [3, 3, 3, 3, 2, 2, 2, 2],
        "probability": "1/3",
        "seed": 1,
    },
    "pairwise-balanced": {
        "workers": 9,
        "partitions": 4,
        "replication": 3,
        "probability": "1/4",
    },
    "selective-reattempt": {"workers": 8, "burst": 1, "window": 2, "distinct": 4, "seed": 1},
    "multiplexed": {"workers": 8, "burst": 1, "window": 2, "distinct": 3, "seed": 1},
    "block-coordinate": {"coordinates": [4, 2, 1, 0, 0, 0, 0, 1], "seed": 1},
    "dynamic-clustering": {"workers": 12, "clusters": 3, "replication": 2, "choices": 2, "seed": 1},
}


def example(family: str) -> dict[str, Any]:
    """The recipe of a small member of this family or scheme.

    Raises:
        BadInput: there is no example of that name.

    Complexity: constant.

    >>> example("uncoded")
    {'family': 'uncoded', 'workers': 3}
    """
    if family not in EXAMPLES:
        raise BadInput(f"unknown family {family!r:.40}; examples are of {', '.join(EXAMPLES)}")
    return {"family": family, **EXAMPLES[family]}
