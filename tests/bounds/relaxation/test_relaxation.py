"""Upper bounds with proofs: true against brute force, tight where they must be, well checked."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adversary import worst_case
from adversary.check import RejectedError, check, semidefinite
from adversary.decoding.error import error
from bounds.relaxation.common_weight import common_weight_bound, spectral_bound, spectral_ratio
from bounds.relaxation.every_bound import every_bound
from bounds.relaxation.perspective import big_m_bound, perspective_bound
from bounds.relaxation.semidefinite import semidefinite_bound
from designs import (
    FAMILIES,
    BadInput,
    GradientCode,
    block_design,
    build,
    cyclic_repetition,
    random_biregular,
)
from designs.codes.family import example

pytest.importorskip("cvxpy")
CONVEX = (semidefinite_bound, perspective_bound, big_m_bound)


@st.composite
def small_codes(draw):
    n, k = draw(st.integers(3, 6)), draw(st.integers(1, 6))
    row = st.lists(st.sampled_from([0, 0, 1, 1, 1, 2, -1, Fraction(1, 2)]), min_size=k, max_size=k)
    return GradientCode(draw(st.lists(row.filter(any), min_size=n, max_size=n)))


def brute(code, s):
    return max(error(code, silent) for silent in combinations(range(code.workers), s))


@pytest.mark.parametrize("method", CONVEX)
@settings(max_examples=15)
@given(code=small_codes(), data=st.data())
def test_convex_bounds_hold(method, code, data):
    s = data.draw(st.integers(1, code.workers - 1))
    bound = method(code, s)
    assert bound.value >= brute(code, s)
    assert check(json.loads(json.dumps(bound.to_json())))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("classical", [False, True])
def test_spectral_bounds_hold_on_biregular_codes(seed, classical):
    code = random_biregular(8, 12, 2 + seed % 3 * 2, seed)
    for s in range(1, 8):
        assert spectral_bound(code, s, classical=classical).value >= brute(code, s)


@pytest.mark.parametrize(
    "parameters", [(7, 3, 1), (13, 4, 1), (11, 5, 2), (9, 3, 1), (6, 3, 2), (16, 6, 2), (21, 5, 1)]
)
def test_every_block_design_attains_the_spectral_bound(parameters):
    code = block_design(*parameters)
    for s in range(1, code.workers - 1):
        assert spectral_bound(code, s).value == worst_case(code, s).error


def test_the_spectral_ratio_is_the_least_one_for_block_designs():
    v, k = 13, 4
    assert spectral_ratio(block_design(v, k, 1)) == Fraction(v - k, k * (v - 1))


def test_the_spectral_ratio_is_never_below_the_float():
    code = random_biregular(12, 12, 3, 1)
    values = np.linalg.svd(code.to_numpy(), compute_uv=False)
    ratio = float(spectral_ratio(code))
    assert -1e-12 <= ratio - (values[1] / values[0]) ** 2 <= 1e-6


@given(small_codes(), st.data())
def test_one_weight_for_a_set_is_no_better_than_least_squares(code, data):
    silent = data.draw(st.sets(st.integers(0, code.workers - 1)))
    assert common_weight_bound(code, silent) >= error(code, silent)


@given(st.integers(1, 4), st.data())
def test_semidefinite_is_decided_as_by_eigenvalues(size, data):
    entries = st.lists(st.integers(-3, 3), min_size=size, max_size=size)
    half = np.array(data.draw(st.lists(entries, min_size=size, max_size=size)))
    shift = data.draw(st.integers(-2, 1))
    matrix = half @ half.T + shift * np.eye(size, dtype=int)
    least = np.linalg.eigvalsh(matrix).min()
    assume(abs(least) > 1e-6 or shift == 0)
    exact = [[Fraction(int(x)) for x in row] for row in matrix]
    assert semidefinite(exact) == (least > -1e-9)


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


@pytest.mark.parametrize("s", [0, 7, -1])
def test_numbers_of_stragglers_out_of_range(s):
    with pytest.raises(BadInput):
        every_bound(block_design(7, 3, 1), s)


def test_the_report_says_why_a_bound_is_missing():
    report = every_bound(cyclic_repetition(6, 2), 2)
    assert "column sums" in report.refused["spectral"]
    assert all(b.value >= report.exact.error for b in report.upper)
    assert all(a.error <= report.exact.error for a in report.lower)


def test_the_verb_writes_proofs_that_check_accepts(run, fano, tmp_path):
    code, out, _ = run("bound", fano, "-s", "2", "-o", tmp_path / "proofs", "--json")
    assert code == 0
    value = json.loads(out)["bounds"][0]
    assert value["exact"]["error"] == "4/7"
    files = sorted((tmp_path / "proofs").iterdir())
    assert len(files) == len(value["upper"]) == 5
    code, out, _ = run("check", *files)
    assert code == 0
    assert out.count("proved: e(2) <= ") == 5
    assert run("check", fano)[0] == 1


def test_the_verb_shows_a_table(run, fano):
    code, out, _ = run("bound", fano)
    assert code == 0
    assert "at most" in out
    assert "exact" in out


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_bound_holds_for_the_example_of_every_family(family):
    code = build(example(family))
    n = code.workers
    for s in {min(max(1, min(code.replication())), n - 1), n // 2} - {0}:
        report = every_bound(code, s)
        truth = brute(code, s)
        assert report.exact.error == truth
        assert all(bound.value >= truth for bound in report.upper)
        assert all(attack.error <= truth for attack in report.lower)
        assert report.upper
        assert report.any_code.value <= truth
