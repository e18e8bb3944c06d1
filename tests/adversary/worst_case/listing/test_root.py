"""The rounding bound of the listing against exact fractions: no set that is worse is missed."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from importlib import import_module
from math import nextafter

import numpy as np
import pytest
from nasty_codes import all_errors, nasty_code, tied_codes
from small_codes import searched_code

from adversary.worst_case.gram_error import error_of_survivors
from adversary.worst_case.listing.kernel import walk
from adversary.worst_case.listing.root import Roots, _refined
from designs import GradientCode, random_biregular
from designs.algebra.linear import solve


def below(value):
    """The largest float that is not above a rational."""
    near = float(value)
    return near if Fraction(near) <= value else nextafter(near, -1.0)


def noted(root, n, m, best):
    """The sets of m workers that the walk notes."""
    levels = np.empty((m - 1, n + 1, n + 1))
    levels[0] = root.matrix
    found, column = np.empty((4096 + n * n, m), np.int64), np.empty((3, n + 1))
    prefix, none, sets = np.arange(m - 2), np.empty((0, n), np.int64), set()
    while prefix[0] >= 0:
        options = (none, 0, root.sign, best, root.slack, 1 << 20)
        size = walk(levels, prefix, *options, found, column)
        sets |= {tuple(row) for row in found[:size].tolist()}
    return sets


def others(n, silent):
    """The workers that are not silent."""
    return tuple(w for w in range(n) if w not in silent)


def both_sides(code, s):
    """The roots of both sides that can be walked: with set size and what a set is listed as."""
    n, roots = code.workers, Roots(code)
    if s >= 3:
        yield roots.of_stragglers(s), s, lambda silent: silent
    if n - s >= 3:
        yield roots.of_survivors(n - s), n - s, partial(others, n)


def assert_none_missed(code):
    for s in range(code.workers + 1):
        errors = all_errors(code, s)
        for root, m, listed in both_sides(code, s):
            assert root is not None
            for best in {*errors.values(), *(Fraction(v) * 999 / 1000 for v in errors.values())}:
                worse = {listed(silent) for silent, value in errors.items() if value > best}
                assert worse <= noted(root, code.workers, m, below(best))


@pytest.mark.parametrize("seed", range(70))
def test_no_worse_set_is_missed_on_nasty_codes(seed):
    assert_none_missed(nasty_code(seed))


@pytest.mark.parametrize("seed", range(40))
def test_no_worse_set_is_missed_on_any_code(seed):
    assert_none_missed(searched_code(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 2000))
def test_no_worse_set_is_missed_on_many_more(seed):
    assert_none_missed(nasty_code(seed, most=8))
    assert_none_missed(searched_code(seed))


def test_on_a_tied_code_the_ties_are_noted_and_little_else():
    for code, sizes in zip(tied_codes(), [(3, 4), (4, 6, 9), (8, 11), (4, 5)], strict=True):
        for s in sizes:
            errors = all_errors(code, s)
            top = max(errors.values())
            for root, m, listed in both_sides(code, s):
                near = {listed(c) for c, v in errors.items() if v > top - Fraction(1, 1000)}
                assert noted(root, code.workers, m, below(top)) <= near


def test_a_well_conditioned_code_has_close_bounds():
    code = random_biregular(9, 9, 4, seed=1)
    for s in (3, 4, 5):
        errors = all_errors(code, s)
        top = max(errors.values())
        for root, m, listed in both_sides(code, s):
            assert not noted(root, 9, m, below(top + Fraction(1, 1000)))
            few = {listed(c) for c, v in errors.items() if v > top - Fraction(1, 1000)}
            assert noted(root, 9, m, below(top)) <= few


@pytest.mark.parametrize("seed", range(28))
def test_the_inverse_belongs_to_a_larger_gram_matrix(seed):
    """X^-1 - G is positive definite: all its leading minors are, by exact elimination."""
    code = nasty_code(seed, most=6)
    roots = Roots(code)
    n, scale = code.workers, roots._scale
    shift = max(0, 20 - 2 * scale)
    one = 1 << 2 * scale + shift
    gram = [[x << shift for x in line] for line in roots._gram]
    ridged = [[x + (one >> 20) * (a == b) for b, x in enumerate(r)] for a, r in enumerate(gram)]
    x = _refined(ridged, one)
    assert x is not None
    assert all(x[a][b] == x[b][a] for a in range(n) for b in range(n))
    columns = [solve(x, [(1 << 100) * (a == b) for a in range(n)]) for b in range(n)]
    rest = [[columns[a][b] - Fraction(gram[a][b], one) for b in range(n)] for a in range(n)]
    for p in range(n):
        assert rest[p][p] > 0
        for a in range(p + 1, n):
            share = rest[a][p] / rest[p][p]
            rest[a] = [v - share * w for v, w in zip(rest[a], rest[p], strict=True)]


def test_without_flint_the_roots_are_the_same(monkeypatch):
    code = random_biregular(8, 8, 3, seed=4)
    before = Roots(code).of_stragglers(4)
    monkeypatch.setattr(import_module("adversary.worst_case.listing.root"), "use_flint", bool)
    after = Roots(code).of_stragglers(4)
    assert before is not None
    assert after is not None
    assert np.array_equal(before.matrix, after.matrix)


def test_survivors_corner_is_the_error_of_all_when_all_are_eliminated():
    code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    root = Roots(code).of_survivors(3)
    exact = error_of_survivors(Roots(code).augmented, [0, 1, 2])
    gram, sums = root.matrix[:3, :3], root.matrix[:3, 3]
    found = root.matrix[3, 3] - sums @ np.linalg.solve(gram, sums)
    assert exact <= found < exact + 1e-9
