"""Unitals, maximal arcs and spherical geometries, against what their theorems say."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from designs import BadInput, Exists, Parameters, exists
from designs.constructions import arcs, inversive
from designs.constructions.arcs import maximal_arc, unital
from designs.constructions.inversive import spherical_geometry


@pytest.mark.parametrize("q", [2, 3, 4, 5])
def test_two_points_of_a_unital_are_on_one_secant(q):
    design = unital(q)
    pairs = Counter(pair for block in design.blocks for pair in combinations(block, 2))
    assert design.points == q**3 + 1
    assert pairs == dict.fromkeys(combinations(range(q**3 + 1), 2), 1)


def test_a_hermitian_unital_has_no_four_lines_in_six_points():
    """O'Nan's configuration, which the Hermitian unitals avoid."""
    lines = [set(block) for block in unital(3).blocks]
    meet = [{j for j, other in enumerate(lines) if len(line & other) == 1} for line in lines]
    for a, b in combinations(range(len(lines)), 2):
        if b in meet[a]:
            for c, d in combinations(sorted(meet[a] & meet[b]), 2):
                if d in meet[c]:
                    points = {
                        p for x, y in combinations((a, b, c, d), 2) for p in lines[x] & lines[y]
                    }
                    assert len(points) < 6


@pytest.mark.parametrize(("q", "n"), [(4, 2), (8, 2), (8, 4), (16, 2), (16, 4), (16, 8), (32, 4)])
def test_maximal_arcs_are_resolved_by_slopes(q, n):
    design = maximal_arc(q, n)
    v = n * q - q + n
    pairs = Counter(pair for block in design.blocks for pair in combinations(block, 2))
    assert pairs == dict.fromkeys(combinations(range(v), 2), 1)
    classes = design.parallel_classes()
    assert len(classes) == q + 1
    assert all(sorted(p for block in c for p in block) == list(range(v)) for c in classes)


@pytest.mark.parametrize(("d", "q"), [(2, 2), (3, 2), (2, 3), (3, 3), (2, 4), (2, 5)])
def test_three_points_are_on_one_subline(d, q):
    design = spherical_geometry(d, q)
    triples = Counter(triple for block in design.blocks for triple in combinations(block, 3))
    assert {len(block) for block in design.blocks} == {q + 1}
    assert triples == dict.fromkeys(combinations(range(q**d + 1), 3), 1)


@pytest.mark.parametrize(
    ("build", "arguments"),
    [(unital, (6,)), (unital, (1,)), (maximal_arc, (8, 8)), (maximal_arc, (9, 3)),
     (maximal_arc, (16, 6)), (maximal_arc, (16, 1)), (spherical_geometry, (1, 3)),
     (spherical_geometry, (2, 6))],
)  # fmt: skip
def test_what_is_no_arc_is_refused(build, arguments):
    with pytest.raises(BadInput):
        build(*arguments)


def test_the_rules_answer_exactly_the_families():
    found = {
        (v, k, lam)
        for v in range(3, 130)
        for k in range(2, v)
        for lam in {1, max(1, (v - 2) // max(1, k - 2))}
        for rule in (arcs, inversive)
        if list(rule.instances(Parameters(v, k, lam)))
    }
    powers = [2, 3, 4, 5, 7, 8, 9, 11]
    expected = {(q**3 + 1, q + 1, 1) for q in powers}
    expected |= {(2**s * (2**m + 1) - 2**m, 2**s, 1) for m in range(8) for s in range(1, m)}
    expected |= {(q**d + 1, q + 1, (q**d - 1) // (q - 1)) for q in powers for d in range(2, 8)}
    assert found == {p for p in expected if p[0] < 130}


@pytest.mark.parametrize("p", [(28, 4, 1), (65, 5, 1), (120, 8, 1), (496, 16, 1), (17, 5, 5)])
def test_known_parameters_are_answered(p):
    answer = exists(*p)
    assert isinstance(answer, Exists)
    assert answer.design().parameters() == Parameters(*p)


def test_huge_parameters_are_answered_without_building():
    q = 2**30
    assert list(arcs.instances(Parameters(q**3 + 1, q + 1, 1)))
    assert list(arcs.instances(Parameters(3 * q + 4, 4, 1)))
    assert list(inversive.instances(Parameters(q**5 + 1, q + 1, (q**5 - 1) // (q - 1))))
