"""What docs/optimal-codes.md proves, against brute force; the table of best codes, certified."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest

from adversary.decoding.error import error
from adversary.worst_case import curve, worst_case
from bounds.optimal.circulants import circulant_bases
from bounds.optimal.column_search import error_of_columns, residuals
from bounds.optimal.complement import complementary_error
from bounds.optimal.curve_estimate import estimated_curve
from bounds.optimal.known import best_known, read_known
from bounds.optimal.report import best_rows
from bounds.optimal.search import best_code, best_codes
from bounds.optimal.theorems import design_value, proved_bound, star_bound
from designs.codes import GradientCode, block_design, circulant, random_biregular
from designs.errors import BadInput, show
from kirkman.__main__ import main

SHAPES = [(n, d) for n in range(7, 14) for d in range(2, n // 2 + 1)]


@pytest.mark.parametrize(("n", "d"), [(5, 2), (6, 4), (7, 3), (8, 3)])
def test_the_complement_has_the_error_told(n, d):
    code = random_biregular(n, n, d, seed=n)
    other = GradientCode([[1 - x for x in row] for row in code.encoding])
    for s in range(n + 1):
        for lost in combinations(range(n), s):
            assert error(other, lost) == complementary_error(n, d, error(code, lost))


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


def test_estimates_are_the_certified_curve():
    for code in [circulant(8, [0, 1, 4]), random_biregular(9, 9, 3, seed=2)]:
        exact = [float(point.error) for point in curve(code)]
        found = estimated_curve(np.array(code.encoding, dtype=float))
        assert np.allclose(found, exact, atol=1e-9)


@pytest.mark.parametrize(("n", "d"), [(7, 3), (8, 3), (9, 2)])
def test_bases_left_out_are_equivalent_to_one_that_is_kept(n, d):
    kept = [curve_of(n, base) for base in circulant_bases(n, d)]
    for base in combinations(range(n), d):
        assert curve_of(n, base) in kept


def curve_of(n, base):
    return tuple(estimated_curve(np.array(circulant(n, base).encoding, float)).round(6))


def test_the_table_is_whole():
    for n, d in SHAPES:
        assert sorted(best_known(n, d)) == list(range(1, n - 1))
        for s, known in best_known(n, d).items():
            code = known.code()
            assert {*code.load()} == {*code.replication()} == {d}
            if n <= 8:
                assert worst_case(code, s).error == known.value


def test_the_table_says_what_its_codes_have():
    for n, d, s in [(9, 4, 2), (10, 3, 4), (11, 5, 3), (12, 4, 2), (13, 4, 2), (13, 9, 3)]:
        known = best_known(n, d)[s]
        assert worst_case(known.code(), s).error == known.value


def test_no_code_of_the_table_beats_a_design_from_its_redundancy_on():
    for n, d in [(7, 3), (11, 5), (13, 4)]:
        known = best_known(n, d)
        assert all(known[s].value == design_value(n, d, s) for s in range(d, n - 1))
        assert all(known[s].value < design_value(n, d, s) for s in range(1, d))


def test_seven_workers_reach_what_all_codes_were_searched_for():
    values = [show(best_known(7, 3)[s].value) for s in range(1, 6)]
    assert values == ["1/13", "1/4", "1", "8/5", "5/2"]


def test_the_found_are_never_below_the_universal_bounds():
    for n, d in [(7, 3), (8, 3), (9, 3), (11, 4)]:
        assert all(row.bound <= row.found.value for row in best_rows(n, d))


def test_annealing_is_seeded_certified_and_no_worse_than_the_circulants():
    found = best_codes(6, 3, time_limit=0.3, seed=4)
    for s, one in enumerate(found):
        assert one.value == worst_case(one.code, s).error
        assert one.value <= best_code(6, 3, s, time_limit=0).value
        assert {*one.code.load()} == {*one.code.replication()} == {3}


def test_entries_are_read_as_they_are_written():
    known = best_known(8, 3)[2]
    assert next(read_known([known.line()])) == known


def test_a_residual_of_two_disjoint_pairs():
    room = np.zeros((9, 4), np.int64)
    sizes = np.array([2, 2, 2, 2])
    count = residuals(sizes, 4, 2, 9.0, np.array([1]), room)
    assert count == len({tuple(row) for row in room[:count].tolist()}) >= 2
    code = GradientCode([[1, 0, 1], [1, 1, 0], [0, 1, 1], [1, 1, 1]])
    columns = np.array([0b1011, 0b1110, 0b1101])
    for lost in combinations(range(4), 2):
        bits = sum(1 << w for w in lost)
        assert error_of_columns(columns, 4, bits) == pytest.approx(float(error(code, lost)))


@pytest.mark.slow
def test_the_plane_is_best_for_seven_of_thirteen():
    from bounds.optimal.residual import thirteen_workers

    assert thirteen_workers() == {"residuals": 24, "codes": 0}


def test_the_verb_prints_the_best_beside_the_design(capsys):
    assert main(["best", "-n", "7", "-d", "3", "-s", "2"]) == 0
    words = capsys.readouterr().out.split()
    assert "1/4" in words
    assert "4/7" in words
    assert main(["best", "-n", "7", "-d", "3", "-s", "2", "--json"]) == 0
    assert '"error": "1/4"' in capsys.readouterr().out


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
        (13, 4): {4, *range(6, 12)}, (13, 9): {4, *range(6, 12)}, (15, 7): {7, 8, 12, 13},
        (16, 6): {6, 9, 10, 13, 14}, (16, 10): {6, 9, 10, 13, 14}, (21, 5): {5, 8, *range(16, 20)},
    }  # fmt: skip
    for (n, d), expected in settled.items():
        least = min(d, n - d)
        same = {s for s in range(least, n - 1) if proved_bound(n, d, s)[0] == design_value(n, d, s)}
        assert same == expected


def test_what_does_not_fit_is_told():
    for n, d, s in [(7, 7, 2), (7, 3, 6)]:
        with pytest.raises(BadInput, match="must be"):
            best_rows(n, d, [s])
    with pytest.raises(BadInput, match="needs"):
        best_code(17, 3, 2)
    with pytest.raises(BadInput, match="must be"):
        proved_bound(7, 3, 7)
    assert design_value(8, 3, 2) is None
    assert star_bound(8, 3, 2) == Fraction(0)
