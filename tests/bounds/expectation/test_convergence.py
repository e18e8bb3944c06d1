"""Convergence bounds against exact expectations on quadratics, and against adversaries."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary import decode, error, worst_case
from adversary.decoding.unbiased import answer_weights
from bounds.expectation.convergence import (
    adversarial_distance,
    adversarial_floor,
    attained_floor,
    constant_rate,
    root_above,
    smooth,
    smooth_decaying,
    strongly_convex,
    strongly_convex_sharp,
)
from designs import BadInput
from designs.codes import block_design, fractional_repetition, heterogeneous, random_biregular

P = [Fraction(1, 4), Fraction(1, 2), Fraction(2, 3)]
CENTRES = [Fraction(-1), Fraction(2), Fraction(1, 2), Fraction(3)]
CONVEXITY = Fraction(2)


class Line:
    """Descent on l/2k sum (b - c_j)^2 under random stragglers: exact moments of b - b*.

    The decoded gradient is X b + Z with random X and Z; their moments are sums over all straggler
    sets, and E b and E b^2 follow them exactly.
    """

    def __init__(self, start):
        k, code, weights = len(CENTRES), heterogeneous(P, len(CENTRES)), answer_weights(P)
        optimum = sum(CENTRES) / k
        parts = [
            (sum(row), -sum(x * (c - optimum) for x, c in zip(row, CENTRES, strict=True)))
            for row in code.encoding
        ]
        self.draws = []
        for answers in product((0, 1), repeat=len(P)):
            chance = prod(
                (1 - p if a else p for p, a in zip(P, answers, strict=True)), start=Fraction(1)
            )
            sums = [
                sum(a * w * part[i] for a, w, part in zip(answers, weights, parts, strict=True))
                for i in (0, 1)
            ]
            self.draws.append((chance, *(CONVEXITY / k * x for x in sums)))
        self.mean, self.square = start, start**2

    def second_moment(self):
        """E |g^|^2 at the current iterate."""
        return sum(
            q * (x * x * self.square + 2 * x * z * self.mean + z * z) for q, x, z in self.draws
        )

    def variance(self):
        return self.second_moment() - CONVEXITY**2 * self.square

    def step(self, rate):
        draws = [(q, 1 - rate * x, -rate * z) for q, x, z in self.draws]
        square = sum(q * (x * x * self.square + 2 * x * z * self.mean + z * z) for q, x, z in draws)
        self.mean = sum(q * (x * self.mean + z) for q, x, z in draws)
        self.square = square


@pytest.mark.parametrize("start", [Fraction(0), Fraction(1, 2), Fraction(-3)])
def test_strongly_convex_bounds_against_exact_expectations(start):
    line, largest = Line(start), Fraction(0)
    for t in range(1, 13):
        largest = max(largest, line.second_moment())
        line.step(1 / (CONVEXITY * t))
        sharp = strongly_convex_sharp(largest, CONVEXITY, t)
        assert line.square <= sharp <= strongly_convex(largest, CONVEXITY, t)
        assert t == 1 or sharp < largest / (CONVEXITY**2 * t)


def test_the_sharp_bound_solves_its_recursion():
    value = strongly_convex_sharp(5, 3, 1)
    for t in range(2, 30):
        value = (1 - Fraction(2, t)) * value + Fraction(5, 9 * t**2)
        assert value == strongly_convex_sharp(5, 3, t)


@pytest.mark.parametrize("rate", [Fraction(1, 2), Fraction(1, 4), Fraction(1, 20)])
def test_bounds_for_constant_rates_against_exact_expectations(rate):
    line, slopes, largest = Line(Fraction(2)), Fraction(0), Fraction(0)
    gap = CONVEXITY / 2 * line.square
    for t in range(1, 13):
        slopes += CONVEXITY**2 * line.square
        largest = max(largest, line.variance())
        line.step(rate)
        assert line.square <= constant_rate(4, CONVEXITY, CONVEXITY, largest, rate, t)
        assert slopes / t <= smooth(gap, CONVEXITY, largest, rate, t)


def test_decaying_rates_against_exact_expectations():
    line, weighted, largest, rates = Line(Fraction(2)), Fraction(0), Fraction(0), []
    gap = CONVEXITY / 2 * line.square
    for t in range(1, 13):
        rates.append(1 / (CONVEXITY * t))
        weighted += rates[-1] * CONVEXITY**2 * line.square
        largest = max(largest, line.variance())
        line.step(rates[-1])
        assert weighted / sum(rates) <= smooth_decaying(gap, CONVEXITY, largest, rates)


@given(st.fractions(0, 1), st.fractions(0, 9), st.fractions(0, 9), st.integers(1, 6))
def test_independent_noise_on_a_quadratic_attains_the_bound(part, start, variance, steps):
    convexity = Fraction(3)
    rate, square = (part + 1) / (2 * convexity), start
    for _ in range(steps):
        square = (1 - convexity * rate) ** 2 * square + rate**2 * variance
    assert square == constant_rate(start, convexity, convexity, variance, rate, steps)


def quadratics(seed, k, dimension=2):
    """Random quadratic losses with their curvatures, centres, and the facts of their sum."""
    random = np.random.default_rng(seed)
    roots = random.normal(size=(k, dimension, dimension))
    curvatures = roots @ roots.transpose(0, 2, 1) / 4 + np.eye(dimension) / k
    centres = random.normal(size=(k, dimension))
    whole = curvatures.sum(axis=0)
    optimum = np.linalg.solve(whole, np.einsum("jab,jb->a", curvatures, centres))
    least, *_, most = np.linalg.eigvalsh(whole)
    at_optimum = np.einsum("jab,jb->ja", curvatures, optimum - centres)
    smoothness = [float(np.linalg.eigvalsh(c)[-1]) for c in curvatures]
    return curvatures, centres, optimum, least, most, float(np.sum(at_optimum**2)), smoothness


CODES = [block_design(7, 3, 1), fractional_repetition(6, 3), random_biregular(6, 6, 3, 1)]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("code", "s"), [(CODES[0], 2), (CODES[1], 3), (CODES[2], 2)])
def test_no_greedy_adversary_gets_beyond_the_bound(code, s, seed):
    curvatures, centres, optimum, least, most, spread, smoothness = quadratics(
        seed, code.partitions
    )
    e = worst_case(code, s).error
    encoding, n = code.to_numpy(), code.workers
    choices = []
    for silent in combinations(range(n), s):
        left = [w for w in range(n) if w not in silent]
        choices.append(np.array([float(x) for x in decode(code, left)]) @ encoding[left])
    rate = Fraction(1.9 / (least + most))
    point, start = optimum + 1.0, Fraction(1.5)
    facts = (e, Fraction(spread * 1.0001), [Fraction(x * 1.0001) for x in smoothness])
    convexity, high = Fraction(least * 0.9999), Fraction(most * 1.0001)
    for t in range(1, 16):
        gradients = np.einsum("jab,jb->ja", curvatures, point - centres)
        steps = [point - float(rate) * (c @ gradients) for c in choices]
        point = max(steps, key=lambda b: np.linalg.norm(b - optimum))
        bound = adversarial_distance(*facts, convexity, high, rate, start, t)
        assert np.linalg.norm(point - optimum) <= float(bound)


@pytest.mark.parametrize("code", CODES, ids=str)
def test_an_adversary_attains_the_floor(code):
    k, convexity = code.partitions, Fraction(3)
    worst = worst_case(code, 3)
    e = worst.error
    left = [w for w in range(code.workers) if w not in worst.worst_set]
    weights = decode(code, left)
    columns = list(zip(*(code.encoding[w] for w in left), strict=True))
    arrived = [sum(a * x for a, x in zip(weights, c, strict=True)) for c in columns]
    centres = [x - 1 for x in arrived]
    optimum = Fraction(sum(centres), k)
    spread = sum((convexity / k * (optimum - c)) ** 2 for c in centres)
    assert optimum**2 == attained_floor(e, k, spread, convexity)
    point = Fraction(1)
    for _ in range(20):
        point -= Fraction(1, 3) * sum(
            a * convexity / k * (point - c) for a, c in zip(arrived, centres, strict=True)
        )
    assert abs(point) <= Fraction(e, k) ** 20
    limit = adversarial_floor(e, spread, [convexity / k] * k, convexity)
    x = float(e / k)
    assert float(abs(optimum) / limit) == pytest.approx((1 - x**0.5) / (1 - x) ** 0.5, rel=1e-6)
    assert error(code, worst.worst_set) == e


def test_the_distance_tends_to_the_floor():
    facts = (Fraction(1, 9), Fraction(4), [Fraction(1, 2), Fraction(1, 2)])
    floor = adversarial_floor(*facts, 1)
    far = adversarial_distance(*facts, 1, 2, Fraction(1, 2), 10, 120)
    assert floor < far < floor + Fraction(1, 10**9)
    assert adversarial_floor(9, 1, [1], 1) is None


def test_without_error_descent_is_descent():
    assert adversarial_distance(0, 5, [1], 1, 1, 1, 3, 1) == 0
    assert adversarial_floor(0, 5, [1], 1) == 0 == attained_floor(0, 5, 1, 1)


@given(st.fractions(0, 10**6))
def test_roots_are_rounded_up_by_little(x):
    root = root_above(x)
    assert x <= root**2
    assert root == 0 or (root - Fraction(1, 1 << 40)) ** 2 < x


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: strongly_convex(1, 0, 1), "above 0"),
        (lambda: strongly_convex_sharp(-1, 1, 1), "negative"),
        (lambda: strongly_convex(1, 1, 0), "at least one step"),
        (lambda: smooth(1, 2, 1, 1, 1), "at most 1/2"),
        (lambda: smooth_decaying(1, 2, 1, []), "at least one step"),
        (lambda: smooth_decaying(1, 2, 1, [Fraction(1, 2), 0]), "got 0 to 1/2"),
        (lambda: smooth(-1, 2, 1, Fraction(1, 2), 1), "gap"),
        (lambda: constant_rate(1, 1, 3, 1, 1, 1), "1/2"),
        (lambda: constant_rate(1, 3, 1, 1, 1, 1), "l=3"),
        (lambda: constant_rate(-1, 1, 1, 1, 1, 1), "distance"),
        (lambda: adversarial_distance(1, 1, [1], 1, 1, 1, -1, 1), "distance"),
        (lambda: adversarial_floor(-1, 1, [1], 1), "negative"),
        (lambda: attained_floor(3, 3, 1, 1), "below 3"),
        (lambda: root_above(-1), "negative"),
    ],
)
def test_what_is_refused(call, text):
    with pytest.raises(BadInput, match=text):
        call()


def test_the_line_is_unbiased():
    line = Line(Fraction(5))
    assert sum(q * x for q, x, _ in line.draws) == CONVEXITY
    assert sum(q * z for q, _, z in line.draws) == 0
