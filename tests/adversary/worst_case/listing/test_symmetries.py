"""Products of symmetries, and on how many workers to look at them."""

from __future__ import annotations

from math import comb

from adversary.worst_case.listing.symmetries import looked_levels, many_symmetries


def test_a_small_group_is_listed_whole_without_the_identity():
    turn, mirror = (1, 2, 3, 4, 5, 0), (5, 4, 3, 2, 1, 0)
    found = {tuple(row) for row in many_symmetries([turn, mirror], 6).tolist()}
    assert len(found) == 11
    assert tuple(range(6)) not in found


def test_of_a_large_group_many_are_found_and_all_are_in_it():
    swap, turn = (1, 0, *range(2, 9)), (*range(1, 9), 0)
    found = many_symmetries([swap, turn], 9).tolist()
    assert len(found) == len({tuple(row) for row in found}) == 600
    assert all(sorted(row) == list(range(9)) for row in found)


def test_no_symmetry_means_nothing_to_look_at():
    assert many_symmetries([], 4).shape == (0, 4)
    assert looked_levels(20, 10, 0) == 0


def test_looking_costs_no_more_than_testing_all_sets():
    for n, m, size in [(25, 12, 600), (35, 9, 600), (12, 6, 11), (40, 3, 10)]:
        level = looked_levels(n, m, size)
        assert level <= m - 2
        assert level == 0 or comb(n, level) * size * level <= comb(n, m)
