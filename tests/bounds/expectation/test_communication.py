"""What shorter messages cost: variance by enumeration, and bounds for any scheme."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import combinations, product
from math import cos, pi, sin

import numpy as np
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.decoding.communication import (
    block_error,
    decoded_error,
    estimated_decoder,
    float_blocks,
    rank_bound,
)
from adversary.decoding.error import error
from adversary.worst_case.blocks import block_worst_case
from bounds.expectation.communication import (
    fixed_decoder,
    least_variance,
    mean_rank_bound,
    most_stragglers,
    sign_error,
    unbiased_variance,
    worst_rank_bound,
)
from designs import BadInput, GradientCode, block_design, fractional_repetition
from designs.algebra.linear import independent_rows
from designs.codes import build_scheme
from designs.codes.communication import blocks_scheme, diagonal_blocks, holders
from designs.codes.communication_approximate import communication_approximate
from designs.codes.communication_exact import communication_exact, repetition_mds
from designs.codes.communication_frame import communication_frame

PAIRS = list(combinations(range(5), 2))
PETERSEN = GradientCode([[int(not set(a) & set(b)) for b in PAIRS] for a in PAIRS], "Petersen")

CYCLIC = GradientCode([[int((j - w) % 12 < 4) for j in range(12)] for w in range(12)], "cyclic")


chances = st.fractions(0, Fraction(6, 7), max_denominator=7)


def enumerated(scheme, p):
    """The mean decoded gradient and the mean error of R/(1-p), set by set."""
    n, decoder = scheme.workers, fixed_decoder(scheme)
    encoding, m, k = scheme.stacked().encoding, scheme.reduction, scheme.partitions
    mean, square = [[Fraction(0)] * (m * k) for _ in range(m)], Fraction(0)
    for answers in product([0, 1], repeat=n):
        chance = (1 - p) ** sum(answers) * p ** (n - sum(answers))
        left = [w for w in range(n) if answers[w]]
        scaled = [[x / (1 - p) for x in decoder[w]] for w in left]
        square += chance * decoded_error(scheme, left, scaled)
        for u, row in enumerate(mean):
            for j in range(m * k):
                parts = zip(scaled, left, strict=True)
                row[j] += chance * sum((r[u] * encoding[w][j] for r, w in parts), Fraction(0))
    return mean, square


@pytest.mark.parametrize(
    "scheme",
    [
        communication_approximate(fractional_repetition(6, 3), 2, "affine", 1),
        communication_approximate(block_design(4, 3, 2), 2, "affine", 1),
        communication_frame(4, 4, 2),
        communication_frame(6, 3, 3),
        communication_exact(4, 1, 2),
        repetition_mds(4, 4, 3),
    ],
)
@pytest.mark.parametrize("p", [Fraction(0), Fraction(1, 5), Fraction(2, 3)])
def test_the_decoder_is_unbiased_and_its_variance_is_the_formula(scheme, p):
    mean, square = enumerated(scheme, p)
    k = scheme.partitions
    assert mean == [[j // k == u for j in range(len(row))] for u, row in enumerate(mean)]
    assert square == unbiased_variance(scheme, p)
    assert square >= least_variance(scheme.replication(), scheme.reduction, p)


@settings(max_examples=40)
@given(
    st.sampled_from([PETERSEN, CYCLIC, block_design(7, 3, 1), fractional_repetition(6, 3)]),
    st.integers(1, 3), st.integers(0, 50), chances,
)  # fmt: skip
def test_no_affine_scheme_beats_the_least_variance(support, m, seed, p):
    scheme = communication_approximate(support, m, "affine", seed)
    least = least_variance(support.replication(), m, p)
    replication = set(support.replication())
    assert unbiased_variance(scheme, p) >= least
    assert {least} == {p / (1 - p) * support.partitions * m * m / r for r in replication}


@pytest.mark.parametrize(
    ("n", "r", "m"), [(8, 4, 2), (12, 4, 2), (12, 6, 3), (12, 3, 1), (9, 3, 3)]
)
@pytest.mark.parametrize("placement", ["cyclic", "fractional"])
@given(p=chances)
def test_orthonormal_frames_attain_the_least_variance_exactly(n, r, m, placement, p):
    scheme = built(n, r, m, placement)
    assert unbiased_variance(scheme, p) == least_variance(scheme.replication(), m, p)
    assert unbiased_variance(scheme, p) == n * m * m * p / ((1 - p) * r)


@lru_cache
def built(*parameters):
    return communication_frame(*parameters)


@pytest.mark.parametrize(
    ("n", "r", "m"), [(12, 4, 2), (12, 3, 2), (20, 5, 2), (10, 5, 4), (7, 7, 3)]
)
def test_harmonic_frames_nearly_attain_it(n, r, m):
    scheme = communication_frame(n, r, m, frame="harmonic")
    least = least_variance(scheme.replication(), m, Fraction(1, 5))
    assert 0 <= unbiased_variance(scheme, Fraction(1, 5)) / least - 1 < Fraction(1, 10**7)


@pytest.mark.parametrize(("n", "r", "value"), [(12, 4, 3.0), (12, 3, 4.0), (20, 5, 4.0)])
def test_the_harmonic_decoder_without_offset(n, r, value):
    """Estimate in float64: R_w = (cos(pi w/r), sin(pi w/r)), whose first sine is zero."""
    vectors = np.array([[cos(pi * w / r), sin(pi * w / r)] for w in range(n)])
    total = sum(
        np.linalg.norm(np.linalg.pinv(vectors[group]), axis=0) ** 2
        @ np.linalg.norm(vectors[group], axis=1) ** 2
        for group in ([(i - j) % n for j in range(r)] for i in range(n))
    )
    assert 0.2 / 0.8 * total == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("m", [2, 3])
@pytest.mark.parametrize(
    "support", [PETERSEN, block_design(7, 3, 1), block_design(6, 3, 2), block_design(13, 4, 1)]
)
def test_independent_workers_exclude_diagonals_and_least_variance(support, m):
    rows, p = support.integer_rows(), Fraction(1, 2)
    assert len(independent_rows(rows)) == support.workers
    for seed in range(5):
        for kind in ("random-diagonal", "random-signs", "stacking"):
            assert block_error(communication_approximate(support, m, kind, seed), []) > 0
        affine = communication_approximate(support, m, "affine", seed)
        assert block_error(affine, []) == 0
        assert unbiased_variance(affine, p) > least_variance(support.replication(), m, p)


def test_what_has_no_unbiased_decoder():
    stacked = communication_approximate(PETERSEN, 2, "stacking")
    with pytest.raises(BadInput, match="exact without stragglers"):
        unbiased_variance(stacked, Fraction(1, 2))
    with pytest.raises(BadInput, match="4 copies of each partition, got 3"):
        least_variance([5, 3], 4, Fraction(1, 2))
    for p in (-1, 1):
        with pytest.raises(BadInput, match="at least 0 and below 1"):
            least_variance([3], 1, p)


@pytest.mark.parametrize("m", [1, 2])
@pytest.mark.parametrize("weight", [Fraction(1), Fraction(2, 3)])
def test_the_mean_error_of_random_signs(m, weight):
    support, left = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), (0, 2)
    arrived = [weight * sum(support.encoding[w][j] for w in left) for j in range(3)]
    total = Fraction(0)
    for signs in product([-1, 1], repeat=3 * m):
        rows = [signs[w * m : w * m + m] for w in range(3)]
        scheme = blocks_scheme("signs", diagonal_blocks(support, rows), {})
        total += decoded_error(scheme, left, [[weight * x for x in rows[w]] for w in left])
    one_step, entries = sum((x - 1) ** 2 for x in arrived), 4
    assert total / 2 ** (3 * m) == sign_error(one_step, entries, m, weight)


@settings(max_examples=40)
@given(
    st.sampled_from(
        [x for x in sorted(strategies.schemes) if x[:4] in ("comm", "repe")]
    ).flatmap(strategies.schemes.__getitem__)
)  # fmt: skip
def test_rank_bounds_are_below_every_scheme(recipe):
    scheme = build_scheme(recipe)
    n, m, copies = scheme.workers, scheme.reduction, scheme.replication()
    for s in range(min(n, 3) + 1):
        sets = list(combinations(range(n), s))
        ranks = [rank_bound(scheme.holders(), m, t) for t in sets]
        errors = [block_error(scheme, t) for t in sets]
        assert all(a <= b for a, b in zip(ranks, errors, strict=True))
        assert mean_rank_bound(n, copies, m, s) == Fraction(sum(ranks), len(ranks))
        assert worst_rank_bound(n, copies, m, s) <= max(ranks)
        assert (worst_rank_bound(n, copies, m, s) == 0) or s > most_stragglers(copies, m)


@pytest.mark.parametrize(("n", "s", "m"), [(5, 2, 2), (6, 1, 3), (7, 3, 1)])
def test_exact_schemes_attain_the_most_stragglers(n, s, m):
    scheme = communication_exact(n, s, m)
    assert most_stragglers(scheme.replication(), m) == s
    assert block_worst_case(scheme, s).error == 0 < worst_rank_bound(n, [s + m] * n, m, s + 1)


def test_the_worst_rank_bound_counts_whole_partitions():
    assert [worst_rank_bound(40, [4] * 40, 2, s) for s in range(3)] == [0, 0, 0]
    assert worst_rank_bound(1000, [4] * 3, 2, 11) == 5
    assert worst_rank_bound(1000, [1, 4], 2, 0) == 1
    assert mean_rank_bound(12, [4] * 12, 2, 6) == Fraction(40, 11)
    assert worst_rank_bound(12, [4] * 12, 2, 6) == 4
    assert most_stragglers([1, 4], 2) == -1
    with pytest.raises(BadInput, match=r"0\.\.5"):
        worst_rank_bound(5, [2], 1, 6)
    with pytest.raises(BadInput, match=r"replications must be 0\.\.5"):
        mean_rank_bound(5, [6], 1, 2)


# Mean normalised error, random sets: placement, m, s, then stacking exactly (rounded), and for the
# Gaussian diagonal and the affine kind the values of a reconstruction with few draws.
MEANS = [
    (block_design(7, 3, 1), 2, 1, 0.518, 0.249, 0.135),
    (PETERSEN, 2, 2, 0.522, 0.263, 0.174),
    (fractional_repetition(12, 4), 2, 4, 0.503, 0.042, 0.042),
    (CYCLIC, 2, 2, 0.500, 0.151, 0.089),
    (block_design(7, 3, 1), 1, 2, 0.082, 0.082, 0.095),
]


@pytest.mark.parametrize(("support", "m", "s", "stack", "diagonal", "affine"), MEANS)
def test_mean_errors_are_about_those_of_the_reconstruction(support, m, s, stack, diagonal, affine):
    """Loose: means over all sets for stacking; over 8 draws and 60 seeded sets for the others."""
    n, random = support.workers, np.random.default_rng(7)
    sets = list(combinations(range(n), s))
    exact = sum(error(support, t) for t in sets) / len(sets) / (m * support.partitions)
    assert float(exact) + (m - 1) / m == pytest.approx(stack, abs=0.002)
    found = {}
    for kind in ("random-diagonal", "affine"):
        schemes = [communication_approximate(support, m, kind, seed) for seed in range(8)]
        values = []
        for blocks in map(float_blocks, schemes):
            some = [sets[i] for i in random.choice(len(sets), min(60, len(sets)), replace=False)]
            lefts = ([w for w in range(n) if w not in t] for t in some)
            values += [estimated_decoder(blocks, left)[1] for left in lefts]
        found[kind] = np.mean(values) / (m * support.partitions)
    assert found["random-diagonal"] == pytest.approx(diagonal, abs=0.06)
    assert found["affine"] == pytest.approx(affine, abs=0.03)
    least = mean_rank_bound(n, support.replication(), m, s) / (m * support.partitions)
    assert min(found.values()) > float(least) - 0.01


def test_the_mean_rank_bounds_of_the_reconstruction():
    """Exact: 1/30 and 17/495, where a Monte Carlo mean over few sets had .041 and .042."""
    assert mean_rank_bound(10, PETERSEN.replication(), 2, 2) / Fraction(20) == Fraction(1, 30)
    assert mean_rank_bound(12, [4] * 12, 2, 4) / Fraction(24) == Fraction(17, 495)
    assert mean_rank_bound(12, CYCLIC.replication(), 2, 2) == 0


def test_holders_of_the_petersen_graph_are_neighbours():
    assert all(len(group) == 3 and i not in group for i, group in enumerate(holders(PETERSEN)))
