"""The checker: trees, against brute force and a slow search of its own."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations
from operator import mul

import pytest
from checking import (
    BIREGULAR,
    SYMMETRIC,
    bound,
    certificate,
    concave,
    eigenvalue,
    fixed_tree,
    forced,
    large_enough,
    projected,
    sealed,
    searched,
    small_code,
    top,
    tree,
    tree_certificate,
    turned,
    worst,
)
from hypothesis import given
from hypothesis import strategies as st

from adversary import error
from adversary.check import RejectedError, _definite, _ProvedSets, check
from designs import GradientCode, block_design, uncoded


@pytest.mark.parametrize("seed", range(60))
def test_trees_of_a_slow_search_are_accepted(seed):
    code = small_code(seed)
    for s in range(code.workers + 1):
        proved = check(tree_certificate(code, s))
        assert proved.startswith(f"e({s}) = {worst(code, s)[0]} for ")


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
        with pytest.raises(RejectedError, match="sum zero"):
            check(certificate(code, 0, "one-step", {"kind": "equal-overlap"}, value=0))
        return
    for s in range(code.workers + 1):
        records = fixed_tree(code, s, "one-step", worst(code, s, "one-step")[0])
        proof = {"kind": "fixed-tree", "symmetries": [], "records": records}
        check(certificate(code, s, "one-step", proof))


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


def test_proved_sets_are_closed_under_all_symmetries():
    code, symmetries = turned((0, 1, 3), 7)
    for records in (["b 0", "e", "k 1,2,3,4,5,6 -"], ["b 3", "b 5", "e", "e", "k 0,1,2,4,5,6 -"]):
        proof = {"kind": "tree", "symmetries": symmetries[:1], "records": records}
        check(certificate(code, 2, "optimal", proof, upper=7))
    records = ["b 0", "l", "k 1,2,3,4,5,6 -"]
    fixed = {"kind": "fixed-tree", "symmetries": symmetries[:1], "records": records}
    check(certificate(code, 2, "one-step", fixed, upper=99))


def test_the_images_of_a_set_are_its_orbit():
    _, symmetries = turned((0, 1, 3), 7)
    images = {frozenset({w, (w + 1) % 7, (w + 3) % 7}) for w in range(7)}
    table = _ProvedSets(symmetries[:1], 7)
    table.add((4, 1, 2))
    for size in range(1, 7):
        for chosen in combinations(range(7), size):
            assert table.has([*chosen]) == ({*chosen} in images)


@pytest.mark.parametrize("code", SYMMETRIC, ids=str)
def test_trees_that_use_proved_sets_are_accepted(code):
    used = False
    for s in range(code.workers + 1):
        claim = searched(code, s)
        check(claim)
        used |= any(record.startswith("k") for record in claim["proof"]["records"])
    assert used


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
    """What the checker says of records that cannot be all."""
    proof = {"kind": "tree", "symmetries": [], "records": records}
    low = min((error(code, T), T) for T in combinations(range(code.workers), s))
    with pytest.raises(RejectedError) as rejected:
        check(certificate(code, s, "optimal", proof, upper=upper, value=low[0], silent=low[1]))
    return str(rejected.value)


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
        for more, edge, rejection in (
            (["l", "l"], top(base, values, s), "does not suffice"),
            ([policy, "l", "l"], top(*own, s), "does not suffice"),
            ([f"f {j} -"], top(base + values[j], others, s - 1), "is not forced"),
            ([f"f - {j}"], top(base, others, s), "is not forced"),
        ):
            for upper in (edge - Fraction(1, 10**9), edge, edge + 1):
                if upper >= least:
                    said = verdict(code, s, upper, [policy, record, *more])
                    assert (rejection in said) == (upper < edge)


@pytest.mark.parametrize("code", [*BIREGULAR, *map(small_code, range(40))], ids=repr)
def test_a_size_that_is_too_small_is_rejected(code):
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
        with pytest.raises(RejectedError, match=r"length|no integer"):
            check(sealed(claim | {"code": {"name": "", "encoding": rows}}))
