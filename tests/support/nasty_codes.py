"""Small codes on which floats lose digits: nearly dependent rows, tied, repeated and empty ones."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np

from adversary.decoding.error import error
from designs import GradientCode, block_design
from designs.codes import net

NASTY_KINDS = ("nearly dependent", "wide", "repeated", "tall", "weighted", "float", "zeros")


def nasty_code(seed, most=7):
    """A code of kind seed mod 7, with two to ``most`` workers."""
    rng = random.Random(seed)
    kind = NASTY_KINDS[seed % len(NASTY_KINDS)]
    n, k = rng.randint(2, most), rng.randint(1, 2 if kind == "tall" else most)
    draw = {
        "nearly dependent": lambda: rng.choice([0, 1, 10**6, 10**6 + 1]),
        "wide": lambda: rng.choice([0, 1, -1, 10**6]),
        "weighted": lambda: rng.randint(-4, 9),
        "float": lambda: rng.gauss(0, 1),
        "zeros": lambda: int(rng.random() < 0.15),
    }.get(kind, lambda: rng.randint(0, 1))
    rows = [[draw() for _ in range(k)] for _ in range(n)]
    if kind == "repeated":
        rows = [list(rng.choice(rows)) for _ in rows]
    if kind == "nearly dependent":
        rows[0] = [10**6 * x + (j == 0) for j, x in enumerate(rows[-1])]
    return GradientCode(rows)


def tied_codes():
    """Duals of designs and a net as bare matrices: singular Gram matrices and many ties."""
    duals = [np.array(block_design(*p, 1).encoding).T.tolist() for p in ((7, 3), (9, 3), (6, 2))]
    return [GradientCode(rows) for rows in [*duals, net(3, 3).encoding]]


def all_errors(code, s):
    """The exact error of every set of s stragglers."""
    return {chosen: error(code, chosen) for chosen in combinations(range(code.workers), s)}
