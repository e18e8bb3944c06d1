"""Orthogonal classes decoded in closed form: the weights attain the least error."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from class_codes import CODES

from adversary import error
from adversary.decoding.classes import classes_of, classes_weights
from designs import BadInput, block_design


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_weights_in_closed_form_attain_the_error(code):
    n = code.workers
    for s in range(0, n + 1, 2):
        for silent in list(combinations(range(n), s))[:: max(1, comb(n, s) // 30)]:
            left = [w for w in range(n) if w not in silent]
            weights = classes_weights(code, left)
            total = [
                sum(
                    (a * code.encoding[w][j] for a, w in zip(weights, left, strict=True)),
                    Fraction(0),
                )
                for j in range(code.partitions)
            ]
            assert sum((x - 1) ** 2 for x in total) == error(code, silent)


def test_other_codes_are_not_decoded_by_classes():
    for refuse in (lambda: classes_weights(block_design(7, 3, 1), [0]),
                   lambda: classes_of(block_design(7, 3, 1))):  # fmt: skip
        with pytest.raises(BadInput, match="orthogonal classes"):
            refuse()
