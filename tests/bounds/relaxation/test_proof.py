"""Upper bounds as proofs: no change is accepted below the truth; roundings; failed solves."""

from __future__ import annotations

import json
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_codes import brute
from upper_bounds import CONVEX

from adversary.check import RejectedError, check
from bounds.relaxation.common_weight import spectral_bound
from bounds.relaxation.proof import need_cvxpy, proved, rounded_up, solved, texts
from bounds.relaxation.semidefinite import semidefinite_bound
from designs import BadInput, VerificationError, block_design, random_biregular, uncoded

pytest.importorskip("cvxpy")


def tampered(value, random):
    """A copy of a JSON value with one number of the claim or the proof changed."""
    copy = json.loads(json.dumps(value))
    lists = [x for x in copy["proof"].values() if isinstance(x, list) and x]
    if random.random() < 0.3 or not lists:
        factor = Fraction(int(random.integers(1, 100)), 100)
        copy["upper"] = str(Fraction(copy["upper"]) * factor)
        return copy
    target = lists[random.integers(len(lists))]
    while isinstance(target[0], list):
        target = target[random.integers(len(target))]
    texts = [i for i, x in enumerate(target) if isinstance(x, str) and x[-1].isdigit()]
    at = texts[random.integers(len(texts))]
    target[at] = str(Fraction(target[at]) + Fraction(int(random.integers(-50, 50)), 100))
    return copy


@pytest.mark.parametrize("method", [*CONVEX, spectral_bound])
def test_no_tampered_bound_below_the_truth_is_accepted(method):
    code = random_biregular(7, 7, 3, 2)
    truth, random = brute(code, 3), np.random.default_rng(0)
    whole = json.loads(json.dumps(method(code, 3).to_json()))
    rejected = 0
    for _ in range(60):
        value = tampered(whole, random)
        try:
            check(value)
        except RejectedError:
            rejected += 1
        else:
            assert Fraction(value["upper"]) >= truth
    assert rejected > 20


@pytest.mark.parametrize(
    "change",
    [
        lambda b: b.pop("upper"),
        lambda b: b.update(format="kirkman-bound/2"),
        lambda b: b.update(stragglers=True),
        lambda b: b.update(stragglers=8),
        lambda b: b.update(upper="0.5"),
        lambda b: b["code"].update(encoding=[["1"], ["1", "1"]]),
        lambda b: b["proof"].update(kind="faith"),
        lambda b: b["proof"].update(weights=["1"]),
        lambda b: b["proof"]["pairs"].append(["both", 0, 0, "1"]),
        lambda b: b["proof"]["pairs"].append(["both", 0, 1, "-1"]),
        lambda b: b["proof"]["pairs"].append(["all", 0, 1, "1"]),
    ],
)
def test_malformed_bounds_are_rejected(change):
    value = json.loads(json.dumps(semidefinite_bound(block_design(7, 3, 1), 2).to_json()))
    change(value)
    with pytest.raises(RejectedError):
        check(value)


@given(st.floats(-1e6, 1e6))
def test_a_bound_is_rounded_up_by_at_most_two_steps(value):
    assert 0 < rounded_up(value) - Fraction(value) <= Fraction(2, 1 << 20)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5))
def test_multipliers_are_rounded_to_half_a_step(values):
    for text, value in zip(texts(np.array(values)), values, strict=True):
        assert abs(Fraction(text) - Fraction(value)) <= Fraction(1, 1 << 31)


@pytest.mark.parametrize("s", [-1, 3])
def test_a_bound_on_more_stragglers_than_workers_is_no_claim(s):
    with pytest.raises(BadInput, match=rf"0\.\.2, got {s}"):
        proved(uncoded(2), s, 2, "big-m", {"decoders": []})


@pytest.mark.parametrize("conditions", [lambda x: [x <= 1], lambda x: [x >= 1, x <= 0]])
def test_a_solver_without_an_optimum_proposes_nothing(conditions):
    cp = need_cvxpy()
    x = cp.Variable()
    problem = cp.Problem(cp.Minimize(x), conditions(x))
    with pytest.raises(VerificationError, match=r"no optimum: (unbounded|infeasible)"):
        solved(problem)


def test_a_solver_that_raises_is_a_failed_proof():
    class Broken:
        def solve(self, **_):
            raise ArithmeticError("overflow")

    with pytest.raises(VerificationError, match="the convex solver failed: overflow"):
        solved(Broken())


def test_without_cvxpy_there_is_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "cvxpy", None)
    with pytest.raises(BadInput, match=r"pip install 'kirkman\[convex\]'"):
        need_cvxpy()
