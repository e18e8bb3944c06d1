"""Small codes of floats and long fractions: nearly dependent, ill scaled, denormal rows too."""

from __future__ import annotations

import random
from fractions import Fraction

from designs import GradientCode
from designs.codes import cyclic_repetition_float

FLOAT_KINDS = (
    "Gaussian", "sparse", "dependent", "near", "almost one", "scaled rows", "scaled entries",
    "denormal", "rank two", "mixed", "fraction", "cyclic",
)  # fmt: skip


def float_code(seed, most=8):
    """A code of at most so many workers and partitions; of kind seed modulo 12."""
    rng, kind = random.Random(seed), FLOAT_KINDS[seed % len(FLOAT_KINDS)]
    n, k = rng.randint(2, most), rng.randint(1, most)
    if kind == "cyclic":
        return cyclic_repetition_float(max(n, 3), rng.randint(1, n), draws=2, seed=seed)
    return GradientCode(_rows(kind, [[rng.gauss(0, 1) for _ in range(k)] for _ in range(n)], rng))


def _rows(kind, rows, rng):
    n = len(rows)
    if kind in ("dependent", "near", "rank two"):
        first = 2 if kind == "rank two" else n // 2 + 1
        return rows[:first] + [_combined(kind, rows, rng) for _ in range(first, n)]
    if kind == "scaled rows":
        lengths = [10.0 ** rng.choice([-300, -150, 0, 0, 150, 200]) for _ in rows]
        return [[x * length for x in row] for row, length in zip(rows, lengths, strict=True)]
    change = {
        "sparse": lambda x: x if rng.random() < 0.4 else 0,
        "almost one": lambda x: 1 + 10.0 ** -rng.randint(1, 16) * x,
        "scaled entries": lambda x: x * 10.0 ** rng.choice([-300, -16, -9, -5, 0, 0, 5, 20]),
        "denormal": lambda x: x * rng.choice([1, 5e-324, 2.0**-1060, 1e-310, 0]),
        "mixed": lambda x: rng.choice([0, 1, 1, x, 1e-9 * x]),
        "fraction": lambda _: Fraction(rng.randint(-(10**12), 10**12), rng.choice([3, 7, 10**12])),
    }.get(kind, float)
    return [[change(x) for x in row] for row in rows]


def _combined(kind, rows, rng):
    """A combination of the first two rows: exact, rounded, or nearly one."""
    if kind == "dependent":
        a, b = rng.randint(-2, 3), rng.randint(-2, 3)
        return [a * Fraction(x) + b * Fraction(y) for x, y in zip(*rows[:2], strict=True)]
    off = 10.0 ** -rng.randint(2, 17) if kind == "near" else 0.0
    pairs = zip(*rows[:2], strict=True)
    return [0.3 * x + 0.7 * y + off * rng.gauss(0, 1) for x, y in pairs]
