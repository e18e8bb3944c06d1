"""The parameters of the families: what they mean, and how recipes and command lines write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

# name of a constructor's parameter: (one-letter option or "", help)
PARAMETERS: Mapping[str, tuple[str, str]] = {
    "workers": ("n", "number of workers"),
    "partitions": ("k", "data partitions; default: as many as workers"),
    "replication": ("d", "workers that hold each partition"),
    "seed": ("", "seed of the random draw, at least 0"),
    "graph": ("", "the graph"),
    "vertices": ("", "vertices of the graph"),
    "degree": ("", "degree of the graph; of lps p + 1"),
    "steps": ("", "of circulant: v is joined to v + s and v - s, like 1,4"),
    "edges": ("", "of edges: pairs of vertices, like 0,1,1,2,2,0"),
    "modulus": ("", "of lps: the prime q"),
    "order": ("", "lines in a parallel class, and partitions on each"),
    "base": ("", "what worker 0 holds, like 0,1,5,6; worker w holds the same shifted by w"),
    "sides": ("", "sides of the grid, like 3,4"),
    "classes": ("", "how many parallel classes are workers; default: all"),
    "stragglers": ("s", "stragglers that do no harm"),
    "reduction": ("m", "how many times shorter the messages are than a gradient"),
    "matrix": ("", "which matrix V"),
    "generator_code": ("", "code file with a row for each worker of a group"),
    "generator_matrix": ("", "which MDS code"),
    "placement": ("", "which workers hold a partition"),
    "frame": ("", "the vectors of the workers"),
    "support": ("", "code file whose non-zeros say who holds what"),
    "kind": ("", "the coefficients"),
    "load": ("", "partitions that each worker holds, in the mean"),
    "overlap": ("", "partitions that two workers share, in the mean; default: the least possible"),
    "first": ("", "code file of the first factor"),
    "second": ("", "code file of the second factor"),
    "code": ("", "code file"),
    "copies": ("", "how many copies"),
    "of": ("", "what is copied"),
    "threshold": ("", "heaviest load that is left, as a multiple of the mean load"),
    "block_size": ("b", "workers, and partitions, in a block"),
    "inside": ("p", "probability that a worker holds a partition of its own block"),
    "outside": ("q", "probability that a worker holds a partition of another block"),
    "hidden": ("", "whether workers and partitions are shuffled"),
    "probabilities": ("", "straggling probability of each worker, like 1/3,1/2,1/2"),
    "probability": ("", "straggling probability of every worker"),
    "allocation": ("", "how the partitions are allotted"),
    "counts": ("", "workers that hold each partition: one number for all, or one for each"),
    "burst": ("", "rounds within which all failures of a worker lie, in a window"),
    "window": ("", "rounds in a window"),
    "distinct": ("", "different stragglers in a window, at most"),
    "coordinates": ("", "sizes of block 0, 1, ...; block s tolerates s stragglers"),
    "slowdown": ("", "how many times slower stragglers are, at most; default: they may be dead"),
    "rounding": ("", "whether the number of uncoded partitions is rounded up or down"),
    "levels": ("", "straggler tolerances, one a level, like 0,1,3"),
    "draws": ("", "random draws, of which the best is kept"),
    "clusters": ("", "clusters of workers, each under a code of its own"),
    "choices": ("", "clusters that a worker holds data for; default: all"),
}


def required(hint: Any) -> Any:
    """A type without its None; of a union of numbers the widest, Fraction.

    >>> required(int | None), required(int | Fraction)
    (<class 'int'>, <class 'fractions.Fraction'>)
    """
    if get_origin(hint) not in (Union, UnionType):
        return hint
    members = [x for x in get_args(hint) if x is not NoneType]
    return Fraction if Fraction in members else members[0]


def from_recipe(hint: Any, value: Any) -> Any:
    """A parameter of this type from JSON: rationals are integers or strings "p/q".

    Raises:
        ValueError, ZeroDivisionError: a string that is no rational.

    >>> from_recipe(Sequence[int | Fraction], [1, "1/2"]), from_recipe(int, 3)
    ([1, Fraction(1, 2)], 3)
    """
    kind = required(hint)
    if kind is Fraction and isinstance(value, str):
        return Fraction(value)
    if get_origin(kind) is Sequence and isinstance(value, list):
        return [from_recipe(get_args(kind)[0], x) for x in value]
    return value
