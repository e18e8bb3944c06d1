"""Small members of every family, as recipes: what hypothesis draws codes and schemes from.

They are made from the registry: a new family has its strategy as soon as it is entered.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from designs import FAMILIES, SCHEMES, BadInput, GradientCode, Unavailable
from designs.codes.family import Family, registered
from designs.codes.recipes import codes_of, required

Recipes = SearchStrategy[dict[str, Any]]
seeds = st.integers(0, 5)
rationals = st.sampled_from([0, "1/4", "1/3", "1/2", "2/3", "5/6", 1, "4/3", "3/2", 2, "7/3", 3])
factors = st.sampled_from([
    {"family": "block-design", "v": 3, "k": 2, "lam": 1, "workers": "points"},
    {"family": "fractional-repetition", "workers": 4, "replication": 2},
    {"family": "uncoded", "workers": 2},
    {"format": "kirkman-code/1", "encoding": [[1, 1, 0, "1/2"], [0, -1, 1, 1]]},
])  # fmt: skip
_NEAR = 3
_MOST_WORKERS = 12


def values(name: str, hint: Any, known: Any) -> SearchStrategy[Any]:
    """Values of a parameter: the known one, others near it, and None where that may stand."""
    kind = required(hint)
    if name == "seed":
        return seeds
    others = [st.just(known)]
    if NoneType in get_args(hint):
        others.append(st.none())
    if get_origin(kind) is Literal:
        others.append(st.sampled_from(get_args(kind)))
    elif kind is int:
        middle = 1 if known is None else known
        others.append(st.integers(max(middle - _NEAR, 0), middle + _NEAR))
    elif kind is Fraction:
        others.append(rationals)
    elif kind is GradientCode:
        others.append(factors)
    elif get_origin(kind) is Sequence and known:
        whole = get_args(kind)[0] is int
        each = st.integers(0, max(known)) if whole else rationals
        others.append(st.lists(each, min_size=1, max_size=len(known)))
    return st.one_of(others)


def near(known: Family) -> Recipes:
    """Recipes of members like the example: each parameter as there or of its kind."""
    hints, taken = get_type_hints(known.build), {}
    for name, parameter in inspect.signature(known.build).parameters.items():
        default = None if parameter.default is parameter.empty else parameter.default
        if name != "design":
            taken[name] = values(name, hints[name], known.example.get(name, default))
    return st.fixed_dictionaries({"family": st.just(known.name), **taken}).filter(_is_small_member)


def _is_small_member(recipe: Mapping[str, Any]) -> bool:
    try:
        return all(code.workers <= _MOST_WORKERS for code in codes_of(recipe).values())
    except (BadInput, Unavailable):
        return False


def divisible(most: int = 10) -> SearchStrategy[tuple[int, int]]:
    """Workers n <= most and a replication d that divides n."""
    pairs = [(n, d) for n in range(1, most + 1) for d in range(1, n + 1) if n % d == 0]
    return st.sampled_from(pairs)


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


# Families whose parameters have to fit one another, so that few neighbours of the example do.
fitting: dict[str, Recipes] = {
    "block-design": st.builds(
        lambda p, w: {"family": "block-design", "v": p[0], "k": p[1], "lam": p[2], "workers": w},
        st.sampled_from([(7, 3, 1), (6, 3, 2), (4, 2, 1), (4, 3, 2)]),
        st.sampled_from(["points", "blocks"]),
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
    "resolvable-design": st.builds(
        lambda p, classes: {
            "family": "resolvable-design", "v": p[0], "k": p[1], "lam": p[2], "classes": classes
        },
        st.sampled_from([(4, 2, 1), (6, 2, 1), (8, 4, 3), (9, 3, 1)]), st.integers(1, 3),
    ),
    "pairwise-balanced": st.builds(
        lambda p, k: {
            "family": "pairwise-balanced", "workers": p[0], "replication": p[1],
            "partitions": min(k, (p[0] - 1) // (p[0] // p[1] - 1)), "probability": "1/3",
        },
        st.sampled_from([(4, 2), (8, 4), (9, 3), (16, 4), (5, 1)]), st.integers(1, 6),
    ),
    "partial-fractional": st.builds(
        lambda p, slowdown, rounding: {
            "family": "partial-fractional", "workers": p[0], "stragglers": p[1] - 1,
            "slowdown": slowdown, "rounding": rounding,
        },
        divisible(8), st.sampled_from([None, "3/2", 2, "7/3", 9]),
        st.sampled_from(["up", "down", "best"]),
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
    "dynamic-clustering": st.builds(
        lambda clusters, size, r, choices, seed: {
            "family": "dynamic-clustering", "workers": clusters * size, "clusters": clusters,
            "replication": min(r, size), "choices": min(choices, clusters), "seed": seed,
        },
        st.integers(1, 3), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), seeds,
    ),
}  # fmt: skip
members = {
    name: fitting[name] if name in fitting else near(known) for name, known in registered().items()
}
codes = {name: members[name] for name in FAMILIES}
schemes = {name: members[name] for name in SCHEMES}
