"""The judge of certificates, against brute force, a slow search of its own, and tampering."""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import random
import re
import subprocess
import sys
from contextlib import suppress
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import ceil
from operator import mul
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import adversary.check
from adversary import error
from adversary.check import RefusedError, _definite, check
from adversary.decode import common_weight, equal_overlap
from designs import GradientCode, block_design, cyclic_repetition, random_biregular, uncoded
from designs.codes import keeps_full_span
from designs.errors import BadInput, show

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


def tree(code, s, upper, symmetries=()):
    """Records that prove e(s) <= upper for optimal decoding, by a naive search."""
    records = []

    def names(workers):
        return ",".join(map(str, workers)) or "-"

    def prove(kept, silent, undecided, t):
        rest, u, R = projected(code, kept + (undecided if t == 0 else []), undecided)
        if rest <= upper:
            records.append("e")
            return
        assert 0 < t < len(undecided), "the claim is false"
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


@pytest.mark.parametrize("seed", range(60))
def test_trees_of_a_slow_search_are_accepted(seed):
    code = small_code(seed)
    for s in range(code.workers + 1):
        proved = check(tree_certificate(code, s))
        assert proved.startswith(f"e({s}) = {worst(code, s)[0]} for ")


BIREGULAR = [random_biregular(*sizes, seed=1) for sizes in ((8, 8, 3), (9, 9, 4), (8, 4, 2))]


@pytest.mark.parametrize("code", BIREGULAR, ids=repr)
def test_trees_with_concave_bounds_are_accepted(code):
    kinds = ""
    for s in range(2, code.workers - 1):
        for upper in (worst(code, s)[0], worst(code, s)[0] * Fraction(9, 8)):
            proof = {"kind": "tree", "symmetries": [], "records": tree(code, s, upper)}
            check(certificate(code, s, "optimal", proof, upper=upper))
            kinds += "".join(record[0] for record in proof["records"])
    assert "cf" in kinds
    assert "cl" in kinds or code.partitions == 4


@pytest.mark.parametrize("seed", range(60))
def test_fixed_trees_of_a_slow_search_are_accepted(seed):
    code = small_code(seed)
    if not sum(map(sum, code.encoding)):
        with pytest.raises(RefusedError, match="sum zero"):
            check(certificate(code, 0, "one-step", {"kind": "equal-overlap"}, value=0))
        return
    for s in range(code.workers + 1):
        records = fixed_tree(code, s, "one-step", worst(code, s, "one-step")[0])
        proof = {"kind": "fixed-tree", "symmetries": [], "records": records}
        check(certificate(code, s, "one-step", proof))


def turned(blocks, n):
    """The cyclic code of some base blocks modulo n, and its two obvious symmetries."""
    rows = [[int((j - w) % n in blocks) for j in range(n)] for w in range(n)]
    return GradientCode(rows), [[(w + 1) % n for w in range(n)], list(range(n))]


@pytest.mark.parametrize("blocks", [(0, 1), (0, 1, 2), (0, 1, 3)])
def test_orbital_branches(blocks):
    code, symmetries = turned(blocks, 7)
    for s in range(8):
        check(tree_certificate(code, s, symmetries))


def test_orbital_branches_of_a_code_with_equal_workers():
    code, symmetries = turned((0, 1, 3), 6)
    doubled = GradientCode([*code.encoding, *code.encoding])
    swap = [*range(6, 12), *range(6)]
    every = [swap, *([*p, *(w + 6 for w in p)] for p in symmetries)]
    value = worst(doubled, 3)[0]
    assert len(tree(doubled, 3, value, every)) < len(tree(doubled, 3, value))
    check(tree_certificate(doubled, 3, every))


@pytest.mark.parametrize("seed", range(60))
def test_the_bound_of_a_policy_and_what_it_forces(seed):
    """On random nodes: no set errs more than the policy says, and only sure workers are forced."""
    rng = random.Random(seed)
    code = small_code(seed)
    order = rng.sample(range(code.workers), code.workers)
    p, d = sorted(rng.randint(0, code.workers) for _ in "pd")
    kept, silent, undecided = order[:p], order[d:], sorted(order[p:d])
    rest, u, R = projected(code, kept, undecided)
    v = [Fraction(rng.randint(-8, 8), rng.choice([1, 8, 64])) for _ in undecided]
    for t in range(len(undecided) + 1):
        base, values = bound(rest, u, R, v, t)
        errors = {T: error(code, [*silent, *T]) for T in combinations(undecided, t)}
        assert max(errors.values()) <= top(base, values, t)
        if 0 < t < len(undecided):
            upper = rng.choice([*errors.values()])
            K, S = ({undecided[i] for i in part} for part in forced(base, values, t, upper))
            for T, value in errors.items():
                assert value <= upper or (not K & {*T} and {*T} >= S)


@pytest.mark.parametrize("seed", range(60))
def test_the_concave_bound_and_what_it_forces(seed):
    """On random nodes and for random points, whether they are in the unit cube or not."""
    rng = random.Random(seed)
    code = small_code(seed)
    order = rng.sample(range(code.workers), code.workers)
    p, d = sorted(rng.randint(0, code.workers) for _ in "pd")
    kept, silent, undecided = order[:p], order[d:], sorted(order[p:d])
    rest, u, R = projected(code, kept, undecided)
    v = [Fraction(rng.randint(-8, 8), rng.choice([1, 8, 64])) for _ in undecided]
    for t in range(1, len(undecided) + 1):
        size = Fraction(large_enough(R, [int(64 * x) for x in v]), 64**2) + rng.choice([0, 1])
        y = [Fraction(rng.randint(-2, 9), 8) for _ in undecided]
        y[0] += len(undecided) - t - sum(y)
        base, values = concave(rest, u, R, v, t, size, y)
        errors = {T: error(code, [*silent, *T]) for T in combinations(undecided, t)}
        assert max(errors.values()) <= top(base, values, t)
        if t < len(undecided):
            upper = rng.choice([*errors.values()])
            K, S = ({undecided[i] for i in part} for part in forced(base, values, t, upper))
            for T, value in errors.items():
                assert value <= upper or (not K & {*T} and {*T} >= S)


def verdict(code, s, upper, records):
    """What the judge says of records that cannot be all."""
    proof = {"kind": "tree", "symmetries": [], "records": records}
    low = min((error(code, T), T) for T in combinations(range(code.workers), s))
    with pytest.raises(RefusedError) as refused:
        check(certificate(code, s, "optimal", proof, upper=upper, value=low[0], silent=low[1]))
    return str(refused.value)


@pytest.mark.parametrize("seed", range(20))
def test_forcing_is_accepted_exactly_if_the_formula_says_so(seed):
    rng = random.Random(seed)
    code = small_code(seed)
    rest, u, R = projected(code, [], range(code.workers))
    weights = [rng.randint(-4, 8) for _ in u]
    policy = f"p 16 {' '.join(map(str, weights))}"
    for s in range(1, code.workers):
        base, values = bound(rest, u, R, [Fraction(a, 16) for a in weights], s)
        least = min(error(code, T) for T in combinations(range(code.workers), s))
        for j in range(code.workers):
            others = values[:j] + values[j + 1 :]
            keep, silence = top(base + values[j], others, s - 1), top(base, others, s)
            for record, edge in ((f"f {j} -", keep), (f"f - {j}", silence)):
                for upper in (edge - Fraction(1, 10**9), edge, edge + 1):
                    if upper >= least:
                        said = verdict(code, s, upper, [policy, record])
                        assert ("is not forced" in said) == (upper < edge)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("inherited", ["the policy", "not the concave bound"])
def test_children_inherit_the_policy(seed, inherited):
    rng = random.Random(seed)
    n, k = rng.randint(3, 6), rng.randint(2, 6)
    code = GradientCode([[rng.randint(0, 2) for _ in range(k)] for _ in range(n)])
    weights = [rng.randint(-4, 8) for _ in range(n)]
    j, s = rng.randrange(n), rng.randint(2, n - 1)
    left = [w for w in range(n) if w != j]
    v = [Fraction(weights[w], 16) for w in left]
    base, values = bound(*projected(code, [], left), v, s - 1)
    edge = top(base, values, s - 1)
    point, R = f"{n - s} " * n, projected(code, [], range(n))[-1]
    before = [f"p 16 {' '.join(map(str, weights))}"]
    if inherited == "not the concave bound":
        before.append(f"c {large_enough(R, weights)} {n} {point}")
    records = [*before, f"b {j}", "l"]
    for upper in (edge, edge - Fraction(1, 10**9)):
        if upper >= min(error(code, T) for T in combinations(range(n), s)):
            said = verdict(code, s, upper, records)
            assert ("end before" in said) == (upper == edge)


def concave_at_root(rng, code, s):
    """A policy, a concave bound for it with a random point, and what both of them say."""
    n = code.workers
    rest, u, R = projected(code, [], range(n))
    weights = [rng.randint(-4, 8) for _ in u]
    v, z = [Fraction(a, 16) for a in weights], rng.choice([1, 3, 8])
    size = large_enough(R, weights) + rng.choice([0, 0, 50])
    y = [rng.randint(-1, z + 1) for _ in u]
    y[-1] += z * (n - s) - sum(y)
    bounds = concave(rest, u, R, v, s, Fraction(size, 256), [Fraction(x, z) for x in y])
    policy = f"p 16 {' '.join(map(str, weights))}"
    return policy, f"c {size} {z} {' '.join(map(str, y))}", *bounds, bound(rest, u, R, v, s)


@pytest.mark.parametrize("seed", range(30))
def test_a_concave_bound_is_accepted_exactly_if_the_formula_says_so(seed):
    rng = random.Random(seed)
    code = small_code(seed)
    for s in range(1, code.workers):
        policy, record, base, values, own = concave_at_root(rng, code, s)
        j = rng.randrange(code.workers)
        others = values[:j] + values[j + 1 :]
        least = min(error(code, T) for T in combinations(range(code.workers), s))
        for more, edge, refusal in (
            (["l", "l"], top(base, values, s), "does not suffice"),
            ([policy, "l", "l"], top(*own, s), "does not suffice"),
            ([f"f {j} -"], top(base + values[j], others, s - 1), "is not forced"),
            ([f"f - {j}"], top(base, others, s), "is not forced"),
        ):
            for upper in (edge - Fraction(1, 10**9), edge, edge + 1):
                if upper >= least:
                    said = verdict(code, s, upper, [policy, record, *more])
                    assert (refusal in said) == (upper < edge)


@pytest.mark.parametrize("code", [*BIREGULAR, *map(small_code, range(40))], ids=repr)
def test_a_size_that_is_too_small_is_refused(code):
    rng, n = random.Random(0), code.workers
    _, _, R = projected(code, [], range(n))
    weights = [rng.randint(500, 900) for _ in range(n)]
    exact = eigenvalue(R, weights)
    if 100 < exact < 10**12:
        for factor in (0, 0.5, 0.999, 1.01, 2):
            size, point = int(exact * factor) + (factor > 1), "1 " * (n - 1) + "0"
            records = [f"p 1 {' '.join(map(str, weights))}", f"c {size} 1 {point}", "e", "e"]
            said = verdict(code, 1, code.partitions, records)
            assert ("the size is not proved" in said) == (factor < 1)


def exactly_semidefinite(N):
    """By elimination in fractions."""
    rows = [[Fraction(x) for x in row] for row in N]
    while rows:
        (p, *first), *others = rows
        if p < 0 or (p == 0 and any(first)):
            return False
        rows = [
            [x - (row[0] / p if p else 0) * y for x, y in zip(row[1:], first, strict=True)]
            for row in others
        ]
    return True


@given(st.integers(0, 10**9))
def test_what_is_proved_definite_is_semidefinite(seed):
    rng = random.Random(seed)
    n, scale = rng.randint(0, 9), rng.choice([1, 3, 10**4, 7**30])
    short = [[rng.randint(-9, 9) for _ in range(rng.randint(1, n + 1))] for _ in range(n)]
    short = [row[: len(short[0])] for row in short]
    N = [[scale * sum(x * y for x, y in zip(a, b, strict=False)) for b in short] for a in short]
    shift = rng.choice([0, 1, -1, scale, -scale, scale // 50, -scale // 50])
    for i in range(n):
        N[i][i] += shift
    lower = [row[: i + 1] for i, row in enumerate(N)]
    ratio = scale / max([1, *(N[i][i] for i in range(n))])
    assert exactly_semidefinite(N) or not _definite(lower)
    assert _definite(lower) or shift <= 0 or shift / scale * ratio < 1e-6


def test_a_little_less_than_singular_is_not_definite():
    """Where all but rounding is zero, the margin alone decides."""
    rng = random.Random(0)
    for _ in range(200):
        n, scale = rng.randint(2, 9), 10 ** rng.randint(20, 40)
        short = [[rng.randint(-9, 9) for _ in range(n - 1)] for _ in range(n)]
        N = [[scale * sum(map(mul, a, b)) - (a is b) for b in short] for a in short]
        assert not _definite([row[: i + 1] for i, row in enumerate(N)])


def test_definite_at_the_edge():
    assert _definite([])
    assert not _definite([[0]])
    assert not _definite([[-1]])
    assert _definite([[1]])
    assert _definite([[10**100], [10**100 - 10**95, 10**100]])
    assert not _definite([[10**100], [10**100, 10**100]])
    assert not _definite([[1], [2, 1]])
    assert not _definite([[1], [10**50, 10**90], [-(10**99), 5, 0]])


def test_no_record_leaves_too_few_or_too_many():
    assert "can be" in verdict(uncoded(3), 1, 3, ["f 0,1,2 -", "e"])
    assert "can be" in verdict(uncoded(3), 2, 3, ["f 0,1 -", "e"])
    assert "can be" in verdict(uncoded(3), 1, 3, ["f - 0,1", "e"])
    assert "can be" in verdict(uncoded(3), 0, 3, ["b 0", "e", "e"])


def test_a_root_policy_is_exact_for_block_designs():
    for code in (block_design(7, 3, 1), block_design(13, 4, 1), block_design(9, 3, 1)):
        for s in range(code.workers):
            load, square = sum(code.encoding[0]), sum(x * x for x in code.encoding[0])
            other = sum(x * y for x, y in zip(*code.encoding[:2], strict=True))
            q = square + other * (code.workers - s - 1)
            policy = " ".join(map(str, ["p", q, *[load] * code.workers]))
            value = error(code, range(s))
            proof = {"kind": "tree", "symmetries": [], "records": [policy, "l"]}
            check(certificate(code, s, "optimal", proof, value=value, silent=range(s)))


def test_rows_of_digits():
    proof = {"kind": "equal-overlap"}
    for rows in (["1100", "0101"], ["1100", [0, "1", "0/7", 1]], [[0, 9], "90"]):
        listed = [[int(Fraction(x)) for x in row] for row in rows]
        claim = certificate(GradientCode(listed), 1, "optimal", proof)
        check(sealed(claim | {"code": {"name": "", "encoding": rows}}))
    for rows in (["1100", "01012"], ["1100", "01-1"], ["11a0", "0101"], ["", ""], ["1 00", "0101"]):
        with pytest.raises(RefusedError, match=r"length|no integer"):
            check(sealed(claim | {"code": {"name": "", "encoding": rows}}))


# The kinds of proof that are no trees.


def closed(kind, **more):
    return {"kind": kind, **more}


@pytest.mark.parametrize("decoder", ["optimal", "one-step", "block-design"])
def test_equal_overlap(decoder):
    for code in (
        block_design(7, 3, 1), block_design(6, 3, 2), uncoded(4), GradientCode([["1/2", "1/3"]]),
        GradientCode([[1, -1], [1, -1]]), GradientCode([[1, 2, 0], [2, 1, 0], [1, 1, "3/2"]]),
        GradientCode([[2, -1, -1], [-1, 2, -1], [-1, -1, 2]]), GradientCode([[0], [0]]),
    ):  # fmt: skip
        if decoder == "one-step" and not sum(map(sum, code.encoding)):
            continue
        for s in range(code.workers + 1):
            if equal_overlap(code):
                check(certificate(code, s, decoder, closed("equal-overlap")))
            elif decoder == "optimal":
                with pytest.raises(RefusedError, match="no proof of this kind"):
                    check(certificate(code, s, decoder, closed("equal-overlap")))


@given(st.integers(0, 10**6))
def test_disjoint_groups(seed):
    rng = random.Random(seed)
    rows, k = [], rng.randint(1, 6)
    columns = [rng.randrange(3) for _ in range(k)]
    for group in range(rng.randint(1, 3)):
        row = [rng.randint(-2, 2) * (c == group) for c in columns]
        factors = rng.choices([1, 2, -1, -3], k=rng.randint(1, 3))
        rows += [[factor * x for x in row] for factor in factors]
    code = GradientCode(rows)
    for s in range(code.workers + 1):
        check(certificate(code, s, "optimal", closed("disjoint-groups")))
        value = worst(code, s)[0]
        if value:
            low = certificate(code, s, "optimal", closed("disjoint-groups"), upper=value - 1)
            with pytest.raises(RefusedError, match="less than the upper end"):
                check(low)


def test_shared_partitions_are_no_disjoint_groups():
    with pytest.raises(RefusedError, match="share a partition"):
        check(certificate(GradientCode([[1, 1], [0, 1]]), 1, "optimal", closed("disjoint-groups")))


@pytest.mark.parametrize("seed", range(120))
def test_ranks_is_accepted_only_if_the_error_is_zero(seed):
    code = (
        small_code(seed) if seed % 2 else cyclic_repetition(4 + seed % 4, 2 + seed % 3, seed=seed)
    )
    for s in range(code.workers + 1):
        value = worst(code, s)[0]
        claim = certificate(code, s, "optimal", closed("ranks"))
        if keeps_full_span(code, s):
            check(claim)
            assert value == 0
        else:
            with pytest.raises(RefusedError, match=r"without error|span less"):
                check(claim)


def test_ranks_modulo_the_prime_only_counts_if_no_rank_is_lost():
    prime = 2**31 - 1
    code = GradientCode([[1, 0], [0, 1], [1, prime + 1]])
    assert worst(code, 1)[0] == 0
    check(certificate(code, 1, "optimal", closed("ranks")))
    lost = GradientCode([[1, 1], [1, prime + 1], [1, 1]])
    with pytest.raises(RefusedError, match="smaller modulo the prime"):
        check(certificate(lost, 1, "optimal", closed("ranks")))
    with pytest.raises(RefusedError, match="more than"):
        check(certificate(uncoded(40), 20, "optimal", closed("ranks"), value=20, silent=range(20)))


def test_monotone():
    code = small_code(4)
    for s in range(code.workers):
        upper = worst(code, s + 1)[0]
        proof = {"kind": "tree", "symmetries": [], "records": tree(code, s + 1, upper)}
        more = closed("monotone", stragglers=s + 1, proof=proof)
        check(certificate(code, s, "optimal", more, upper=upper))
        for wrong in (s, s - 1, code.workers + 1, True, None):
            other = closed("monotone", stragglers=wrong, proof=proof)
            claim = certificate(code, s, "optimal", other, upper=upper)
            with pytest.raises(RefusedError):
                check(claim)
    with pytest.raises(RefusedError):
        check(certificate(uncoded(3), 1, "one-step", more))


# Tampering: whatever is accepted must still be true.


@cache
def examples():
    """Certificates of every kind, some with room above the true value."""
    found = []
    for seed in (2, 5, 9, 12, 17, 21, 33):
        code = small_code(seed)
        for s in {1, code.workers // 2}:
            value = worst(code, s)[0]
            for upper in {value, value * Fraction(9, 8)}:
                proof = {"kind": "tree", "symmetries": [], "records": tree(code, s, upper)}
                found.append(certificate(code, s, "optimal", proof, upper=upper))
            if s and sum(map(sum, code.encoding)):
                records = fixed_tree(code, s, "one-step", worst(code, s, "one-step")[0])
                proof = {"kind": "fixed-tree", "symmetries": [], "records": records}
                found.append(certificate(code, s, "one-step", proof))
    for code in BIREGULAR:
        for upper in (worst(code, 4)[0], worst(code, 4)[0] * Fraction(9, 8)):
            proof = {"kind": "tree", "symmetries": [], "records": tree(code, 4, upper)}
            found.append(certificate(code, 4, "optimal", proof, upper=upper))
    cyclic, symmetries = turned((0, 1, 3), 6)
    found += [tree_certificate(cyclic, s, symmetries) for s in (2, 3)]
    found.append(certificate(block_design(7, 3, 1), 2, "one-step", closed("equal-overlap")))
    found.append(certificate(cyclic_repetition(6, 3), 2, "optimal", closed("ranks")))
    groups = GradientCode([[1, 1, 0], [2, 2, 0], [0, 0, 1], [0, 0, -1], [0, 0, 3]])
    found.append(certificate(groups, 3, "optimal", closed("disjoint-groups")))
    more = closed("monotone", stragglers=3, proof=found[-1]["proof"])
    found.append(certificate(groups, 2, "optimal", more, upper=worst(groups, 3)[0]))
    return found


def changed_number(rng, text):
    """The text with one of its numbers replaced."""
    places = [m.span() for m in re.finditer("-?[0-9]+", text)]
    if not places:
        return text
    first, last = rng.choice(places)
    x = int(text[first:last])
    other = rng.choice([x + 1, x - 1, -x, 2 * x, rng.randint(0, 6), 10**12, x // 2])
    return f"{text[:first]}{other}{text[last:]}"


def tamper_records(rng, records):
    i, j = rng.randrange(len(records)), rng.randrange(len(records))
    match rng.randrange(8):
        case 0:
            del records[i]
        case 1:
            records.insert(j, records[i])
        case 2:
            records[i], records[j] = records[j], records[i]
        case 3:
            records[i] = rng.choice(["e", "l", "b 0", "b 1", "f 0 -", "f - 1", "o 0 0", "o 1 0,1"])
        case 4:
            del records[i:]
        case 5:
            records[i] = records[i].replace(" -", f" {rng.randint(0, 6)}", 1)
        case _:
            records[i] = changed_number(rng, records[i])


def tamper_claim(rng, tampered):
    claim, n = tampered["claim"], len(tampered["code"]["encoding"])
    if rng.randrange(3):
        factor = rng.choice(["1/2", "9/10", "999/1000", "11/10"])
        claim["upper"] = show(Fraction(claim["upper"]) * Fraction(factor))
    else:
        claim["stragglers"] = rng.randint(0, n)
    tampered["witness"] = sorted(rng.sample(range(n), claim["stragglers"]))


def tampered(rng, original):
    """A changed certificate, whose id and lower end are made to fit what was changed."""
    result = json.loads(json.dumps(original))
    proof, code = result["proof"], result["code"]
    for _ in range(rng.randint(1, 2)):
        kind = rng.randrange(8)
        if kind < 4 and proof.get("records"):
            tamper_records(rng, proof["records"])
        elif kind == 4 and proof.get("symmetries"):
            rng.shuffle(rng.choice(proof["symmetries"]))
        elif kind == 5:
            row = rng.choice(code["encoding"])
            row[rng.randrange(len(row))] = rng.choice([0, 1, 2, -1, "1/2"])
        elif kind == 6:
            proof["kind"] = rng.choice(["equal-overlap", "ranks", "disjoint-groups"])
            for key in ("records", "symmetries", "stragglers", "proof"):
                proof.pop(key, None)
        else:
            tamper_claim(rng, result)
    with suppress(BadInput):
        lower = error(GradientCode(code["encoding"]), result["witness"], result["claim"]["decoder"])
        result["claim"]["lower"] = show(lower)
    return sealed(result)


def accepted_tamperings(seed, count):
    """How many tamperings the judge accepts, after making sure that their claims hold."""
    rng, originals, accepted = random.Random(seed), examples(), 0
    for number in range(count):
        certificate = tampered(rng, originals[number % len(originals)])
        try:
            check(certificate)
        except RefusedError:
            continue
        claim = certificate["claim"]
        code = GradientCode(certificate["code"]["encoding"])
        value = worst(code, claim["stragglers"], claim["decoder"])[0]
        assert Fraction(claim["lower"]) <= value <= Fraction(claim["upper"]), certificate
        accepted += certificate not in originals
    return accepted


def test_accepted_tamperings_are_still_proofs():
    assert accepted_tamperings(0, 200) > 5


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 11))
def test_many_more_accepted_tamperings_are_still_proofs(seed):
    assert accepted_tamperings(seed, 2000) > 50


def test_no_claim_below_the_true_value_is_accepted():
    """Even with a witness that is not the worst set, and the records of the true claim."""
    for original in examples():
        claim, code = original["claim"], GradientCode(original["code"]["encoding"])
        s, decoder = claim["stragglers"], claim["decoder"]
        value = worst(code, s, decoder)[0]
        for silent in combinations(range(code.workers), s):
            lower = error(code, silent, decoder)
            for upper in {lower, (lower + value) / Fraction(2), value - Fraction(1, 10**20)}:
                if lower <= upper < value:
                    low = claim | {"lower": show(lower), "upper": show(upper)}
                    with pytest.raises(RefusedError):
                        check(sealed(original | {"claim": low, "witness": [*silent]}))


def test_an_untouched_id_gives_every_change_away():
    original = examples()[0]
    check(original)
    check(original | {"about": {"seconds": 0.1, "anything": [None]}})
    rng = random.Random(0)
    for _ in range(50):
        changed = tampered(rng, original)
        if changed != original:
            with pytest.raises(RefusedError, match="the id is not"):
                check(changed | {"id": original["id"]})


# Hostile input.

FANO_TREE = ["p 8 3 3 3 3 3 3 3", "l"]


def hostile(path, value):
    """A valid certificate, in which this place has another value; ... removes it."""
    original = certificate(
        block_design(7, 3, 1), 1, "optimal", closed("tree", symmetries=[], records=FANO_TREE)
    )
    place = result = json.loads(json.dumps(original))
    *front, last = path
    for key in front:
        place = place[key]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return sealed(result) if path != ("id",) else result


ENDLESS = []
ENDLESS.append(ENDLESS)
ODD = [None, True, -1, 10**30, 0.25, "x", "", [], {}, [[]], {"a": 1}, "1/0", "1e9", ENDLESS, ...]
PLACES = [
    ("format",), ("id",), ("code",), ("claim",), ("witness",), ("proof",),
    ("code", "name"), ("code", "encoding"), ("code", "encoding", 0), ("code", "encoding", 0, 0),
    ("claim", "stragglers"), ("claim", "decoder"), ("claim", "lower"), ("claim", "upper"),
    ("witness", 0), ("proof", "kind"), ("proof", "symmetries"), ("proof", "records"),
    ("proof", "records", 0), ("proof", "records", 1), ("unknown",), ("claim", "unknown"),
    ("code", "unknown"), ("proof", "unknown"),
]  # fmt: skip


def harmless(path, value):
    """A name, no symmetries, a generous claim, and no unknown keys are as they should be."""
    return (
        (path[-1] == "name" and isinstance(value, str))
        or (path[-1] == "symmetries" and value == [])
        or (path[-1] == "upper" and value == 10**30)
        or (path[-1] == "unknown" and value is ...)
    )


@pytest.mark.parametrize("path", PLACES, ids=str)
def test_odd_values_are_refused_in_one_sentence(path):
    for value in ODD:
        if harmless(path, value):
            continue
        try:
            odd = hostile(path, value)
        except ValueError:  # the endless list has no canonical text, hence no id
            odd = hostile(path, None) | {path[0]: value}
        with pytest.raises(RefusedError) as refused:
            check(odd)
        assert 5 < len(str(refused.value)) < 200
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([], "end before"), (["e"], "record 0: the kept workers"), (["l"], "record 0: the policy"),
        ([*FANO_TREE, "l"], "record 2: nothing is left"), ([*FANO_TREE, "e"], "record 2: nothing"),
        (["p 7 3 3 3 3 3 3", "l"], "record 0: no policy"), (["p 0 3 3 3 3 3 3 3"], "no policy"),
        (["p -7 3 3 3 3 3 3 3"], "no policy"), (["p"], "record 0"), (["p 1.0"], "no kind"),
        (["p 7 3 3 3 3 3 3 3_0"], "no kind"), (["p 7 3 3 3 3 3 3 \u0663"], "no kind"),
        (["x"], "no kind"), (["e e"], "record 0"), ([" "], "record 0"), (["ee"], "no kind"),
        (["b"], "record 0"), (["b 7"], "not in question"), (["b -1"], "not in question"),
        (["b 0 1"], "not in question"), (["b 0", "b 1"], "more workers"), (["b b"], "record 0"),
        (["b 0", "e", "b 0"], "record 2: a list has one twice or one not in question"),
        (["o 0 0"], "not in question"), (["o 0 0,0"], "not in question"),
        (["f 0 -"], "0 is not forced to stay"), (["f - 0"], "0 is not forced out"),
        (["f 0,0 -"], "one twice"), (["f - 0,0"], "one twice"), (["f 0 0"], "one twice"),
        (["f - 9"], "not in question"), (["f 0"], "record 0"), (["f"], "record 0"),
        (["c 9 1 1 1 1 1 1 1"], "no point"), (["c 9 1 1 1 1 1 1 1 1"], "no point"),
        (["c 9 1 1 1 1 1 1 0"], "no point"), (["c 9 1 1 1 1 1 1 1 1 0"], "no point"),
        (["c 9"], "not enough"), (["c"], "record 0"),
        (["c 9 2 1 1 1 1 1 1 0"], "no point"), (["c 9 0 0 0 0 0 0 0 0"], "no point"),
        (["c 9 -1 -1 -1 -1 -1 -1 -1 0"], "no point"), (["c 9 1 1 1 1 1 1 1 0 0"], "no point"),
        (["c 0 1 1 1 1 1 1 1 0"], "size is not"), (["c -1 1 1 1 1 1 1 1 0"], "size is not"),
        (["c 1 1 1 1 1 1 1 1 0", "e"], "the kept"), (["c 1/2 1 1 1 1 1 1 1 0"], "no kind"),
        (["b 0", "c 1 1 1 1 1 1 1 1", "e"], "no point"), (["f - - -"], "record 0"),
        (["b 0", "f - -"], "nothing to be forced"),
    ],
)  # fmt: skip
def test_bad_records_are_refused_where_they_are(records, why):
    claim = certificate(
        block_design(7, 3, 1), 1, "optimal", closed("tree", symmetries=[], records=records)
    )
    with pytest.raises(RefusedError, match=why):
        check(claim)


def test_silence_is_not_counted_twice():
    """The hole of an earlier checker: naming a worker twice as silent lowered t by two."""
    code = GradientCode([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    upper = Fraction(5, 2)
    for records in (["f - 2,2", "e"], ["f - 2,2", "b 0", "e", "e"], ["f 0,0,0,0 -", "e"]):
        proof = {"kind": "tree", "symmetries": [], "records": records}
        with pytest.raises(RefusedError, match="one twice"):
            check(certificate(code, 2, "optimal", proof, upper=upper))


@pytest.mark.parametrize(
    "symmetries",
    [
        [[1, 2, 3, 4, 5, 6, 0]],
        [[0]],
        [[0, 0, 1, 2, 3, 4, 5]],
        [[*range(8)]],
        [[*range(6), True]],
        [7],
    ],
)
def test_symmetries_are_verified_even_if_unused(symmetries):
    code = GradientCode([[int(j <= w) for j in range(7)] for w in range(7)])
    proof = {"kind": "tree", "symmetries": symmetries, "records": tree(code, 2, worst(code, 2)[0])}
    with pytest.raises(RefusedError):
        check(certificate(code, 2, "optimal", proof))


def test_a_symmetry_must_keep_what_is_decided():
    code, symmetries = turned((0, 1, 3), 7)
    for records in (["b 0", "o 1 0"], ["b 0", "e", "o 1 0"]):
        proof = {"kind": "tree", "symmetries": symmetries, "records": records}
        with pytest.raises(RefusedError, match="does not keep what is decided"):
            check(certificate(code, 2, "optimal", proof, upper=7))
    for records in (["b 0", "b 1", "l", "o 2 0"], ["b 0", "b 1", "o 2 0", "l", "l", "o 2 0"]):
        proof = {"kind": "tree", "symmetries": [[1, 0, 3, 4, 2]], "records": records}
        with pytest.raises(RefusedError, match=f"{len(records) - 1}: a symmetry does not keep"):
            check(certificate(uncoded(5), 3, "optimal", proof, upper=5))


def test_a_deep_nest_is_refused_without_recursion():
    proof = closed("equal-overlap")
    for _ in range(100_000):
        proof = closed("monotone", stragglers=3, proof=proof)
    claim = certificate(block_design(7, 3, 1), 1, "optimal", closed("equal-overlap"))
    with pytest.raises(RefusedError):
        check(claim | {"proof": proof})
    del claim
    while "proof" in proof:  # or Python would recurse to free it
        proof = proof["proof"]


# Alone, as a script.

JUDGE = Path(adversary.check.__file__)


def script(*paths):
    words = [sys.executable, "-I", "-S", JUDGE, *paths]
    done = subprocess.run(words, capture_output=True, check=False, text=True)
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


def test_the_script_needs_nothing_of_ours(tmp_path):
    good, bad = tmp_path / "good.json.gz", tmp_path / "bad.json"
    claim = tree_certificate(small_code(6), 2)
    good.write_bytes(gzip.compress(json.dumps(claim).encode()))
    bad.write_text(json.dumps(claim | {"witness": []}))
    assert script(good) == (0, [f"{good}: proved: {check(claim)}"])
    assert script(good, bad) == (
        1, [f"{good}: proved: {check(claim)}", f"{bad}: refused: the id is not that of the content"]
    )  # fmt: skip
    assert script() == (2, [])


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"\x1f\x8b broken", b'{"a": ' * 50_000, b"1" * 10**6],
    ids=range(7),
)
def test_unreadable_files(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    code, (line,) = script(path)
    assert (code, line.startswith(f"{path}: unreadable: ")) == (2, True)
    assert script(tmp_path / "none")[0] == 2


def test_a_key_named_twice_is_refused(tmp_path):
    path = tmp_path / "twice.json"
    text = json.dumps(tree_certificate(small_code(6), 2))
    path.write_text(text.replace('"lower"', '"lower": "0", "lower"'))
    assert script(path) == (1, [f"{path}: refused: an object names a key twice"])


def test_it_imports_the_standard_library_only_and_has_no_floats():
    parsed = ast.parse(JUDGE.read_text())
    for node in ast.walk(parsed):
        if isinstance(node, ast.Import):
            assert all(a.name in sys.stdlib_module_names for a in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.module.partition(".")[0] in sys.stdlib_module_names
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id == "float")
        assert not isinstance(node, ast.Div)


def test_long_numbers():
    code = GradientCode([[3**3000, 1], [1, 5**2000]])
    path_free = certificate(
        code, 1, "optimal", {"kind": "tree", "symmetries": [], "records": ["b 0", "e", "e"]}
    )
    assert check(path_free).startswith("e(1) = ")
