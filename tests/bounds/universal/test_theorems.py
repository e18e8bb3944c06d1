"""Theorems that no code is below, against designs, random codes and searches."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from adversary.worst_case import curve, worst_case
from bounds.optimal.curve_estimate import estimated_curve
from bounds.optimal.known import best_known
from bounds.universal.theorems import design_value, proved_bound, star_bound
from designs.codes import block_design, random_biregular
from designs.errors import BadInput


@pytest.mark.parametrize(("n", "d"), [(6, 2), (7, 3), (8, 4), (9, 3), (10, 4)])
def test_stars_bound_every_biregular_code(n, d):
    for seed in range(3):
        values = [point.error for point in curve(random_biregular(n, n, d, seed=seed))]
        assert all(star_bound(n, d, s) <= values[s] for s in range(n + 1))


def test_stars_are_the_value_of_planes_from_n_minus_d_on_and_of_every_design_at_n_minus_d():
    for n, d in [(7, 3), (13, 4), (21, 5), (31, 6)]:
        assert all(star_bound(n, d, s) == design_value(n, d, s) for s in range(n - d, n))
    for n, d in [(11, 5), (15, 7), (16, 6), (16, 10), (19, 9), (25, 9)]:
        assert star_bound(n, d, n - d) == design_value(n, d, n - d)


def test_three_survivors_can_be_chosen_at_least_as_bad_as_in_a_design():
    """The inequality of theorem 3 on all integers that it allows, and its identity."""
    for m in range(1, 13):
        for alpha in range(1, m + 1):
            for beta, gamma in product(range(-alpha, alpha + 1), repeat=2):
                if beta + gamma >= 0 and beta >= gamma >= alpha + beta - m:
                    one, three = alpha + beta + gamma, alpha * beta * gamma
                    two = alpha * beta + alpha * gamma + beta * gamma
                    assert m * m * one + m * (two - one * one) + 3 * three >= 0


def test_the_identity_of_three_survivors():
    random = np.random.default_rng(1)
    for _ in range(50):
        d, lam, a, b, c = (int(x) for x in random.integers(-5, 9, 5))
        g = np.array([[d, lam + a, lam + b], [lam + a, d, lam + c], [lam + b, lam + c, d]], object)
        minors = [
            (-1) ** (i + j) * _two(np.delete(np.delete(g, i, 0), j, 1))
            for i, j in product(range(3), repeat=2)
        ]
        determinant = sum(g[0][j] * minors[j] for j in range(3))
        one, two, three, m = a + b + c, a * b + a * c + b * c, a * b * c, d - lam
        psi = m * m * one + m * (two - one * one) + 3 * three
        assert 3 * determinant - (d + 2 * lam) * sum(minors) == 2 * psi


def _two(g):
    return g[0][0] * g[1][1] - g[0][1] * g[1][0]


@pytest.mark.parametrize(("n", "d"), [(7, 3), (11, 5), (13, 4), (7, 4)])
def test_three_survivors_of_random_codes_are_no_better_than_a_design(n, d):
    for seed in range(5):
        code = random_biregular(n, n, d, seed=seed)
        assert worst_case(code, n - 3).error >= design_value(n, d, n - 3)


@pytest.mark.parametrize(("n", "d", "lam"), [(7, 3, 1), (13, 4, 1), (11, 5, 2), (16, 6, 2)])
def test_two_partitions_with_many_common_holders_are_worse_than_a_design(n, d, lam):
    s = 2 * d - lam - 1
    assert design_value(n, d, s) <= 2
    assert worst_case(random_biregular(n, n, d, seed=3), s).error >= 2


def test_designs_have_the_value_told():
    for v, k, lam in [(7, 3, 1), (7, 4, 2), (11, 5, 2)]:
        values = [point.error for point in curve(block_design(v, k, lam))]
        assert values[:-1] == [design_value(v, k, s) for s in range(v)]


@pytest.mark.parametrize(("n", "d"), [(7, 3), (7, 4), (8, 3), (11, 5), (13, 4), (13, 9), (16, 6)])
def test_no_code_is_below_the_theorems(n, d):
    codes = [random_biregular(n, n, d, seed=seed) for seed in range(2)]
    codes += [best_known(n, d)[s].code() for s in range(1, n - 1, 3)] if n <= 13 else []
    for code in codes:
        estimates = estimated_curve(np.array(code.encoding, float))
        assert all(proved_bound(n, d, s)[0] <= estimates[s] + 1e-9 for s in range(n))


def test_the_cases_that_the_page_calls_settled_are_the_values_of_designs():
    settled = {
        (7, 3): {3, 4, 5}, (7, 4): {3, 4, 5}, (11, 5): {*range(5, 10)}, (11, 6): {*range(5, 10)},
        (13, 4): {*range(4, 12)}, (13, 9): {*range(4, 12)}, (15, 7): {7, 8, 12, 13},
        (16, 6): {6, 9, 10, 13, 14}, (16, 10): {6, 9, 10, 13, 14}, (21, 5): {5, 8, *range(16, 20)},
    }  # fmt: skip
    for (n, d), expected in settled.items():
        least = min(d, n - d)
        same = {s for s in range(least, n - 1) if proved_bound(n, d, s)[0] == design_value(n, d, s)}
        assert same == expected


def test_what_does_not_fit_is_told():
    with pytest.raises(BadInput, match="must be"):
        proved_bound(7, 3, 7)
    assert design_value(8, 3, 2) is None
    assert star_bound(8, 3, 2) == 0
