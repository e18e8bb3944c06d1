"""The best of several draws, against certifying them all."""

from __future__ import annotations

import pytest

from adversary import worst_case
from adversary.worst_case.best_draw import best_draw
from designs import BadInput, GradientCode, random_biregular
from designs.codes.soft_bibd import soft_bibd

MAKERS = [lambda seed: soft_bibd(9, 9, 3, seed=seed), lambda seed: random_biregular(8, 8, 3, seed)]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("decoder", ["optimal", "one-step"])
def test_the_best_draw_is_the_first_of_the_least(make, decoder):
    for s in range(6):
        errors = [worst_case(make(seed), s, decoder=decoder).error for seed in range(7)]
        best = best_draw(make, range(7), s, decoder=decoder)
        assert best.worst.error == min(errors)
        assert best.seed == errors.index(min(errors))
        assert best.code == make(best.seed)
        assert best.proved


def test_seeds_are_tried_in_their_order():
    def make(seed):
        return GradientCode([[1, 1], [1, 1]] if seed % 2 else [[1, 0], [0, 1]])

    assert best_draw(make, [2, 3, 4, 5], 1).seed == 3
    assert best_draw(make, iter([7, 5, 3]), 1).seed == 7


def test_without_time_the_best_is_not_proved():
    best = best_draw(lambda seed: random_biregular(40, 40, 5, seed), range(2), 12, time_limit=0)
    assert best.worst.lower < best.worst.upper
    assert not best.proved


def test_no_seeds():
    with pytest.raises(BadInput, match="at least one seed"):
        best_draw(MAKERS[0], [], 1)
