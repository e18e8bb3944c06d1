"""Conditions for resolvable designs, against resolutions and complete searches for them."""

from __future__ import annotations

from math import comb

import pytest
from questions import small_resolvable

from designs import (
    Exists,
    Impossible,
    Parameters,
    exists,
)
from designs.existence.ask import exists_resolvable
from designs.existence.conditions import conditions_of
from designs.incidence.resolution import find_resolution


def test_no_condition_refutes_a_resolved_design():
    for v in range(2, 60):
        for k in range(2, v + 1):
            if v % k == 0:
                for times in (1, 2, 3):
                    p = Parameters(v, k, comb(v - 2, k - 2) * times, resolvable=True)
                    assert [c for c in conditions_of("resolvable") if c(p) is not None] == []


def test_what_is_impossible_has_no_resolution():
    refuted = 0
    for p in small_resolvable(11):
        plain = exists(p.v, p.k, p.lam)
        resolvable = exists_resolvable(p.v, p.k, p.lam)
        if p.b <= 60 and isinstance(resolvable, Impossible) and isinstance(plain, Exists):
            assert find_resolution(plain.design(), seconds=60).none is not None, p
            refuted += 1
    assert refuted >= 10


@pytest.mark.parametrize(
    ("parameters", "condition"),
    [((7, 3, 1), "parallel-classes"), ((12, 3, 1), "divisibility"), ((6, 3, 2), "affine"),
     ((6, 3, 6), "halves"), ((10, 5, 4), "affine")],
)  # fmt: skip
def test_impossible_with_its_reason(parameters, condition):
    answer = exists_resolvable(*parameters)
    assert isinstance(answer, Impossible)
    assert answer.condition == condition
    assert answer.because
    assert answer.source


def test_bose_s_inequality_needs_no_test():
    for p in small_resolvable(60):
        admissible = p.v % p.k == 0 and p.r.denominator == 1 and p.k < p.v
        assert not admissible or p.b >= p.v + p.r - 1
