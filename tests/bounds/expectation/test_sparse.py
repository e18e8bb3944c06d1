"""Average errors of sparse codes: formulas against all straggler sets and reference tables."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations, product
from math import log, prod, sqrt

import numpy as np
import pytest

from adversary import error, worst_case
from adversary.decoding.error import estimate, unit_rows
from bounds.closed_form.expander import certified_ratio
from bounds.closed_form.spectral import classical_bound
from bounds.expectation.fixed_weights import (
    independent_error,
    one_step_error_independent,
    uniform_error,
)
from bounds.expectation.sparse import (
    bernoulli_one_step,
    constant_replication_one_step,
    lost_groups,
    regular_graph_bound,
    regularised_replication,
    repetition_error,
    repetition_tail,
    repetition_worst,
    sufficient_replication,
)
from designs import BadInput, GradientCode, fractional_repetition
from designs.codes import bernoulli, regular_graph, regularised_bernoulli, uncoded


def mean(values):
    values = list(values)
    return sum(values, F(0)) / len(values)


@pytest.mark.parametrize(("n", "d"), [(4, F(3, 2)), (5, 2), (3, 3)])
def test_bernoulli_mean_over_all_columns_that_can_be_drawn(n, d):
    k, p = 3, F(d) / n
    for s in range(n):
        weight = F(n) / (F(d) * (n - s))
        total = F(0)
        for column in product((0, 1), repeat=n):
            chance = p ** sum(column) * (1 - p) ** (n - sum(column))
            sets = combinations(range(n), n - s)
            total += chance * mean((weight * sum(column[w] for w in x) - 1) ** 2 for x in sets)
        assert bernoulli_one_step(k, n, d, s) == k * total


def test_drawn_bernoulli_codes_have_the_mean_error():
    n, d, s, draws = 40, 4, 10, 400
    weights = [F(n, d * (n - s))] * n
    drawn = [float(uniform_error(bernoulli(n, n, d, seed), weights, s)) for seed in range(draws)]
    expected = float(bernoulli_one_step(n, n, d, s))
    assert abs(np.mean(drawn) - expected) <= 5 * np.std(drawn) / sqrt(draws)


def truncated(k, p, threshold):
    """Every row that a regularised code can have, with its probability, by its definition."""
    load = p * k
    chances = dict.fromkeys(product((0, 1), repeat=k), F(0))
    for row in product((0, 1), repeat=k):
        chance = p ** sum(row) * (1 - p) ** (k - sum(row))
        held = [j for j, x in enumerate(row) if x]
        keep = (
            len(held) if len(held) <= threshold * load else -(-load.numerator // load.denominator)
        )
        left = list(combinations(held, keep))
        for some in left:
            chances[tuple(int(j in some) for j in range(k))] += chance / len(left)
    return chances


@pytest.mark.parametrize(("k", "n", "d", "threshold"), [(3, 3, 1, 2), (3, 2, 1, 1), (2, 3, 2, 1)])
def test_regularised_codes_over_all_that_can_be_drawn(k, n, d, threshold):
    rows = truncated(k, F(d, n), threshold)
    left = regularised_replication(k, n, d, threshold)
    assert left == F(n, k) * sum(sum(row) * chance for row, chance in rows.items())
    for s in range(n):
        weight, total = F(n) / (F(left) * (n - s)), F(0)
        for survivors in product(rows.items(), repeat=n - s):
            chance = prod((c for _, c in survivors), start=F(1))
            received = (
                weight * sum(column) for column in zip(*(r for r, _ in survivors), strict=True)
            )
            total += chance * sum((x - 1) ** 2 for x in received)
        assert bernoulli_one_step(k, n, left, s) == total


def test_regularised_codes_that_are_drawn_have_the_mean_replication():
    left, draws = float(regularised_replication(30, 30, 2, F(3, 2))), 200
    drawn = [regularised_bernoulli(30, 30, 2, F(3, 2), seed).redundancy() for seed in range(draws)]
    values = [float(x) for x in drawn]
    assert abs(np.mean(values) - left) <= 5 * np.std(values) / sqrt(draws)
    assert left < 2


@pytest.mark.parametrize(("n", "d"), [(6, 2), (8, 2), (9, 3), (6, 6), (5, 1)])
def test_repetition_over_all_straggler_sets(n, d):
    code = fractional_repetition(n, d)
    for s in range(n + 1):
        errors = [error(code, silent) for silent in combinations(range(n), s)]
        assert repetition_error(n, d, s) == mean(errors)
        chances = lost_groups(n, d, s)
        assert sum(chances) == 1
        for lost, chance in enumerate(chances):
            assert chance == F(sum(x == lost * d for x in errors), len(errors))
            more = F(sum(x > lost * d for x in errors), len(errors))
            assert more <= repetition_tail(n, d, s, lost)
        assert repetition_worst(n, d, s) == max(errors)
        assert error(code, range(repetition_worst(n, d, s))) == repetition_worst(n, d, s)


@pytest.mark.parametrize("s", [3, 6, 9])
def test_one_step_decoding_of_repetition_when_whole_groups_are_lost(s):
    assert error(fractional_repetition(12, 3), range(s), "one-step") == F(12 * s, 12 - s)


@pytest.mark.parametrize(("s", "text"), [(10, "11.1"), (20, "25"), (50, "100")])
def test_the_reference_values_of_that_error_at_100_workers(s, text):
    digits = len(text.partition(".")[2])
    exact = error(fractional_repetition(100, 5), range(s), "one-step")
    assert round(float(exact), digits) == float(text)


@pytest.mark.parametrize("n", [2, 12, 60, 100, 120])
def test_replication_that_is_sufficient(n):
    for s in {0, 1, n // 10, n // 2, n - n // 6 - 1}:
        for a in (0, 1, 3):
            least = sufficient_replication(n, s, a)
            exact = (2 + a) / (1 + a) * log(n) * n / (n - s)
            assert least - 1 < exact <= least
            for d in range(least, n + 1):
                if n % d == 0:
                    assert repetition_tail(n, d, s, a) <= F(1, n)
                    assert sum(lost_groups(n, d, s)[a + 1 :]) <= repetition_tail(n, d, s, a)


@pytest.mark.parametrize(("n", "d"), [(8, 3), (9, 4), (10, 3), (7, 2)])
def test_the_bound_of_a_regular_graph_holds_for_every_set(n, d):
    for seed in range(3):
        code = regular_graph(n, d, seed)
        values = sorted(abs(np.linalg.eigvalsh(code.to_numpy())))
        above = F(int(np.ceil(values[-2] * 10**6)) + 1, 10**6)
        for s in range(n):
            worst = worst_case(code, s, decoder="one-step").error
            assert worst <= regular_graph_bound(n, d, above, s)
            assert worst <= classical_bound(n, n, certified_ratio(code), s)


# k = 100: d, s, then the errors divided by k, optimal and one-step; from the theory notes.
TABLE = [
    (5, 10, "3e-6", "6e-4", ".0030", ".030", ".0213", ".211"),
    (5, 20, "2e-4", ".0039", ".012", ".058", ".048", ".237"),
    (5, 50, ".028", ".060", ".100", ".176", ".192", ".380"),
    (10, 20, "1e-8", "3e-4", ".0049", ".025", ".0227", ".1125"),
    (10, 50, "6e-4", ".011", ".047", ".088", ".091", ".180"),
]


def last_digit(text):
    """One unit in the last place of a decimal."""
    digits, _, power = text.partition("e")
    return 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))


@pytest.mark.parametrize("row", TABLE, ids=lambda r: f"d={r[0]},s={r[1]}")
def test_exact_columns_of_the_table(row):
    d, s, repetition, _, _, _, constant, flips = row
    pairs = [
        (repetition_error(100, d, s), repetition),
        (constant_replication_one_step(100, 100, d, s), constant),
        (bernoulli_one_step(100, 100, d, s), flips),
    ]
    for exact, text in pairs:
        assert abs(float(exact) / 100 - float(text)) <= last_digit(text)


def cyclic_placement(n, d):
    return GradientCode([[int((j - w) % n < d) for j in range(n)] for w in range(n)])


def sampled(codes, s, sets, seed):
    """Mean relative optimal error over random straggler sets of each code, and its deviation."""
    random, found = np.random.default_rng(seed), []
    for code in codes:
        kept = np.ones((sets, 100), dtype=bool)
        for row in kept:
            row[random.permutation(100)[:s]] = False
        found.append(estimate(unit_rows(code), kept) / 100)
    values = np.array(found)
    return values.mean(), values.mean(axis=1).std() / sqrt(len(codes)) + values.std() / sqrt(
        values.size
    )


@pytest.mark.parametrize(
    "row",
    [*(pytest.param(row, marks=pytest.mark.slow) for row in TABLE[:-1]), TABLE[-1]],
    ids=lambda r: f"d={r[0]},s={r[1]}",
)
def test_sampled_columns_of_the_table(row):
    """Within five deviations of our samples, and one digit and a tenth for those of the table."""
    d, s, _, cyclic, regular, flips, _, _ = row
    drawn = [
        ([cyclic_placement(100, d)], 100, cyclic),
        ([regular_graph(100, d, seed) for seed in range(5)], 20, regular),
        ([bernoulli(100, 100, d, seed) for seed in range(5)], 20, flips),
    ]
    for codes, sets, text in drawn:
        value, deviation = sampled(codes, s, sets, seed=7)
        assert abs(value - float(text)) <= 5 * deviation + last_digit(text) + float(text) / 10


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        (lambda: repetition_error(10, 3, 2), "9 and 12"),
        (lambda: lost_groups(10, 0, 2), r"1\.\.workers"),
        (lambda: lost_groups(12, 3, 13), "stragglers"),
        (lambda: repetition_tail(12, 3, 2, -1), "groups"),
        (lambda: repetition_worst(12, 3, -1), "stragglers"),
        (lambda: sufficient_replication(0, 0), "workers"),
        (lambda: sufficient_replication(5, 5), "stragglers"),
        (lambda: sufficient_replication(5, 2, -1), "groups"),
        (lambda: bernoulli_one_step(4, 4, 0, 1), "replication"),
        (lambda: bernoulli_one_step(4, 4, 2, 4), "stragglers"),
        (lambda: regular_graph_bound(4, 0, 1, 1), "degree"),
        (lambda: regularised_replication(0, 4, 1), "partitions"),
        (lambda: regularised_replication(4, 4, 5), "replication"),
        (lambda: regularised_replication(4, 4, 2, F(1, 2)), "threshold"),
        (lambda: uniform_error(uncoded(3), [1, 1], 1), "one weight"),
        (lambda: uniform_error(uncoded(3), [1, 1, 1], 4), "stragglers"),
        (lambda: independent_error(uncoded(3), [1, 1, 1], [1, 1, 2]), "probability"),
        (lambda: one_step_error_independent(uncoded(3), F(-1, 2)), "probability"),
    ],
)
def test_what_is_refused(ask, text):
    with pytest.raises(BadInput, match=text):
        ask()
