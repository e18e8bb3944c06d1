"""Iterative decoding: an upper bound at every step that never rises and ends at the optimum."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from adversary import decode, error
from adversary.decoding.iterative import estimated_errors, iterates, iterative, norm_bound
from designs import BadInput, GradientCode, block_design, fractional_repetition
from designs.codes import bernoulli, regular_graph

entries = st.one_of(st.integers(0, 1), st.integers(-3, 3), st.fractions(-2, 2, max_denominator=5))


@st.composite
def codes_with_survivors(draw, values=entries):
    n, k = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    row = st.lists(values, min_size=k, max_size=k)
    code = GradientCode(draw(st.lists(row, min_size=n, max_size=n)))
    return code, draw(st.lists(st.integers(0, n - 1), unique=True))


def residual(code, survivors, weights):
    return [
        1 - sum((a * code.encoding[w][j] for w, a in zip(survivors, weights, strict=True)), F(0))
        for j in range(code.partitions)
    ]


@given(codes_with_survivors())
def test_every_iterate_is_an_upper_bound_and_none_is_worse_than_the_last(drawn):
    code, survivors = drawn
    optimum = error(code, set(range(code.workers)) - set(survivors))
    found = list(islice(iterates(code, survivors), 6))
    assert found[0].error == code.partitions
    for t, step in enumerate(found):
        assert step.steps == t
        assert step.error == sum(x * x for x in residual(code, survivors, step.weights))
        assert step.error >= optimum
    assert all(after.error <= before.error for before, after in pairwise(found))
    assert iterative(code, survivors, 3) == found[3].weights


@given(codes_with_survivors())
def test_the_recursion_is_the_one_of_the_paper(drawn):
    code, survivors = drawn
    nu = norm_bound(code, survivors)
    u = [F(1)] * code.partitions
    x = [F(0)] * len(survivors)
    rows = [code.encoding[w] for w in survivors]
    for step in islice(iterates(code, survivors), 5):
        assert list(step.weights) == x
        assert residual(code, survivors, x) == u
        sent = [sum((b * y for b, y in zip(row, u, strict=True)), F(0)) / nu for row in rows]
        x = [a + y for a, y in zip(x, sent, strict=True)]
        u = [
            y - sum((row[j] * a for row, a in zip(rows, sent, strict=True)), F(0))
            for j, y in enumerate(u)
        ]


@given(codes_with_survivors())
def test_the_norm_bound_is_one(drawn):
    code, survivors = drawn
    rows = code.to_numpy()[survivors]
    norm = np.linalg.norm(rows, 2) ** 2 if survivors else 0
    assert float(norm_bound(code, survivors)) >= norm * (1 - 1e-9)


@pytest.mark.parametrize("n", [12, 40])
def test_the_norm_bound_is_close_for_codes_without_negative_entries(n):
    for seed in range(5):
        code = bernoulli(n, n, 4, seed)
        survivors = range(n // 4, n)
        norm = np.linalg.norm(code.to_numpy()[survivors], 2) ** 2
        assert float(norm_bound(code, survivors)) <= 1.2 * norm + F(1, 16)


@given(codes_with_survivors(st.integers(-2, 2)), st.integers(0, 30))
def test_the_error_falls_geometrically(drawn, steps):
    code, survivors = drawn
    optimum = float(error(code, set(range(code.workers)) - set(survivors)))
    values = np.linalg.svd(code.to_numpy()[survivors], compute_uv=False) if survivors else []
    least = min((x * x for x in values if x > 1e-9), default=0)
    rate = (1 - least / float(norm_bound(code, survivors))) ** (2 * steps) if least else 1
    last = next(islice(iterates(code, survivors), steps, None))
    assert float(last.error) - optimum <= rate * (code.partitions - optimum) + 1e-6


def test_it_tends_to_the_optimal_weights():
    code, survivors = regular_graph(10, 3, seed=1), [0, 1, 2, 4, 6, 7, 9]
    weights = iterative(code, survivors, 400)
    assert np.allclose([float(x) for x in weights], [float(x) for x in decode(code, survivors)])


def test_one_step_is_enough_when_all_workers_overlap_equally():
    code = block_design(7, 3, 1)
    for left in ([0, 1, 2], [1, 3, 4, 6]):
        (_, first) = islice(iterates(code, left), 2)
        assert first.error == error(code, set(range(7)) - set(left))


def test_the_first_step_weighs_messages_by_their_load():
    code, left = fractional_repetition(9, 3), [0, 1, 3, 6, 7, 8]
    first = next(islice(iterates(code, left), 1, None))
    assert set(first.weights) == {3 / F(norm_bound(code, left))}
    assert first.error > error(code, [2, 4, 5]) == 0


@given(arrays(np.int64, (5, 4), elements=st.integers(-2, 2)), st.integers(0, 8))
def test_the_fast_estimates_never_rise_and_stay_above_the_optimum(matrix, steps):
    kept = np.array([[w >> i & 1 for i in range(5)] for w in range(32)], dtype=bool)
    errors = estimated_errors(matrix.astype(float), kept, steps)
    assert errors.shape == (steps + 1, 32)
    assert (np.diff(errors, axis=0) <= 1e-9).all()
    code = GradientCode(matrix.tolist())
    for row, last in zip(kept, errors[-1], strict=True):
        assert last >= float(error(code, np.flatnonzero(~row).tolist())) - 1e-9


def test_the_fast_estimates_are_the_exact_errors_for_the_same_norm():
    code = block_design(7, 3, 1)
    kept = np.ones((1, 7), dtype=bool)
    kept[0, [2, 5]] = False
    exact = [float(x.error) for x in islice(iterates(code, [0, 1, 3, 4, 6]), 4)]
    assert np.allclose(estimated_errors(code.to_numpy(), kept, 3)[:, 0], exact)


@pytest.mark.parametrize("survivors", [[3], [-1], [0, 0]])
def test_survivors_that_are_none(survivors):
    with pytest.raises(BadInput, match=r"different workers 0\.\.2"):
        iterates(GradientCode([[1], [1], [1]]), survivors)


def test_negative_steps_are_refused():
    code = GradientCode([[1]])
    with pytest.raises(BadInput, match="steps"):
        iterative(code, [0], -1)
    with pytest.raises(BadInput, match="steps"):
        estimated_errors(code.to_numpy(), np.array([[True]]), -1)
