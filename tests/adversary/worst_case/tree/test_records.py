"""Numbers of the compiled search as records in the grammar of docs/formats.md."""

from __future__ import annotations

from fractions import Fraction

import pytest

from adversary.worst_case.tree.evaluate import POINT_SCALE
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.node import (
    BRANCH,
    CONCAVE,
    FORCED,
    KNOWN,
    LEAF_BOUND,
    LEAF_ERROR,
    ORBIT,
    POLICY,
)
from adversary.worst_case.tree.records import texts
from designs import GradientCode

SMALL = Matrices(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]))
LARGE = Matrices(GradientCode([[10**30, 1, 0], [0, 3, 7**20], [1, 1, 1]]))


@pytest.mark.parametrize(
    ("numbers", "record"),
    [
        ([LEAF_ERROR], "e"),
        ([LEAF_BOUND], "l"),
        ([BRANCH, 7], "b 7"),
        ([FORCED, 2, 1, 4, 5, 6], "f 4,5 6"),
        ([FORCED, 0, 1, 6], "f - 6"),
        ([ORBIT, 3, 2, 8, 9], "o 3 8,9"),
        ([ORBIT, 3, 0], "o 3 -"),
        ([KNOWN, 2, 3, 8, 9, 0, 4, 5], "k 8,9 0,4,5"),
        ([KNOWN, 1, 0, 8], "k 8 -"),
        ([CONCAVE, 77, 2, 5, 11], f"c 77 {POINT_SCALE} 5 11"),
    ],
)
def test_one_record_and_many(numbers, record):
    assert list(texts(numbers, SMALL)) == [record]
    assert list(texts([BRANCH, 0, *numbers, LEAF_BOUND], SMALL)) == ["b 0", record, "l"]


@pytest.mark.parametrize("matrices", [SMALL, LARGE])
def test_policies_are_weights_on_the_integer_rows(matrices):
    numbers = [POLICY, 2, 0, 40, 2, -3]
    (record,) = texts(numbers, matrices)
    kind, q, *numerators = record.split()
    assert kind == "p"
    weights = [Fraction(int(a), int(q)) for a in numerators]
    assert weights == matrices.weights([0, 2], [40, -3])
    scaled = [Fraction(40, matrices.policy_scale), Fraction(-3, matrices.policy_scale)]
    shifts = [1 << matrices.shifts[w] for w in (0, 2)]
    assert weights == [x / shift for x, shift in zip(scaled, shifts, strict=True)]


def test_a_concave_bound_counts_in_the_denominator_of_its_policy():
    policy, concave = texts([POLICY, 1, 0, 40, CONCAVE, 77, 1, 5], LARGE)
    q, size = int(policy.split()[1]), int(concave.split()[1])
    assert Fraction(size, q**2) == Fraction(77, LARGE.policy_scale**2)
    assert q > LARGE.policy_scale
