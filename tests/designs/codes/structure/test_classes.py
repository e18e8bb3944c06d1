"""Orthogonal classes are recognised in any order, and what they lose is counted."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from disguised import disguises
from hypothesis import given
from hypothesis import strategies as st

from designs import GradientCode, block_design, cyclic_repetition
from designs.codes import grid, net, of_classes
from designs.codes.structure import orthogonal_classes


@given(st.sampled_from([net(3, 2), net(2, 3), grid([2, 3]), grid([2, 2, 2])]), st.data())
def test_orthogonal_classes_in_any_order(code, data):
    found = orthogonal_classes(data.draw(disguises(code)))
    assert sorted(map(len, found.classes)) == sorted(map(len, orthogonal_classes(code).classes))
    assert sorted(found.loads) == sorted(code.load())


@given(st.sampled_from([net(3, 2), grid([2, 3]), grid([2, 2, 2])]), st.data())
def test_what_a_class_loses_is_what_its_stragglers_hold(code, data):
    found = orthogonal_classes(code)
    silent = data.draw(st.sets(st.integers(0, code.workers - 1)))
    for part, lost in zip(found.classes, found.lost(silent), strict=True):
        rows = [code.encoding[w] for w in part if w in silent]
        assert lost == sum(map(any, zip(*rows, strict=True)))


@pytest.mark.parametrize(
    "code",
    [block_design(7, 3, 1), cyclic_repetition(4, 2), GradientCode([[1, 0], [0, 0]]),
     GradientCode([[2, 1], [0, 0]]), GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 0], [0, 0, 1]]),
     of_classes(6, [[(0, 1, 2), (3, 4, 5)], [(0, 1), (2, 3), (4, 5)], [(0, 1, 2, 3, 4, 5)]])],
)  # fmt: skip
def test_codes_without_orthogonal_classes(code):
    """Not disjoint, not covering, a row of two values, or classes that depend on one another."""
    assert orthogonal_classes(code) is None


def is_split(blocks, k):
    return sorted(j for block in blocks for j in block) == list(range(k)) and all(blocks)


def by_definition(blocks, k):
    """Whether some assignment of the blocks to classes is one of orthogonal classes."""
    n = len(blocks)
    for place in product(range(n), repeat=n):
        classes = [[b for b, p in zip(blocks, place, strict=True) if p == i] for i in set(place)]
        apart = ((a, b) for x, y in combinations(classes, 2) for a in x for b in y)
        if all(is_split(part, k) for part in classes) and all(
            k * len(a & b) == len(a) * len(b) for a, b in apart
        ):
            return True
    return False


@given(st.integers(1, 4), st.data())
def test_small_codes_have_classes_exactly_where_the_definition_says_so(k, data):
    block = st.frozensets(st.integers(0, k - 1))
    drawn = data.draw(st.lists(block, min_size=1, max_size=2))
    rest = [frozenset(range(k)) - b for b in drawn]
    blocks = data.draw(st.permutations([*drawn, *rest[: data.draw(st.integers(0, len(rest)))]]))
    code = GradientCode([[int(j in b) for j in range(k)] for b in blocks])
    assert (orthogonal_classes(code) is not None) == by_definition(blocks, k)


@given(st.sampled_from([net(3, 2), grid([2, 3])]), st.data())
def test_with_one_entry_changed_there_are_none(code, data):
    rows = [list(row) for row in code.encoding]
    w = data.draw(st.integers(0, code.workers - 1))
    j = data.draw(st.integers(0, code.partitions - 1))
    rows[w][j] = 1 - rows[w][j]
    assert orthogonal_classes(GradientCode(rows)) is None
