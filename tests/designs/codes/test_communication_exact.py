"""Shorter messages: exact schemes proved exact for every straggler set."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from message_schemes import exact_for_every_set

from adversary.decoding.communication import BlockErrors, decode_general, decode_sum, encode
from adversary.worst_case import worst_case
from designs import BadInput, GradientCode
from designs.codes.communication_exact import (
    communication_exact,
    gaussian_blocks,
    repetition_linear,
    repetition_mds,
    require_tradeoff,
)

TRADEOFFS = [
    (4, 1, 1), (5, 2, 2), (6, 2, 1), (6, 3, 3), (7, 1, 3), (8, 2, 2), (9, 3, 2), (10, 1, 2),
    (11, 2, 3), (12, 2, 2), (12, 1, 4), (12, 3, 1), (5, 0, 5), (3, 2, 1),
]  # fmt: skip


@pytest.mark.parametrize(("n", "s", "m"), TRADEOFFS)
def test_exact_for_every_straggler_set_over_the_rationals(n, s, m):
    scheme = communication_exact(n, s, m, seed=1)
    assert exact_for_every_set(scheme, s)
    for code in scheme.components.values():
        assert code.replication() == code.load() == (s + m,) * n
    for i, group in enumerate(scheme.holders()):
        assert set(group) == {(i - j) % n for j in range(s + m)}


@pytest.mark.parametrize(("n", "s", "m"), [(5, 2, 2), (7, 1, 3), (8, 2, 2)])
def test_one_more_straggler_is_too_many(n, s, m):
    scheme = communication_exact(n, s, m)
    assert BlockErrors(scheme).of([w for w in range(n) if w > s]) >= 1


@pytest.mark.parametrize(("n", "s"), [(5, 2), (6, 3), (8, 1)])
def test_one_block_is_an_ordinary_code(n, s):
    code = communication_exact(n, s, 1)["block 1"]
    assert [worst_case(code, t).error for t in range(s + 1)] == [0] * (s + 1)
    assert worst_case(code, s + 1).error >= 1


def test_the_refused_trade_off_names_two_that_work():
    with pytest.raises(BadInput, match="stragglers=2 with reduction=4, or reduction=3 with stragg"):
        communication_exact(6, 3, 4)
    for works in [(6, 2, 4), (6, 3, 3)]:
        require_tradeoff(*works)
    for bad in [(6, -1, 2), (6, 6, 1), (6, 0, 0), (6, 0, 7), (0, 0, 1)]:
        with pytest.raises(BadInput):
            communication_exact(*bad)
    with pytest.raises(BadInput, match=r"at most 2,000,000 straggler sets"):
        communication_exact(60, 20, 2)


@pytest.mark.parametrize(("s", "m"), [(1, 2), (2, 3)])
def test_a_gaussian_v_is_stable_with_thirty_workers(s, m):
    n, length = 30, 20
    blocks, v = gaussian_blocks(n, s, m, seed=3)
    random = np.random.default_rng(5)
    gradients = random.standard_normal((n, length))
    messages, wanted = encode(blocks, gradients), gradients.sum(axis=0)
    for _ in range(30):
        left = sorted(random.permutation(n)[: n - s].tolist())
        total = decode_sum(decode_general(v, left, m), messages[left], length)
        assert np.abs(total - wanted).max() / np.abs(wanted).max() < 1e-10


@pytest.mark.parametrize("kind", ["vandermonde", "cauchy"])
@pytest.mark.parametrize(("n", "d", "m"), [(8, 4, 2), (6, 3, 3), (12, 4, 3), (12, 6, 1), (6, 6, 4)])
def test_repetition_times_mds_is_exact_for_every_set(n, d, m, kind):
    scheme = repetition_mds(n, d, m, kind)
    assert exact_for_every_set(scheme, d - m)
    assert all(code.load() == (d,) * n for code in scheme.components.values())


def test_repetition_times_mds_tolerates_stragglers_in_every_group():
    errors = BlockErrors(repetition_mds(12, 4, 2))
    for a, b, c in zip(*[list(combinations(range(4), 2))] * 3, strict=True):
        left = [*a, *(4 + x for x in b), *(8 + x for x in c)]
        assert errors.of(left) == 0


def test_what_repetition_times_mds_refuses():
    with pytest.raises(BadInput, match="nearest numbers of workers are 8 and 12"):
        repetition_mds(10, 4, 2)
    with pytest.raises(BadInput, match="nearest reduction is 4"):
        repetition_mds(8, 4, 5)
    with pytest.raises(BadInput, match="vandermonde or cauchy"):
        repetition_mds(8, 4, 2, "other")


def paper_coefficients(points, i, s, m):
    """The polynomials of Ye and Abbe for partition i, highest power first, by their recursion."""
    n = len(points)
    first = [Fraction(1)]
    for w in (w for w in range(n) if (i - w) % n >= s + m):
        first = [a - points[w] * b for a, b in zip([*first, 0], [0, *first], strict=True)]
    polynomials, degree = [first], len(first) - 1
    for _ in range(m - 1):
        last = polynomials[-1]
        below = last[len(last) - degree] if degree else Fraction(0)
        shifted = [*last, Fraction(0)]
        padded = [Fraction(0)] * (len(shifted) - len(first)) + first
        polynomials.append([a - below * b for a, b in zip(shifted, padded, strict=True)])
    return polynomials


@pytest.mark.parametrize(("n", "s", "m"), [(5, 1, 2), (6, 2, 3), (7, 2, 2), (8, 1, 3), (4, 0, 4)])
def test_the_vandermonde_scheme_is_that_of_the_polynomials(n, s, m):
    scheme = communication_exact(n, s, m, "vandermonde")
    halves = [x for i in range(n // 2) for x in (1 + Fraction(i, 2), -1 - Fraction(i, 2))]
    points = [Fraction(0)] * (n % 2) + halves
    for i in range(n):
        for u, polynomial in enumerate(paper_coefficients(points, i, s, m)):
            values = [sum(c * x**e for e, c in enumerate(reversed(polynomial))) for x in points]
            assert [row[i] for row in scheme[f"block {u + 1}"].encoding] == values
    assert exact_for_every_set(scheme, s)
    assert scheme.placement().load() == scheme.replication() == (s + m,) * n


def test_any_linear_code_repeats():
    parity = GradientCode([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]], "parity")
    scheme = repetition_linear(8, parity)
    assert scheme.tolerated == 1
    assert exact_for_every_set(scheme, 1)
    assert not exact_for_every_set(scheme, 2)
    assert scheme["block 1"].load() == (4, 0, 0, 4, 4, 0, 0, 4)
    hamming = GradientCode([[1, 0, 1], [0, 1, 1], [1, 1, 0], [1, 1, 1], [1, 0, 0], [0, 1, 0]])
    scheme = repetition_linear(6, hamming)
    s = scheme.tolerated
    assert s == 2
    assert exact_for_every_set(scheme, s)
    assert not exact_for_every_set(scheme, s + 1)
    with pytest.raises(BadInput, match="must span all 2 dimensions"):
        repetition_linear(4, GradientCode([[1, 1], [2, 2]]))
    with pytest.raises(BadInput, match="nearest numbers of workers are 4 and 8"):
        repetition_linear(6, parity)
