"""Cyclotomic difference families: counted by hand, and no parameters missed or too many."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import pytest

from designs import BadInput, Exists, Parameters, Recipe, exists
from designs.algebra.arithmetic import prime_power
from designs.constructions.cyclotomic_families import cyclotomic_family, instances


@pytest.mark.parametrize(
    ("v", "k", "f"),
    [(7, 3, 3), (13, 4, 3), (13, 5, 4), (9, 4, 4), (16, 6, 5), (25, 7, 6), (29, 8, 7), (35, 4, 2),
     (35, 3, 1), (28, 4, 3), (91, 7, 6), (15, 3, 2), (12, 3, 1), (27, 4, 1), (49, 9, 3)],
)  # fmt: skip
def test_every_pair_lies_in_as_many_blocks_as_the_theorem_says(v, k, f):
    design = cyclotomic_family(v, k, f)
    h = 2 if v % 2 == f % 2 == 1 else 1
    pairs = Counter(pair for block in design.blocks for pair in combinations(block, 2))
    assert pairs == dict.fromkeys(combinations(range(v), 2), k * (k - 1) // (f * h))


@pytest.mark.parametrize(
    ("v", "k", "f"),
    [(7, 3, 4), (7, 5, 3), (13, 14, 13), (15, 4, 1), (15, 3, 0), (1, 2, 1), (9, 6, 4)],
)
def test_blocks_that_do_not_fit_are_refused(v, k, f):
    with pytest.raises(BadInput):
        cyclotomic_family(v, k, f)


def fitting(largest):
    """The parameters of the theorem, enumerated from its own letters."""
    for v, f, m, zero in product(range(3, largest), range(1, largest), range(1, largest), (0, 1)):
        k = m * f + zero
        orders = [q for q in range(2, v + 1) if v % q == 0 and prime_power(q)
                  and (v // q) % prime_power(q)[0]]  # fmt: skip
        if 2 <= k < v and all(k <= q and (q - 1) % f == 0 for q in orders):
            h = 2 if v % 2 == f % 2 == 1 else 1
            yield v, k, k * (k - 1) // (f * h)


def test_the_rule_answers_the_theorem_up_to_multiples():
    largest = 24
    found = {
        (v, k, lam)
        for v, k in product(range(3, largest), range(2, largest))
        for lam in range(1, k * (k - 1) + 1 if k < v else 0)
        if list(instances(Parameters(v, k, lam)))
    }
    expected = set(fitting(largest))
    assert found <= expected
    for v, k, lam in expected:
        assert any(lam % least == 0 and (v, k, least) in found for least in range(1, lam + 1))


@pytest.mark.parametrize("p", [(53, 13, 6), (61, 15, 7), (71, 8, 4), (73, 10, 5), (91, 7, 7)])
def test_known_parameters_are_answered(p):
    answer = exists(*p)
    assert isinstance(answer, Exists)
    assert Recipe.from_json(answer.recipe.to_json()).build().parameters() == Parameters(*p)


def test_huge_parameters_are_answered_without_building():
    assert list(instances(Parameters(10**9 + 7, 5, 10)))
    assert not list(instances(Parameters(10**30 + 57, 5, 10)))
