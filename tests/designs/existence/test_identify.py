"""Recognition: every number against brute force, and the same picture from every relabelling."""

from __future__ import annotations

import random
import sys
from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations
from math import comb, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, Design, Parameters, Unavailable, exists
from designs.algebra.arithmetic import least_lambda
from designs.existence.identify import identify
from designs.existence.nearest import nearest_parameters
from designs.incidence.canonical import canonical
from designs.incidence.indicators import indicators, is_resolvable
from designs.incidence.labelling import label
from designs.incidence.properties import (
    affine_classes,
    components,
    concurrence,
    intersection_numbers,
    rank,
    strength,
    unusual_pairs,
)

PAIRS = Design(4, combinations(range(4), 2))


def plane(v, k):
    return exists(v, k, 1).design()


def shuffled(design, seed):
    image = list(range(design.points))
    random.Random(seed).shuffle(image)
    return Design(design.points, [[image[p] for p in block] for block in design.blocks])


@st.composite
def designs(draw):
    points = draw(st.integers(1, 6))
    size = draw(st.integers(0, points)) if draw(st.booleans()) else None
    least, most = (0, points) if size is None else (size, size)
    block = st.sets(st.integers(0, points - 1), min_size=least, max_size=most)
    return Design(points, draw(st.lists(block, max_size=8)))


@given(designs())
def test_concurrence_and_intersections_by_counting(design):
    sets = [set(block) for block in design.blocks]
    together = {
        pair: sum(set(pair) <= block for block in sets)
        for pair in combinations(range(design.points), 2)
    }
    assert concurrence(design) == dict(sorted(Counter(together.values()).items()))
    meet = Counter(len(a & b) for a, b in combinations(sets, 2))
    assert intersection_numbers(design) == dict(sorted(meet.items()))
    unusual = unusual_pairs(design, most=100)
    assert all(together[p, q] == count for p, q, count in unusual)
    if together:
        assert len(together) - len(unusual) == max(Counter(together.values()).values())


def is_t_design(design, t, index):
    subsets = combinations(range(design.points), t)
    return all(sum(set(s) <= set(block) for block in design.blocks) == index for s in subsets)


@given(designs())
def test_strength_by_counting(design):
    found = strength(design)
    if len(design.block_sizes()) != 1:
        assert found is None
        return
    assert is_t_design(design, found.t, found.index)
    k = design.block_sizes()[0]
    assert found.largest
    if found.t < k:
        for index in range(1, len(design.blocks) + 1):
            assert not is_t_design(design, found.t + 1, index)


@pytest.mark.parametrize("points", [4, 5, 6])
def test_strength_of_complete_designs(points):
    for size in range(1, points):
        found = strength(Design(points, combinations(range(points), size)))
        assert (found.t, found.index) == (size, 1)


def partitions(design):
    """All sets of blocks that have every point exactly once."""
    numbers = range(len(design.blocks))
    everything = list(range(design.points))
    return [
        part
        for n in range(1, len(numbers) + 1)
        for part in combinations(numbers, n)
        if sorted(p for j in part for p in design.blocks[j]) == everything
    ]


def resolutions(design):
    """All resolutions, by brute force."""
    classes = partitions(design)

    def extend(rest):
        if not rest:
            yield ()
            return
        for part in classes:
            if min(rest) in part and rest >= set(part):
                for more in extend(rest - set(part)):
                    yield (part, *more)

    return list(extend(frozenset(range(len(design.blocks)))))


def is_affine(design, resolution):
    meet = {
        len(set(design.blocks[i]) & set(design.blocks[j]))
        for one, other in combinations(resolution, 2)
        for i in one
        for j in other
    }
    return len(meet) <= 1


@given(designs())
def test_resolvability_by_brute_force(design):
    known = [r for r in resolutions(design) if design.blocks]
    affine = [r for r in known if is_affine(design, r)]
    assert bool(affine_classes(design)) == bool(affine)
    if affine:
        assert affine_classes(design) in [tuple(sorted(r)) for r in affine]
    if (verdict := is_resolvable(design)) is not None and design.blocks:
        assert verdict == bool(known)


def test_affine_planes_are_affine_resolvable():
    for q in (2, 3, 4, 5):
        design = plane(q * q, q) if q > 2 else PAIRS
        assert len(affine_classes(design)) == q + 1
        assert indicators(design)["affine_resolvable"] == {"flag": "true", "mu": "1"}
    assert affine_classes(plane(13, 4)) == ()


@given(designs())
def test_components_by_merging(design):
    parts = [{p} for p in range(design.points)]
    for block in map(set, design.blocks):
        apart = [part for part in parts if part & block]
        parts = [part for part in parts if not part & block] + [block.union(*apart)]
    assert components(design) == len(parts)


@given(designs(), st.sampled_from([2, 3, 5]))
def test_rank_by_counting_the_row_space(design, p):
    span = {(0,) * len(design.blocks)}
    for row in design.incidence().tolist():
        span = {
            tuple((x + c * y) % p for x, y in zip(word, row, strict=True))
            for word in span
            for c in range(p)
        }
        if len(span) > 5**4:
            return
    assert len(span) == p ** rank(design, p)


def test_ranks_of_planes_by_hamada():
    # The rank of the plane over GF(p^h) is C(p+1, 2)^h + 1 (Graham and MacWilliams 1966, Smith).
    for q, p, h in ((2, 2, 1), (3, 3, 1), (4, 2, 2), (5, 5, 1), (8, 2, 3), (9, 3, 2)):
        assert rank(plane(q * q + q + 1, q + 1), p) == comb(p + 1, 2) ** h + 1


@pytest.mark.parametrize("p", [1, 4, 1 << 31])
def test_ranks_need_a_prime(p):
    with pytest.raises(BadInput, match="prime"):
        rank(PAIRS, p)


def labelled(design):
    different = Counter(design.blocks)
    return label(design.points, list(different), list(different.values()))


def images(design):
    """The blocks under every permutation of the points."""
    return [
        tuple(sorted(tuple(sorted(image[p] for p in block)) for block in design.blocks))
        for image in permutations(range(design.points))
    ]


@given(designs())
def test_automorphisms_by_brute_force(design):
    pytest.importorskip("igraph")
    assert labelled(design)["automorphisms"] == images(design).count(design.blocks)


@given(designs(), designs(), st.integers(0, 99))
def test_canonical_forms_agree_exactly_for_isomorphic_designs(one, other, seed):
    pytest.importorskip("igraph")
    form = labelled(one)["blocks"]
    assert tuple(map(tuple, form)) in images(one)
    assert labelled(shuffled(one, seed))["blocks"] == form
    same = one.points == other.points and other.blocks in images(one)
    assert (one.points == other.points and labelled(other)["blocks"] == form) == same


@pytest.mark.usefixtures("nothing_left")
def test_labelling_that_takes_long_is_ended():
    pytest.importorskip("igraph")
    with pytest.raises(Unavailable, match="longer than"):
        canonical(Design(8000, [(2 * i, 2 * i + 1) for i in range(4000)]), time_limit=0.2)


def test_groups_of_known_designs():
    pytest.importorskip("igraph")
    orders = {(7, 3): 168, (13, 4): 5616, (9, 3): 432, (21, 5): 120960}
    for (v, k), order in orders.items():
        assert labelled(plane(v, k))["automorphisms"] == order
    assert labelled(Design(40, [range(40)] * 3))["automorphisms"] == factorial(40)


def test_a_relabelled_plane_is_recognised():
    pytest.importorskip("igraph")
    found = identify(shuffled(plane(31, 6), 5))
    assert found.parameters == Parameters(31, 6, 1)
    assert found.symmetric
    assert not found.quasi_residual
    assert found.nearest.startswith("isomorphic to projective-geometry(")
    assert found.ranks == {2: 31 - 1, 5: 16}
    assert found.intersections == {1: comb(31, 2)}
    assert (found.resolvable, found.affine, found.omitted) == (False, False, ())


def test_another_design_with_the_same_parameters_is_told_apart():
    pytest.importorskip("igraph")
    residual = exists(16, 6, 2).design().residual()
    assert identify(residual).quasi_residual
    one = exists(15, 3, 1).design()
    other = Design(15, switched(one))
    found = identify(other)
    assert found.parameters == Parameters(15, 3, 1)
    assert found.nearest.startswith("not isomorphic to")


def switched(system):
    """The triple system with one Pasch configuration abc ade bdf cef replaced by its mate."""
    blocks = set(system.blocks)
    third = {(p, q): r for t in blocks for p, q, r in permutations(t)}
    for a, b, d in permutations(range(system.points), 3):
        if (a, b) in third and (a, d) in third and d != third[a, b]:
            c, e, f = third[a, b], third[a, d], third[b, d]
            if third[c, e] == f and f != a:
                old = {tuple(sorted(t)) for t in ((a, b, c), (a, d, e), (b, d, f), (c, e, f))}
                new = {tuple(sorted(t)) for t in ((d, e, f), (b, c, f), (a, c, e), (a, b, d))}
                return blocks - old | new
    raise AssertionError


def test_an_unbalanced_design_shows_what_is_off():
    fano = plane(7, 3)
    broken = Design(7, fano.blocks[1:])
    found = identify(broken)
    assert found.parameters is None
    assert found.concurrence == {0: 3, 1: 18}
    assert {pair[:2] for pair in found.unusual} == set(combinations(fano.blocks[0], 2))
    assert found.nearest.startswith("the nearest admissible parameters are 2-(7,3,1), which exist")
    assert found.ranks == {2: rank(broken, 2)}


@given(st.integers(2, 12), st.integers(2, 12), st.fractions(0, 60))
def test_nearest_parameters_by_search(v, k, target):
    if k > v:
        return
    near = nearest_parameters(v, k, target)
    fair = [
        Parameters(v, k, lam)
        for lam in range(1, 61 + 2 * least_lambda(v, k))
        if lam % least_lambda(v, k) == 0 and (k == v or Parameters(v, k, lam).b >= v)
    ]
    assert near in fair
    assert abs(near.lam - target) == min(abs(p.lam - target) for p in fair)


def test_resolvability_is_searched_for(monkeypatch):
    monkeypatch.setitem(sys.modules, "igraph", None)
    lines = {tuple(sorted((p, q, (p + 1 ^ q + 1) - 1))) for p, q in combinations(range(15), 2)}
    space = Design(15, lines)
    assert identify(space).resolvable is True
    residual = exists(6, 3, 2).design()
    assert resolutions(residual) == []
    assert identify(residual).resolvable is False
    assert identify(Design(30, [*combinations(range(30), 2)] * 2)).resolvable is None


def test_pairs_of_large_designs_are_not_compared(monkeypatch):
    monkeypatch.setitem(sys.modules, "igraph", None)
    large = Design(10_000, [range(i, i + 10) for i in range(0, 10_000, 10)])
    assert set(indicators(large)) == {
        "repeated_blocks", "equireplicate", "constant_blocksize", "t_design", "connected",
    }  # fmt: skip
    found = identify(large)
    assert found.concurrence is None
    assert any("not compared" in reason for reason in found.omitted)


def test_without_the_extra_a_sentence_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "igraph", None)
    with pytest.raises(Unavailable, match="symmetry"):
        canonical(PAIRS)
    found = identify(shuffled(plane(9, 3), 1))
    assert found.symmetry is None
    assert any("kirkman[symmetry]" in reason for reason in found.omitted)
    assert "not decided" in found.nearest


@given(designs())
def test_every_design_has_a_portrait(design):
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "igraph", None)
        value = identify(design).to_json()
    assert value["format"] == "kirkman-identity/1"
    assert sum(value["block_sizes"].values()) == value["b"] == len(design.blocks)
    pairs = Fraction(sum(n * count for n, count in value["concurrence"].items()))
    assert pairs == sum(comb(len(block), 2) for block in design.blocks)
