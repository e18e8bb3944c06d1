"""Bounds by stars: the holders of one partition and those around it."""

from __future__ import annotations

from itertools import combinations

import pytest
from shapes import classes, most_silenced

from adversary.decoding.error import error
from bounds.universal.shape import Shape
from bounds.universal.silenced import (
    silenced_in_turn,
)
from bounds.universal.star import silenced_one_by_one, star


@pytest.mark.parametrize(("n", "k", "d"), [(5, 5, 3), (6, 9, 2), (6, 6, 3), (7, 7, 3), (8, 4, 4)])
def test_no_regular_code_silences_less_than_one_by_one(n, k, d):
    codes = [kind.code() for kind in classes(n, k, d, k * d // n)]
    for s in range(n + 1):
        value = silenced_one_by_one(Shape(n, k, d, constant_load=True), s).value
        assert value <= min(most_silenced(code, s) for code in codes)


def test_one_by_one_can_be_better_than_in_turn():
    shape = Shape(16, 16, 3, constant_load=True)
    assert silenced_one_by_one(shape, 7).value > silenced_in_turn(shape, 7).value


@pytest.mark.parametrize(("n", "k", "d"), [(5, 5, 3), (6, 9, 2), (6, 6, 3), (7, 7, 3), (6, 6, 4)])
def test_stars_exist_in_every_code(n, k, d):
    for kind in classes(n, k, d, k * d // n):
        code = kind.code()
        for f in range(1, d + 1):
            bound = star(Shape(n, k, d, constant_load=True), n - f)
            found = [
                error(code, set(range(n)) - set(left)) for left in combinations(range(n), f)
                if sum(all(code.encoding[w][j] for w in left) for j in range(k))
                >= bound.proof["shared"]
            ]  # fmt: skip
            assert found
            assert min(found) >= bound.value
