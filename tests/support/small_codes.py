"""Small codes of all kinds, and their worst cases by brute force in exact arithmetic."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

import numpy as np

from adversary.decoding.decode import common_weight
from adversary.decoding.error import error
from designs import GradientCode

KINDS = ("binary", "integer", "fraction", "duplicate", "huge", "cyclic", "zeros")
SEARCH_KINDS = ("binary", "sparse", "integer", "fraction", "duplicate", "huge", "float")
FIXED_KINDS = ("binary", "integer", "fraction", "float", "huge", "zeros", "duplicate", "wide range")


def brute(code, s, decoder="optimal"):
    """The largest error of s stragglers, by trying them all."""
    return max(error(code, silent, decoder) for silent in combinations(range(code.workers), s))


def brute_one_step(code, s):
    """The same for one-step decoding of an integer code, in 64 bits and so for many sets."""
    weight = Fraction(common_weight(code, code.workers - s, "one-step"))
    rows = weight.numerator * np.array(code.encoding, dtype=np.int64)
    worst = 0
    for silent in combinations(range(code.workers), s):
        missing = rows.sum(axis=0) - rows[list(silent)].sum(axis=0) - weight.denominator
        worst = max(worst, int(missing @ missing))
    return Fraction(worst, weight.denominator**2)


def any_code(seed, kinds=KINDS, most=7):
    """A matrix of any shape and kind: also dependent, repeated, huge and empty rows."""
    rng = random.Random(seed)
    n, k = rng.randint(1, most), rng.randint(1, most)
    kind = rng.choice(kinds)
    draw = {
        "sparse": lambda: int(rng.random() < 0.25),
        "integer": lambda: rng.randint(-3, 3),
        "fraction": lambda: Fraction(rng.randint(-5, 5), rng.randint(1, 4)),
        "huge": lambda: rng.choice([0, 10**30, 3, -(7**20)]),
        "float": lambda: rng.gauss(0, 1),
        "zeros": lambda: int(rng.random() < 0.15),
    }.get(kind, lambda: rng.randint(0, 1))
    rows = [[draw() for _ in range(k)] for _ in range(n)]
    if kind == "duplicate":
        rows[rng.randrange(n)] = rows[rng.randrange(n)]
    if kind == "cyclic":
        rows = [[rows[0][(j - w) % k] for j in range(k)] for w in range(k)]
    return GradientCode(rows)


def searched_code(seed):
    """A small code for the branch and bound of optimal decoding."""
    return any_code(seed, SEARCH_KINDS, 8)


def fixed_code(seed):
    """A small code whose sum is not 0, so that it has a common weight; of kind seed mod 8."""
    rng = random.Random(seed)
    n, k, kind = rng.randint(1, 8), rng.randint(1, 6), FIXED_KINDS[seed % len(FIXED_KINDS)]
    draw = {
        "integer": lambda: rng.randint(-3, 3),
        "fraction": lambda: Fraction(rng.randint(-5, 5), rng.randint(1, 4)),
        "float": lambda: rng.random() - 0.2,
        "huge": lambda: rng.choice([0, 10**30, 3 * 10**29, -(7**30)]),
        "wide range": lambda: rng.choice([0, 10**30, 3, 1, -1]),
        "zeros": lambda: int(rng.random() < 0.15),
    }.get(kind, lambda: rng.randint(0, 1))
    rows = [[draw() for _ in range(k)] for _ in range(n)]
    if kind == "duplicate":
        rows[rng.randrange(n)] = rows[rng.randrange(n)]
    while not sum(map(sum, rows)):
        rows[0][0] += 1
    return GradientCode(rows)
