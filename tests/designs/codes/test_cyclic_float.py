"""Gradient coding as first published: density bound, float coefficients, partial stragglers."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.decoding.decode import decode
from adversary.decoding.error import error, survivors_of
from adversary.worst_case import worst_case
from designs import BadInput, GradientCode, build, cyclic_repetition, fractional_repetition
from designs.algebra.linear import independent_rows
from designs.codes import cyclic_float as cyclic_float_module
from designs.codes import cyclic_repetition_float
from designs.codes.base import generator
from designs.codes.cyclic import annihilated
from designs.codes.cyclic_float import decoding_vectors, longest_weights, straggler_sets
from designs.codes.density import (
    fatal_stragglers,
    least_load,
    least_nonzeros,
    meets_density_bound,
)
from designs.codes.partial_straggler import (
    completion_time,
    partial_cyclic,
    partial_fractional,
    time_with_slow,
)

matrices = st.integers(1, 5).flatmap(
    lambda n: st.integers(1, 5).flatmap(
        lambda k: st.lists(st.lists(st.integers(-1, 1), min_size=k, max_size=k),
                           min_size=n, max_size=n)
    )
)  # fmt: skip


# Density


@given(matrices, st.integers(0, 3))
def test_density_bound_holds_for_every_exact_code(matrix, s):
    code = GradientCode(matrix)
    s = min(s, code.workers - 1)
    exact = all(error(code, S) == 0 for S in combinations(range(code.workers), s))
    sparse = sum(code.load()) < least_nonzeros(code.partitions, s)
    assert not (exact and sparse)
    fatal = fatal_stragglers(code, s)
    if sparse:
        assert fatal is not None
    if fatal is not None:
        assert len(fatal) <= s
        assert error(code, fatal) >= 1


@pytest.mark.parametrize(("n", "s"), [(6, 0), (6, 1), (6, 2), (6, 5)])
def test_repetition_codes_meet_the_density_bound(n, s):
    for code in (fractional_repetition(n, s + 1), cyclic_repetition(n, s + 1)):
        assert meets_density_bound(code, s)
        assert sum(code.load()) == least_nonzeros(n, s)
        assert set(code.load()) == {least_load(n, n, s)}
        assert fatal_stragglers(code, s) is None
        assert not meets_density_bound(code, s + 1)


def test_density_refusals():
    for wrong in ((0, 1), (3, -1)):
        with pytest.raises(BadInput):
            least_nonzeros(*wrong)
    for s in (-1, 3):
        with pytest.raises(BadInput):
            least_load(3, 3, s)
    with pytest.raises(BadInput):
        fatal_stragglers(GradientCode([[1]]), -1)


# Cyclic repetition in floats

# n, s: medians over 20 draws of the worst residual, the largest weight and the largest coefficient
MEASURED = [
    (5, 1, 5e-15, 11, 6), (10, 1, 4e-14, 20, 8), (10, 2, 2e-12, 1.1e3, 19),
    (10, 4, 5e-12, 1.9e3, 26), (20, 3, 9e-12, 6e3, 32), (30, 3, 3e-11, 1.6e4, 60),
    (50, 5, 1e-10, 5e4, 100),
]  # fmt: skip


@pytest.mark.parametrize(("n", "s", "residual", "weight", "coefficient"), MEASURED)
def test_conditioning_of_gaussian_draws_is_as_measured(n, s, residual, weight, coefficient):
    """Medians over 20 draws of very wide distributions: within a factor of 10 (coefficients: 3)."""
    found = []
    for seed in range(20):
        random = generator(seed)
        sets = straggler_sets(n, s, random)
        b = cyclic_float_module._in_floats(random.standard_normal((s, n - 1)))
        vectors = decoding_vectors(b, sets)
        residuals = []
        for stragglers in sets[:20]:
            kept = np.setdiff1d(np.arange(n), stragglers)
            a = np.linalg.lstsq(b[kept].T, np.ones(n), rcond=None)[0]
            residuals.append(np.abs(a @ b[kept] - 1).max())
        found.append((max(residuals), np.abs(vectors).max(), np.abs(b).max()))
    medians = np.median(found, axis=0)
    assert residual / 100 < medians[0] < residual * 10
    assert weight / 10 < medians[1] < weight * 10
    assert coefficient / 3 < medians[2] < coefficient * 3


@pytest.mark.parametrize(("n", "s"), [(4, 0), (5, 1), (7, 3), (8, 7)])
def test_decoding_vectors_are_those_of_least_squares(n, s):
    b = cyclic_float_module._in_floats(generator(1).standard_normal((s, n - 1)))
    sets = straggler_sets(n, s, generator(0))
    for stragglers, vector in zip(sets, decoding_vectors(b, sets), strict=True):
        kept = np.setdiff1d(np.arange(n), stragglers)
        a = np.linalg.lstsq(b[kept].T, np.ones(n), rcond=None)[0]
        assert np.allclose(vector[kept], a, rtol=1e-6, atol=1e-8)
        assert not vector[stragglers].any()


@pytest.mark.parametrize(("n", "d"), [(5, 2), (6, 3), (7, 4)])
def test_float_code_is_rounded_and_its_error_is_below_the_bound(n, d):
    code = cyclic_repetition_float(n, d, draws=5, seed=3)
    random = generator(3)
    straggler_sets(n, d - 1, random)
    draws = [random.standard_normal((d - 1, n - 1)) for _ in range(5)]
    exact = [annihilated(cyclic_float_module._integers(h), n) for h in draws]
    same = [e for e in exact if [[float(x) for x in row] for row in e] == code.to_numpy().tolist()]
    (before,) = map(GradientCode, same)
    squares = [sum(x * x for x in row) for row in before.encoding]
    lengths = [float(x) ** 0.5 * (1 + 2**-40) for x in squares]
    worst = 0.0
    for stragglers in combinations(range(n), d - 1):
        survivors = survivors_of(before, stragglers)
        assert error(before, stragglers) == 0
        weights = decode(before, survivors)
        reach = sum(abs(float(a)) * lengths[w] for a, w in zip(weights, survivors, strict=True))
        bound = 2.0**-106 * reach**2 * (1 + 2**-40)
        actual = error(code, stragglers)
        assert actual <= Fraction(bound)
        worst = max(worst, float(actual))
    certified = worst_case(code, d - 1)
    assert certified.proved
    assert 0 < float(certified.error) == pytest.approx(worst)
    assert certified.error < Fraction(1, 10**24)


def test_more_draws_have_shorter_weights():
    sets = straggler_sets(8, 2, generator(0))
    lengths = [
        longest_weights(cyclic_repetition_float(8, 3, draws=m, seed=2).to_numpy(), sets)
        for m in (1, 5, 50)
    ]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > lengths[2]


def test_extremes_of_the_float_code():
    assert (
        cyclic_repetition_float(4, 1).encoding
        == build({"family": "uncoded", "workers": 4}).encoding
    )
    assert cyclic_repetition_float(4, 4).encoding == ((1,) * 4,) * 4
    assert cyclic_repetition_float(1, 1).encoding == ((1,),)
    assert len(straggler_sets(50, 5, generator(0))) == 200
    for wrong in ((3, 4), (3, 2, 0), (3, 2, 1, -1)):
        with pytest.raises(BadInput):
            cyclic_repetition_float(*wrong)


# Partial stragglers


@given(st.integers(1, 6), st.integers(0, 5), st.fractions(min_value="1.1", max_value=9))
@settings(max_examples=60, deadline=None)
def test_load_and_overhead_of_partial_schemes(n, s, slowdown):
    s = min(s, n - 1)
    up, down = (partial_cyclic(n, s, slowdown, rounding) for rounding in ("up", "down"))
    assert up.uncoded - down.uncoded in (0, 1)
    assert up.effective_slowdown <= slowdown
    assert down.effective_slowdown is None or down.effective_slowdown >= slowdown
    for scheme in {id(up): up, id(down): down}.values():
        whole = scheme.messages()
        assert whole.partitions == scheme.partitions == n * (scheme.uncoded + 1)
        assert sum(whole.load()) == n * scheme.load
        assert sum(whole.load()) == scheme.overhead * scheme.partitions
        alpha = scheme.effective_slowdown
        if alpha is not None:
            assert scheme.overhead == alpha * (s + 1) / (s + alpha)
            assert scheme.uncoded * (alpha - 1) == s + 1


def test_partial_overhead_of_the_paper_and_limits():
    percent = [float(partial_cyclic(6, s, a).overhead - 1) for s in (1, 2)
               for a in (Fraction(6, 5), 2)]  # fmt: skip
    assert percent == pytest.approx([1 / 11, 1 / 3, 1 / 8, 1 / 2])
    near_one = partial_fractional(6, 1, Fraction(1001, 1000))
    assert 1 < near_one.overhead < Fraction(1001, 1000)
    assert partial_fractional(6, 1, 10**9).overhead == Fraction(3, 2)
    assert partial_fractional(6, 1, 10**9, "down").overhead == 2
    assert partial_fractional(6, 1).overhead == 2


def test_partial_schemes_reduce_to_gradient_coding_and_to_no_coding():
    dead = partial_cyclic(5, 2, seed=4)
    assert set(dead.components) == {"second"}
    assert dead["second"] == cyclic_repetition(5, 3, 4)
    assert dead.messages() == dead["second"]
    assert (dead.effective_slowdown, dead.overhead) == (None, 3)
    none = partial_fractional(4, 0, 3)
    assert none.overhead == 1
    assert set(none.messages().replication()) == {1}


@given(st.sampled_from([(4, 1), (6, 2), (6, 1), (3, 0), (4, 3)]),
       st.lists(st.fractions(min_value=0, max_value=50), min_size=6, max_size=6),
       st.sampled_from([None, Fraction(3, 2), 3]))  # fmt: skip
def test_completion_time_formula(size, times, slowdown):
    (n, s), times = size, times[: size[0]]
    cyclic, groups = partial_cyclic(n, s, slowdown), partial_fractional(n, s, slowdown)
    ordered, alpha = sorted(times), cyclic.effective_slowdown
    if alpha is None:
        assert completion_time(cyclic, times) == Fraction(s + 1, n) * ordered[n - s - 1]
    else:
        first = alpha * (s + 1) / (s + alpha) * ordered[n - s - 1]
        second = (s + 1) / (s + alpha) * ordered[-1]
        assert completion_time(cyclic, times) == max(first, second) / n
    assert completion_time(groups, times) <= completion_time(cyclic, times)


def test_stragglers_within_the_effective_slowdown_cost_nothing():
    scheme = partial_cyclic(5, 2, 4)
    alpha = scheme.effective_slowdown
    quick, slow = [10] * 5, [10, 10 * alpha, 10, 10 * alpha, 10]
    assert completion_time(scheme, slow) == completion_time(scheme, quick)
    assert completion_time(scheme, [*slow[:4], 11 * alpha]) > completion_time(scheme, quick)


def test_rank_of_all_messages_is_full_of_what_is_needed():
    scheme = partial_fractional(4, 1, 2)
    assert len(independent_rows(scheme.messages().integer_rows())) == 4 + 2


def test_refusals_of_partial_schemes():
    for wrong in ((4, 4), (4, -1), (4, 1, 1), (4, 1, Fraction(1, 2)), (4, 1, 2, "near")):
        with pytest.raises(BadInput):
            partial_cyclic(*wrong)
    with pytest.raises(BadInput, match="nearest"):
        partial_fractional(5, 1, 2)
    with pytest.raises(BadInput):
        completion_time(partial_fractional(4, 1, 2), [1, 2])


@given(strategies.schemes["partial-cyclic"])
@settings(max_examples=10, deadline=None)
def test_recipes_of_partial_schemes_keep_their_figures(recipe):
    from designs.codes import build_scheme

    scheme = build_scheme(recipe)
    assert build_scheme(dict(scheme.recipe)) == scheme
    assert scheme.facts["partitions"] == scheme.partitions


@given(st.integers(0, 5), st.fractions(min_value="1.05", max_value=9))
def test_best_rounding_is_best_of_all_integers(s, slowdown):
    own = partial_cyclic(6, s, slowdown, "best").uncoded
    least = time_with_slow(own, s, slowdown)
    assert least == min(time_with_slow(x, s, slowdown) for x in range(3 * own + 8))
    both = [partial_cyclic(6, s, slowdown, rounding).uncoded for rounding in ("up", "down")]
    assert own in both


@given(st.integers(1, 6), st.integers(0, 5), st.fractions(min_value="1.1", max_value=9))
@settings(deadline=None)
def test_time_with_slow_workers_is_the_completion_time(n, s, slowdown):
    s = min(s, n - 1)
    scheme = partial_cyclic(n, s, slowdown)
    times = [n * (slowdown if w < s else 1) for w in range(n)]
    if s:
        assert completion_time(scheme, times) == time_with_slow(scheme.uncoded, s, slowdown)
    else:
        assert completion_time(scheme, times) == 1


# n, s: median over draws and patterns of the relative error of the gradient from float32 messages
IN_FLOAT32 = [(10, 1, 2e-7), (10, 4, 2e-7), (20, 3, 7e-7), (30, 3, 2e-6), (50, 5, 4e-6)]


@pytest.mark.parametrize(("n", "s", "expected"), IN_FLOAT32)
def test_single_precision_messages_lose_what_was_measured(n, s, expected):
    """Within a factor of 10: the distribution spans decades, and the draws are others."""
    found = []
    for seed in range(20):
        random = generator(seed)
        sets = straggler_sets(n, s, random)[:40]
        b = cyclic_float_module._in_floats(random.standard_normal((s, n - 1)))
        gradients = random.standard_normal((n, 30))
        sent = (b @ gradients).astype(np.float32).astype(np.float64)
        exact = gradients.sum(axis=0)
        lost = np.linalg.norm(decoding_vectors(b, sets) @ sent - exact, axis=1)
        found += (lost / np.linalg.norm(exact)).tolist()
    assert expected / 10 < np.median(found) < expected * 10
