"""Resolvable designs from one parallel class: the method of differences, by exhaustion."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations

import pytest
from definitions import are_parallel, is_design, is_resolved

from designs import BadInput, VerificationError
from designs.constructions.rotational import rotational_class, stored


def test_a_class_develops_exactly_if_its_differences_are_even():
    """All classes of two blocks of 4 on Z_7 and infinity, the point 7."""
    found = 0
    for rest in combinations(range(1, 8), 3):
        base = [(0, *rest), tuple(set(range(8)) - {0, *rest})]
        differences = Counter(
            (x - y) % 7 for block in base for x, y in permutations(set(block) - {7}, 2)
        )
        if set(differences.values()) == {3}:
            design = rotational_class(base)
            assert is_design(design.blocks, 8, 4, 3)
            assert all(are_parallel(part, 8) for part in design.parallel_classes())
            found += 1
        else:
            with pytest.raises(VerificationError):
                rotational_class(base)
    assert 0 < found < 35


@pytest.mark.parametrize("key", sorted(stored()))
def test_the_table_has_parallel_classes_and_turns_are_automorphisms(key):
    base = stored()[key]
    assert are_parallel(base, key[0])
    (turn,) = rotational_class(base).automorphisms
    assert turn == (*range(1, key[0] - 1), 0, key[0] - 1)


@pytest.mark.parametrize("base", [[(0, 1), (1, 2)], [(0, 1), (3, 4)], [(0, 1, 2), (0, 1, 2)]])
def test_blocks_that_are_not_parallel(base):
    with pytest.raises(BadInput):
        rotational_class(base)


@pytest.mark.parametrize(("v", "k"), sorted(stored()))
def test_every_base_class_of_the_table(v, k):
    assert is_resolved(rotational_class(stored()[v, k]), v, k, k - 1)
