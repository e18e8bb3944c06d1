"""Mean errors of orthogonal classes, counted class by class, against all straggler sets."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from class_codes import CODES, UNEQUAL

from adversary import error
from adversary.decoding.classes import classes_error
from bounds.expectation.classes import classes_mean_error, few_sums, resolved_mean_bound
from designs import BadInput, block_design, fractional_repetition
from designs.codes import net, of_classes, resolvable_design
from designs.codes.structure import orthogonal_classes


@pytest.mark.parametrize("code", [c for c in CODES.values() if c is not UNEQUAL])
def test_means_over_all_straggler_sets(code):
    structure, n = orthogonal_classes(code), code.workers
    for s in range(n + 1):
        total = sum(classes_error(structure, silent) for silent in combinations(range(n), s))
        assert classes_mean_error(code, s) == Fraction(total) / comb(n, s)


def test_many_classes_are_counted_up_to_the_stragglers_alone():
    """A net of order 13 has too many sums for all s together; few stragglers have few."""
    assert not few_sums([13] * 8)
    found = classes_mean_error(net(13, 8), 8)
    hit = Fraction(13**8 * 169, 1 + 8 * 12)  # one straggler in every class; else the error is 0
    assert found == hit / comb(104, 8)


RESOLVED = {
    "round robin of six": (resolvable_design(6, 2, 1), 15, 3),
    "three classes of Kirkman's schoolgirls": (resolvable_design(15, 3, 1, 3), 15, 5),
    "repetition": (fractional_repetition(9, 3), 9, 3),
    "a class twice": (
        of_classes(6, [*[[(0, 1, 2), (3, 4, 5)]] * 2, [(0, 3, 4), (1, 2, 5)]]), 6, 2
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "workers", "blocks"), RESOLVED.values(), ids=RESOLVED)
def test_no_resolved_code_has_a_greater_mean_error_than_nets(code, workers, blocks):
    assert code.workers == workers
    strict = False
    for s in range(0, workers + 1, 1 + workers // 10):
        sets = list(combinations(range(workers), s))
        if len(sets) > 1500:
            continue
        mean = Fraction(sum(error(code, silent) for silent in sets)) / len(sets)
        bound = resolved_mean_bound(code.partitions, [blocks] * (workers // blocks), s)
        assert mean <= bound
        strict |= mean < bound
    assert strict


@pytest.mark.parametrize(
    ("make", "text"),
    [(lambda: classes_mean_error(UNEQUAL, 2), "equal"),
     (lambda: classes_mean_error(block_design(7, 3, 1), 1), "orthogonal classes"),
     (lambda: resolved_mean_bound(6, [4, 2], 1), "divide"),
     (lambda: resolved_mean_bound(6, [3, 2], 6), "0..5")],
)  # fmt: skip
def test_means_badly_asked(make, text):
    with pytest.raises(BadInput, match=text):
        make()
