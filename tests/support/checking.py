"""Certificates made by hand: a slow search in fractions that emits records for the checker."""

from __future__ import annotations

import hashlib
import json
import random
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import ceil

import numpy as np

from adversary import error
from adversary.decoding.decode import common_weight
from adversary.worst_case.tree.tree import TreeSearch
from designs import GradientCode, random_biregular
from designs.errors import show

# A slow and simple search in fractions, which emits the records of a tree.


def gram(code):
    rows = code.integer_rows()
    return (
        [[sum(x * y for x, y in zip(a, b, strict=True)) for b in rows] for a in rows],
        [sum(row) for row in rows],
    )


def projected(code, kept, undecided):
    """E, u and R of the undecided beside the kept, by elimination in fractions."""
    products, sums = gram(code)
    order = [*kept, *undecided]
    rows = [[Fraction(products[a][b]) for b in order] + [Fraction(sums[a])] for a in order]
    rest = Fraction(code.partitions)
    for i in range(len(kept)):
        pivot = rows[i]
        if not pivot[i]:
            continue
        rest -= pivot[-1] ** 2 / pivot[i]
        for j in range(i + 1, len(order)):
            f = rows[j][i] / pivot[i]
            rows[j] = [x - f * y for x, y in zip(rows[j], pivot, strict=True)]
    left = rows[len(kept) :]
    return rest, [row[-1] for row in left], [row[len(kept) : -1] for row in left]


def least_squares(u, R, t, ridge=Fraction(1, 16)):
    """Weights near the best for a random T, rounded to sixteenths."""
    n = len(u)
    share = Fraction(n - t - 1, n - 1)
    rows = [[*(share * x for x in R[i]), u[i]] for i in range(n)]
    for i in range(n):
        rows[i][i] = R[i][i] + ridge
    for i in range(n):
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for j in range(n):
            if j != i:
                rows[j] = [x - rows[j][i] * y for x, y in zip(rows[j], rows[i], strict=True)]
    return [round(row[-1] * 16) for row in rows]


def bound(rest, u, R, v, t):
    """The base and what each worker adds at most, straight from the formula of the docs."""
    n = range(len(u))
    base = rest - sum(2 * u[j] * v[j] for j in n) + sum(v[j] * v[k] * R[j][k] for j in n for k in n)
    values = []
    for j in n:
        mine = 2 * v[j] * (u[j] - sum(R[j][k] * v[k] for k in n)) + v[j] ** 2 * R[j][j]
        shared = sorted((v[j] * v[k] * R[j][k] for k in n if k != j), reverse=True)
        values.append(mine + sum(shared[: max(t - 1, 0)]))
    return base, values


def concave(rest, u, R, v, t, size, y):
    """The same by the concave bound, with l = size and a point y of sum c - t."""
    n = range(len(u))
    assert sum(y) == len(u) - t
    S = [[(j == k) * size - v[j] * v[k] * R[j][k] for k in n] for j in n]
    slope = [sum(S[j][k] * y[k] for k in n) for j in n]
    gains = [size - 2 * v[j] * u[j] - 2 * slope[j] for j in n]
    return rest + sum(y[j] * slope[j] for j in n) + sum(gains), [-g for g in gains]


def eigenvalue(R, weights):
    """About the largest eigenvalue of the a_j a_k R_jk on vectors of sum zero."""
    c = len(weights)
    M = [[float(a * b * R[j][k]) for k, b in enumerate(weights)] for j, a in enumerate(weights)]
    center = np.eye(c) - 1 / c
    return np.linalg.eigvalsh(center @ np.array(M) @ center).max()


def large_enough(R, weights):
    """The size for a record: a little more than the eigenvalue."""
    return ceil(1.01 * eigenvalue(R, weights)) + 1


def concave_records(rest, u, R, weights, t):
    """Records with base and values: at equal shares, then towards the set that is worst there."""
    c, v, size = len(u), [Fraction(a, 16) for a in weights], large_enough(R, weights)
    shares, survivors = [c - t] * c, [0] * c
    for y, z in ((shares, c), (survivors, 2 * c)):
        base, values = concave(rest, u, R, v, t, Fraction(size, 256), [Fraction(x, z) for x in y])
        yield [f"c {size} {z} {' '.join(map(str, y))}"], base, values
        ranked = sorted(range(c), key=values.__getitem__)
        survivors[:] = [x + c * (j in ranked[: c - t]) for j, x in enumerate(shares)]


def top(base, values, t):
    """The most that a set of t workers errs, so far as base and values tell."""
    return base + sum(sorted(values, reverse=True)[:t])


def forced(base, values, t, upper):
    """Who is kept and who is silent in all T that the policy does not settle."""
    kept, silent = [], []
    for j, x in enumerate(values):
        others = values[:j] + values[j + 1 :]
        if top(base + x, others, t - 1) <= upper:
            kept.append(j)
        elif top(base, others, t) <= upper:
            silent.append(j)
    return kept, silent


def forcing(found, undecided, t, upper):
    """The first of some bounds that forces anybody, as a record, and whom."""
    for record, base, values in found:
        K, S = ([undecided[i] for i in part] for part in forced(base, values, t, upper))
        if K or S:
            return record, K, S
    return [], [], []


def tree(code, s, upper, symmetries=(), scanned=0):
    """Records that prove e(s) <= upper for optimal decoding, by a naive search.

    Nodes with at most so many workers to be silenced are left to a record ``s``.
    """
    records = []

    def names(workers):
        return ",".join(map(str, workers)) or "-"

    def prove(kept, silent, undecided, t):
        rest, u, R = projected(code, kept + (undecided if t == 0 else []), undecided)
        if rest <= upper:
            records.append("e")
            return
        assert 0 < t < len(undecided), "the claim is false"
        if t <= scanned:
            records.append("s")
            return
        weights = least_squares(u, R, t)
        v = [Fraction(a, 16) for a in weights]
        records.append(f"p 16 {' '.join(map(str, weights))}")
        base, values = bound(rest, u, R, v, t)
        found = [([], base, values), *concave_records(rest, u, R, weights, t)]
        ends = [record for record, *bounds in found if top(*bounds, t) <= upper]
        if ends:
            records.extend([*ends[0], "l"])
            return
        record, K, S = forcing(found, undecided, t, upper)
        if K or S:
            records.extend([*record, f"f {names(K)} {names(S)}"])
            left = [w for w in undecided if w not in {*K, *S}]
            prove(kept + K, silent + S, left, t - len(S))
            return
        split(kept, silent, undecided, t, values)

    def split(kept, silent, undecided, t, values):
        j = undecided[max(range(len(values)), key=values.__getitem__)]
        able = [
            g for g, p in enumerate(symmetries)
            if all({p[w] for w in part} == set(part) for part in (kept, silent))
        ]  # fmt: skip
        orbit = [j]
        for w in orbit:
            orbit += sorted({symmetries[g][w] for g in able}.difference(orbit))
        records.append(f"o {j} {names(able)}" if len(orbit) > 1 else f"b {j}")
        prove(kept, [*silent, j], [w for w in undecided if w != j], t - 1)
        left = [w for w in undecided if w not in orbit]
        if t <= len(left):
            prove(kept + orbit, silent, left, t)

    prove([], [], list(range(code.workers)), s)
    return records


def fixed_tree(code, s, decoder, upper):
    """Records that prove e(s) <= upper for a fixed decoder."""
    n, records = code.workers, []
    weight = Fraction(common_weight(code, n - s, decoder))
    rows = [[weight * x for x in row] for row in code.encoding]

    def prove(silent, undecided, t):
        kept = [w for w in range(n) if w not in {*silent, *undecided}]
        target = [1 - sum(rows[w][j] for w in kept) for j in range(code.partitions)]
        u = [sum(x * y for x, y in zip(rows[w], target, strict=True)) for w in undecided]
        R = [
            [sum(x * y for x, y in zip(rows[a], rows[b], strict=True)) for b in undecided]
            for a in undecided
        ]
        base, values = bound(sum(x * x for x in target), u, R, [1] * len(undecided), t)
        if top(base, values, t) <= upper:
            records.append("l")
            return
        assert 0 < t < len(undecided), "the claim is false"
        K, S = ([undecided[i] for i in part] for part in forced(base, values, t, upper))
        left = [w for w in undecided if w not in {*K, *S}]
        if K or S:
            records.append(f"f {','.join(map(str, K)) or '-'} {','.join(map(str, S)) or '-'}")
            prove(silent + S, left, t - len(S))
            return
        j, *left = undecided
        records.append(f"b {j}")
        prove([*silent, j], left, t - 1)
        prove(silent, left, t)

    prove([], list(range(n)), s)
    return records


# Certificates as plain JSON objects.


def entries(code):
    return [[x if isinstance(x, int) else show(x) for x in row] for row in code.encoding]


def sealed(certificate):
    content = {key: x for key, x in certificate.items() if key not in {"id", "about"}}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return certificate | {"id": hashlib.sha256(text.encode()).hexdigest()}


def certificate(code, s, decoder, proof, *, upper=None, value=None, silent=None):
    if value is None:
        value, silent = worst(code, s, decoder)
    return sealed(
        {
            "format": "kirkman-certificate/1",
            "id": "",
            "code": {"name": code.name, "encoding": entries(code)},
            "claim": {
                "stragglers": s,
                "decoder": decoder,
                "lower": show(value),
                "upper": show(value if upper is None else upper),
            },
            "witness": list(silent or ()),
            "proof": proof,
        }
    )


@cache
def worst(code, s, decoder="optimal"):
    """The true worst case by brute force, and a set that attains it."""
    sets = combinations(range(code.workers), s)
    return max(((error(code, silent, decoder), silent) for silent in sets), key=lambda x: x[0])


def tree_certificate(code, s, symmetries=()):
    symmetries = [list(p) for p in symmetries]
    records = tree(code, s, worst(code, s)[0], symmetries)
    return certificate(
        code, s, "optimal", {"kind": "tree", "symmetries": symmetries, "records": records}
    )


def small_code(seed):
    rng = random.Random(seed)
    n, k = rng.randint(1, 7), rng.randint(1, 7)
    kind = rng.choice(["binary", "integer", "fraction", "duplicate", "zeros", "tall", "large"])
    draw = {
        "integer": lambda: rng.randint(-3, 3),
        "fraction": lambda: Fraction(rng.randint(-5, 5), rng.randint(1, 4)),
        "zeros": lambda: int(rng.random() < 0.15),
        "large": lambda: rng.choice([0, 1, 10**20, -(7**9)]),
    }.get(kind, lambda: rng.randint(0, 1))
    k = max(1, n // 2) if kind == "tall" else k
    rows = [[draw() for _ in range(k)] for _ in range(n)]
    if kind == "duplicate":
        rows[rng.randrange(n)] = rows[rng.randrange(n)]
    return GradientCode(rows, name=kind)


def closed(kind, **more):
    return {"kind": kind, **more}


BIREGULAR = [random_biregular(*sizes, seed=1) for sizes in ((8, 8, 3), (9, 9, 4), (8, 4, 2))]


def turned(blocks, n):
    """The cyclic code of some base blocks modulo n, and its two obvious symmetries."""
    rows = [[int((j - w) % n in blocks) for j in range(n)] for w in range(n)]
    return GradientCode(rows), [[(w + 1) % n for w in range(n)], list(range(n))]


def pairs_of_points(points):
    """Workers hold the two points of a pair; and two generators of the symmetries of the points."""
    pairs = [*combinations(range(points), 2)]
    moves = [1, 0, *range(2, points)], [*range(1, points), 0]
    images = [[pairs.index(tuple(sorted([p[a], p[b]]))) for a, b in pairs] for p in moves]
    return GradientCode([[int(x in pair) for x in range(points)] for pair in pairs]), images


SYMMETRIC = dict([turned((0, 1, 3), 8), turned((0, 1, 3), 9), pairs_of_points(5)])


def searched(code, s):
    """The certificate of the compiled search for one of the symmetric codes."""
    symmetries, (value, silent) = SYMMETRIC[code], worst(code, s)
    search = TreeSearch(code, s, silent, keep_records=True, symmetries=symmetries)
    search.run(None, None)
    assert search.upper == value
    records = search.records()
    return certificate(
        code, s, "optimal", {"kind": "tree", "symmetries": symmetries, "records": records}
    )
