"""Mean errors: exact where they can be, sampled with margins elsewhere."""

from __future__ import annotations

from itertools import product
from math import comb, prod

import pytest

from adversary import error
from adversary.decoding.error import unit_rows
from bounds.expectation.exact import average_error
from bounds.expectation.mean import _enumerated, mean_error, random_error
from designs import BadInput
from designs.codes import random_biregular


def test_means_are_the_exact_averages(rows):
    for row in rows:
        for s in (0, 1, 3):
            exact = float(average_error(row.code, s))
            assert abs(row.means[s].value - exact) <= row.means[s].margin


@pytest.mark.parametrize("seed", range(3))
def test_sampled_means_are_within_their_margins(seed):
    code = random_biregular(18, 18, 3, seed)
    sampled = mean_error(code, 9, samples=3000, seed=seed)
    assert sampled.kind == "sampled"
    exact = _enumerated(unit_rows(code), 9).value
    assert abs(sampled.value - exact) <= sampled.margin
    mixed = random_error(code, 0.3, samples=3000, seed=seed)
    law = [comb(18, s) * 0.3**s * 0.7 ** (18 - s) for s in range(19)]
    whole = sum(x * _enumerated(unit_rows(code), s).value for s, x in enumerate(law) if x > 1e-7)
    assert abs(mixed.value - whole) <= mixed.margin + 1e-4


def test_random_error_with_a_probability_for_each_worker():
    code, chances = random_biregular(6, 6, 3, 1), [0.1, 0.9, 0.5, 0.0, 1.0, 0.3]
    expected = 0.0
    for bits in product([0, 1], repeat=6):
        weight = prod(p if b else 1 - p for p, b in zip(chances, bits, strict=True))
        expected += weight * float(error(code, [w for w in range(6) if bits[w]]))
    assert random_error(code, chances).value == pytest.approx(expected, abs=1e-6)
    with pytest.raises(BadInput, match="must be 0"):
        random_error(code, 1.5)
