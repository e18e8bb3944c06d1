"""Cyclic repetition in floats: conditioning, rounding, and the error that is left."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from adversary.decoding.decode import decode
from adversary.decoding.error import error, survivors_of
from adversary.worst_case import worst_case
from designs import BadInput, GradientCode, build
from designs.codes import cyclic_float as cyclic_float_module
from designs.codes import cyclic_repetition_float
from designs.codes.base import generator
from designs.codes.cyclic import annihilated
from designs.codes.cyclic_float import decoding_vectors, longest_weights, straggler_sets

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
