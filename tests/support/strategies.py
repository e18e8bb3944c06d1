"""Small members of every family, as recipes: what hypothesis draws codes and schemes from."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

seeds = st.integers(0, 5)
roundings = st.sampled_from(["up", "down", "best"])
slowdowns = st.sampled_from([None, "3/2", 2, "7/3", 9])


def divisible(most: int = 10) -> SearchStrategy[tuple[int, int]]:
    """Workers n <= most and a replication d that divides n."""
    pairs = [(n, d) for n in range(1, most + 1) for d in range(1, n + 1) if n % d == 0]
    return st.sampled_from(pairs)


def recipes(family: str, **parameters: SearchStrategy[object]) -> SearchStrategy[dict]:
    """Recipes of a family from strategies of its parameters."""
    return st.fixed_dictionaries({"family": st.just(family), **parameters})


def _biregular(n: int, d: int, seed: int) -> dict:
    return {
        "family": "random-biregular", "workers": n, "partitions": n,
        "replication": min(d, n), "seed": seed,
    }  # fmt: skip


def graph_recipes(family: str) -> SearchStrategy[dict]:
    """Recipes of a family of codes of regular graphs."""
    graphs = [
        {"graph": "petersen"}, {"graph": "complete", "vertices": 5},
        {"graph": "paley", "vertices": 9}, {"graph": "margulis", "vertices": 9},
        {"graph": "cycle", "vertices": 7},
        {"graph": "circulant", "vertices": 8, "steps": [1, 4]},
        {"graph": "edges", "vertices": 4, "edges": [0, 1, 0, 2, 3, 1, 3, 2]},
    ]  # fmt: skip
    random = st.builds(
        lambda graph, n, seed: {"graph": graph, "vertices": n, "degree": 3, "seed": seed},
        st.sampled_from(["random-regular", "random-bipartite"]), st.sampled_from([6, 8]), seeds,
    )  # fmt: skip
    return st.one_of(st.sampled_from(graphs), random).map(lambda g: {"family": family, **g})


designs = st.sampled_from([(7, 3, 1), (6, 3, 2), (4, 2, 1), (4, 3, 2)])
factors = st.sampled_from([
    {"family": "block-design", "v": 3, "k": 2, "lam": 1, "workers": "points"},
    {"family": "fractional-repetition", "workers": 4, "replication": 2},
    {"family": "uncoded", "workers": 2},
    {"format": "kirkman-code/1", "encoding": [[1, 1, 0, "1/2"], [0, -1, 1, 1]]},
])  # fmt: skip
codes: dict[str, SearchStrategy[dict]] = {
    "block-design": st.builds(
        lambda p, w: {"family": "block-design", "v": p[0], "k": p[1], "lam": p[2], "workers": w},
        designs,
        st.sampled_from(["points", "blocks"]),
    ),
    "fractional-repetition": divisible().map(
        lambda p: {"family": "fractional-repetition", "workers": p[0], "replication": p[1]}
    ),
    "cyclic-repetition": st.builds(
        lambda n, d, seed: {
            "family": "cyclic-repetition", "workers": n, "replication": min(d, n), "seed": seed
        },
        st.integers(2, 7), st.integers(1, 4), seeds,
    ),
    "cyclic-repetition-float": st.builds(
        lambda n, d, draws, seed: {
            "family": "cyclic-repetition-float", "workers": n, "replication": min(d, n),
            "draws": draws, "seed": seed,
        },
        st.integers(2, 6), st.integers(1, 4), st.integers(1, 3), seeds,
    ),
    "random-biregular": st.builds(_biregular, st.integers(2, 8), st.integers(1, 4), seeds),
    "bernoulli": recipes(
        "bernoulli", workers=st.integers(3, 8), partitions=st.integers(1, 8),
        replication=st.sampled_from([1, 3, "3/2", "5/2"]), seed=seeds,
    ),
    "regularised-bernoulli": recipes(
        "regularised-bernoulli", workers=st.integers(3, 8), partitions=st.integers(1, 8),
        replication=st.sampled_from([1, 2, "3/2"]), threshold=st.sampled_from([1, 2, "4/3"]),
        seed=seeds,
    ),
    "regular-graph": st.builds(
        lambda p, seed: {
            "family": "regular-graph", "workers": p[0], "replication": p[1], "seed": seed
        },
        st.sampled_from([(n, d) for n in range(2, 9) for d in range(1, n) if n * d % 2 == 0]),
        seeds,
    ),
    "stochastic-block": st.builds(
        lambda p, inside, outside, seed, hidden: {
            "family": "stochastic-block", "workers": p[0], "block_size": p[1], "inside": inside,
            "outside": outside, "seed": seed, "hidden": hidden,
        },
        divisible(8), st.sampled_from([1, "2/3"]), st.sampled_from([0, "1/3"]), seeds,
        st.sampled_from(["yes", "no"]),
    ),
    "expander": graph_recipes("expander"),
    "edge-scheme": graph_recipes("edge-scheme").filter(lambda r: r["graph"] != "margulis"),
    "net": st.sampled_from([(2, 2), (2, 3), (3, 2), (3, 3), (3, 4), (4, 2), (6, 3)]).map(
        lambda p: {"family": "net", "order": p[0], "replication": p[1]}
    ),
    "circulant": st.integers(3, 9).flatmap(lambda n: recipes(
        "circulant", workers=st.just(n),
        base=st.sets(st.integers(0, n - 1), min_size=1, max_size=4).map(sorted),
    )),
    "grid": recipes("grid", sides=st.lists(st.integers(2, 3), min_size=2, max_size=3)),
    "resolvable-design": st.builds(
        lambda p, classes: {
            "family": "resolvable-design", "v": p[0], "k": p[1], "lam": p[2], "classes": classes
        },
        st.sampled_from([(4, 2, 1), (6, 2, 1), (8, 4, 3), (9, 3, 1)]), st.integers(1, 3),
    ),
    "uncoded": recipes("uncoded", workers=st.integers(1, 6)),
    "soft-bibd": recipes(
        "soft-bibd", workers=st.integers(1, 7), partitions=st.integers(3, 7),
        load=st.sampled_from([1, "3/2", "7/3", 3]), seed=seeds,
    ),
    "product": recipes("product", first=factors, second=factors),
    "duplicated": recipes(
        "duplicated", code=factors, copies=st.integers(1, 3),
        of=st.sampled_from(["workers", "partitions"]),
    ),
    "heterogeneous": recipes(
        "heterogeneous", partitions=st.integers(1, 7),
        probabilities=st.lists(st.sampled_from([0, "1/4", "1/3", "1/2", "5/6", 1]), min_size=1,
                               max_size=7).filter(lambda p: set(p) != {1}),
        allocation=st.sampled_from(["stick-breaking", "chain", "shared"]),
    ),
    "stochastic-gradient-coding": recipes(
        "stochastic-gradient-coding", workers=st.integers(3, 8), partitions=st.just(6),
        counts=st.lists(st.integers(1, 3), min_size=6, max_size=6) | st.just([2]),
        probability=st.sampled_from([0, "1/2", "2/3"]), seed=seeds,
    ),
    "pairwise-balanced": st.builds(
        lambda p, k: {
            "family": "pairwise-balanced", "workers": p[0], "replication": p[1],
            "partitions": min(k, (p[0] - 1) // (p[0] // p[1] - 1)), "probability": "1/3",
        },
        st.sampled_from([(4, 2), (8, 4), (9, 3), (16, 4), (5, 1)]), st.integers(1, 6),
    ),
}  # fmt: skip
schemes: dict[str, SearchStrategy[dict]] = {
    "partial-cyclic": st.builds(
        lambda n, s, slowdown, rounding, seed: {
            "family": "partial-cyclic", "workers": n, "stragglers": min(s, n - 1),
            "slowdown": slowdown, "rounding": rounding, "seed": seed,
        },
        st.integers(1, 6), st.integers(0, 3), slowdowns, roundings, seeds,
    ),
    "partial-fractional": st.builds(
        lambda p, slowdown, rounding: {
            "family": "partial-fractional", "workers": p[0], "stragglers": p[1] - 1,
            "slowdown": slowdown, "rounding": rounding,
        },
        divisible(8), slowdowns, roundings,
    ),
    "nested-cyclic": st.builds(
        lambda n, levels, seed: {
            "family": "nested-cyclic", "workers": n, "seed": seed,
            "levels": sorted({s % n for s in levels}),
        },
        st.integers(1, 6), st.sets(st.integers(0, 5), min_size=1, max_size=3), seeds,
    ),
    "nested-fractional": recipes(
        "nested-fractional", workers=st.sampled_from([4, 8]),
        levels=st.sampled_from([[0], [1], [0, 1], [1, 3], [0, 1, 3], [3, 0]]),
    ),
    "communication-exact": st.builds(
        lambda p, matrix, seed: {
            "family": "communication-exact", "workers": p[0], "stragglers": p[1],
            "reduction": p[2], "matrix": matrix, "seed": seed,
        },
        st.sampled_from([(4, 1, 1), (5, 2, 2), (6, 1, 3), (5, 0, 2), (4, 1, 3)]),
        st.sampled_from(["random", "vandermonde"]), seeds,
    ),
    "repetition-mds": st.builds(
        lambda p, m, kind: {
            "family": "repetition-mds", "workers": p[0], "replication": p[1],
            "reduction": min(m, p[1]), "generator_matrix": kind,
        },
        divisible(8), st.integers(1, 3), st.sampled_from(["vandermonde", "cauchy"]),
    ),
    "repetition-linear": st.builds(
        lambda groups, code: {
            "family": "repetition-linear", "workers": 3 * groups, "generator_code": code,
        },
        st.integers(1, 3),
        st.sampled_from(
            [[[1, 0], [0, 1], [1, 1]], [[1], [2], [-1]], [[1, 2], [0, 0], [3, "1/2"]]]
        ).map(
            lambda rows: {"encoding": rows}
        ),
    ),
    "communication-frame": st.builds(
        lambda p, placement, frame, seed: {
            "family": "communication-frame", "workers": p[0], "replication": p[1],
            "reduction": p[2], "placement": placement, "frame": frame, "seed": seed,
        },
        st.sampled_from([(4, 2, 2), (8, 4, 2), (6, 3, 3), (6, 3, 1), (8, 4, 4)]),
        st.sampled_from(["cyclic", "fractional"]), st.sampled_from(["orthonormal", "harmonic"]),
        seeds,
    ),
    "communication-resolved": st.builds(
        lambda m, support, frame, seed: {
            "family": "communication-resolved", "support": support, "reduction": m, "frame": frame,
            "seed": seed,
        },
        st.sampled_from([1, 3]),
        st.sampled_from([
            {"family": "block-design", "v": 4, "k": 2, "lam": 1, "workers": "blocks"},
            {"family": "net", "order": 3, "replication": 3},
        ]),
        st.sampled_from(["orthonormal", "harmonic"]), seeds,
    ),
    "communication-approximate": st.builds(
        lambda m, kind, seed: {
            "family": "communication-approximate",
            "support": {"family": "block-design", "v": 6, "k": 3, "lam": 2},
            "reduction": m, "kind": kind, "seed": seed,
        },
        st.integers(1, 3),
        st.sampled_from(["stacking", "random-diagonal", "random-signs", "affine"]), seeds,
    ),
    "selective-reattempt": st.builds(
        lambda n, p, distinct, seed: {
            "family": "selective-reattempt", "workers": n, "burst": p[0], "window": p[1],
            "distinct": min(distinct, n), "seed": seed,
        },
        st.integers(2, 6), st.sampled_from([(1, 2), (1, 3), (2, 3), (2, 5)]), st.integers(0, 6),
        seeds,
    ),
    "multiplexed": st.builds(
        lambda n, p, distinct, seed: {
            "family": "multiplexed", "workers": n, "burst": p[0], "window": p[1],
            "distinct": min(distinct, n), "seed": seed,
        },
        st.integers(1, 6), st.sampled_from([(1, 2), (1, 4), (2, 3), (2, 4)]), st.integers(0, 6),
        seeds,
    ),
    "block-coordinate": recipes(
        "block-coordinate", seed=seeds,
        coordinates=st.lists(st.integers(0, 3), min_size=1, max_size=6).filter(any),
    ),
    "dynamic-clustering": st.builds(
        lambda clusters, size, r, choices, seed: {
            "family": "dynamic-clustering", "workers": clusters * size, "clusters": clusters,
            "replication": min(r, size), "choices": min(choices, clusters), "seed": seed,
        },
        st.integers(1, 3), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), seeds,
    ),
}  # fmt: skip
