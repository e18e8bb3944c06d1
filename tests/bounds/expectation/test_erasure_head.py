"""ErasureHead: moments over all orders of arrival, and the convergence bound."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations, permutations, product
from math import factorial

import numpy as np
import pytest
from erasures import SMALL, received
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.erasure_head import erasure_head, messages_used, seen_probability
from bounds.expectation.covering import covered, erasure_head_time, every_group
from bounds.expectation.erasure_head import (
    Moments,
    convergence_bound,
    largest_step,
    mean_square,
    moments,
)
from bounds.expectation.sparse import repetition_error
from designs import BadInput, fractional_repetition


@pytest.mark.parametrize(("n", "c"), SMALL)
def test_moments_over_all_orders(n, c):
    code = fractional_repetition(n, c)
    gradients = [[F(3 * j % 7), F(1, j + 2)] for j in range(n)]
    groups = [
        [sum((gradients[j][x] for j in range(b * c, b * c + c)), F(0)) for x in range(2)]
        for b in range(n // c)
    ]
    for collect in range(1, n + 1):
        found, square = np.array([F(0)] * n), F(0)
        for order in permutations(range(n)):
            share = received(code, order, collect)
            found += share
            whole = [sum((a * g[x] for a, g in zip(share, gradients, strict=True)), F(0))
                     for x in range(2)]  # fmt: skip
            square += sum(y * y for y in whole)
        chances = moments(n, c, collect)
        assert set(found) == {chances.first * factorial(n)}
        assert mean_square(chances, groups) * factorial(n) == square
        missed = repetition_error(n, c, n - collect)
        assert chances.first == 1 - F(missed) / n == seen_probability(n, c, collect)


@pytest.mark.parametrize(("c", "text"), [(2, ".759"), (3, ".888"), (5, ".979")])
def test_fraction_recovered_when_half_of_30_workers_answer(c, text):
    assert round(float(moments(30, c, 15).first), 3) == float(text)


STEPS = st.fractions(F(1, 10), 1, max_denominator=10)


@given(STEPS, st.integers(0, 2), st.sampled_from([(4, 2, 1), (4, 2, 2), (4, 2, 3), (3, 1, 2)]),
       st.integers(-3, 3))  # fmt: skip
def test_the_convergence_bound_holds_on_a_quadratic(share, iterations, sizes, centre):
    """f(x) = sum_b (beta_b/2) (x - c_b)^2 in one dimension, all survivor sets at every step."""
    n, c, r = sizes
    curvature = [F(b + 1) for b in range(n // c)]
    centres = [F(centre * b) for b in range(n // c)]
    beta = sum(curvature)
    best = sum(x * y for x, y in zip(curvature, centres, strict=True)) / beta
    chances = moments(n, c, r)
    step = share * largest_step(chances, beta, beta)
    total, noise, start = F(0), F(0), F(5)
    sets = list(combinations(range(n), r))
    for path in product(sets, repeat=iterations):
        x = start
        for left in path:
            parts = [y * (x - z) for y, z in zip(curvature, centres, strict=True)]
            noise = max(noise, sum(g * g for g in parts))
            x -= step * sum(parts[b] for b in {w // c for w in left})
        total += beta / 2 * (x - best) ** 2
    gap = beta / 2 * (start - best) ** 2
    bound = convergence_bound(chances, beta, beta, step=step, gap=gap, noise=noise,
                              iterations=iterations)  # fmt: skip
    assert total / len(sets) ** iterations <= bound
    if not iterations:
        assert bound == gap


def test_a_bound_for_steps_up_to_q1_over_beta_q2_alone_would_be_false():
    """Two parabolas with minima 0 and 1 on 4 workers, two messages, one step from -3."""
    chances = moments(4, 2, 2)
    q1, q2 = F(chances.first), F(chances.second)
    step, start = q1 / (2 * q2), F(-3)
    assert step * 2 * q1 > 1
    assert step > largest_step(chances, 2, 2)
    parts = [start, start - 1]
    ends = [start - step * sum(parts[b] for b in {w // 2 for w in left})
            for left in combinations(range(4), 2)]  # fmt: skip
    reached = sum((x - F(1, 2)) ** 2 for x in ends) / len(ends)
    gap, noise = (start - F(1, 2)) ** 2, sum(g * g for g in parts)
    floor = step * (q1 - q2) * noise / (2 * q1)
    assert reached > (1 - step * 2 * q1) * gap + floor


def test_the_bound_is_zero_where_one_step_solves_the_quadratic():
    """With all groups seen and step 1/beta the quadratic is solved in one step, and so it says."""
    assert convergence_bound(Moments(1, 1), 2, 2, step=F(1, 2), gap=7, noise=3, iterations=1) == 0


def test_the_bound_goes_down_to_the_noise_floor():
    chances = moments(30, 3, 15)
    values = [
        convergence_bound(chances, 2, 1, step=F(1, 10), gap=9, noise=4, iterations=t)
        for t in (0, 10, 100, 1000)
    ]
    floor = 2 * F(1, 10) * (chances.first - chances.second) * 4 / (2 * chances.first)
    assert values == sorted(values, reverse=True)
    assert 0 < values[-1] - floor < F(1, 10**9)


CODE = fractional_repetition(4, 2)


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        (lambda: moments(30, 4, 15), "28 and 32"),
        (lambda: every_group(30, 4), "28 and 32"),
        (lambda: covered(30, 4, 1), "28 and 32"),
        (lambda: moments(30, 5, 0), "collect"),
        (lambda: messages_used(CODE, [0, 1], 5), "collect"),
        (lambda: messages_used(CODE, [0, 0], 2), "arrivals"),
        (lambda: erasure_head(CODE, [4], 2), "arrivals"),
        (lambda: seen_probability(4, 5, 2), "group"),
        (lambda: covered(4, 2, 5), "arrived"),
        (lambda: erasure_head_time(4, 2, 0), "collect"),
        (lambda: every_group(4, 2, 0), "rate"),
        (lambda: erasure_head_time(4, 2, 2, F(-1, 2)), "rate"),
        (lambda: mean_square(Moments(1, 1), [[1], [1, 2]]), "same length"),
        (lambda: mean_square(Moments(1, 1), []), "same length"),
        (lambda: largest_step(Moments(1, 1), 1, 2), "polyak"),
        (lambda: convergence_bound(Moments(1, 1), 2, 1, step=1, gap=1, noise=1, iterations=1),
         "at most 1/2"),
        (lambda: convergence_bound(Moments(1, 1), 2, 1, step=F(1, 2), gap=-1, noise=1,
                                   iterations=1), "gap"),
    ],
)  # fmt: skip
def test_what_is_refused(ask, text):
    with pytest.raises(BadInput, match=text):
        ask()
