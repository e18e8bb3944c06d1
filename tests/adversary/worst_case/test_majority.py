"""Majority votes: the exact search against brute force and the tables of ByzShield."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.worst_case.majority import majority_loss, worst_majority
from designs import BadInput, GradientCode, block_design, fractional_repetition
from designs.codes import edge_scheme, grid, net

entry = st.sampled_from([0, 0, 1, 1, -2])


@given(st.data(), st.integers(1, 6), st.integers(1, 6))
@settings(max_examples=60)
def test_the_search_is_brute_force(data, n, k):
    row = st.lists(entry, min_size=k, max_size=k)
    code = GradientCode(data.draw(st.lists(row, min_size=n, max_size=n)))
    for q in range(n + 1):
        values = [majority_loss(code, chosen) for chosen in combinations(range(n), q)]
        worst = worst_majority(code, q)
        assert worst.lost == max(values) == majority_loss(code, worst.corrupted)
        assert len(worst.corrupted) == q


@pytest.mark.parametrize(
    "code", [net(3, 3), grid([2, 3]), block_design(7, 3, 1), edge_scheme("petersen"),
             fractional_repetition(9, 3)], ids=lambda code: code.name
)  # fmt: skip
def test_symmetries_change_nothing(code):
    plain = GradientCode(code.encoding)
    for q in range(6):
        assert worst_majority(code, q).lost == worst_majority(plain, q).lost


def holders_vote(code, corrupted):
    """Count the votes partition by partition."""
    lost = 0
    for j in range(code.partitions):
        holders = [w for w, row in enumerate(code.encoding) if row[j]]
        bad = sum(w in corrupted for w in holders)
        lost += bad > len(holders) - bad or not holders
    return lost


@given(st.sets(st.integers(0, 14)))
def test_the_loss_is_counted_vote_by_vote(corrupted):
    code = net(5, 3)
    assert majority_loss(code, sorted(corrupted)) == holders_vote(code, corrupted)


@pytest.mark.parametrize(
    ("order", "replication", "losses"),
    [
        (5, 3, [0, 0, 1, 3, 5, 8, 12, 14, 17]),
        (7, 5, [0, 0, 0, 1, 1, 2, 4]),
        (5, 5, [0, 0, 0, 1, 1, 2, 4, 5]),  # its table for Ramanujan bigraphs, m = s = 5
    ],
)
def test_the_tables_of_byzshield(order, replication, losses):
    code = net(order, replication)
    assert [worst_majority(code, q).lost for q in range(len(losses))] == losses


@pytest.mark.slow
@pytest.mark.parametrize(
    ("order", "replication", "q", "lost"),
    [(7, 5, 7, 5), (7, 5, 8, 8), (5, 5, 8, 7), (5, 5, 9, 9)],
)
def test_more_of_the_tables_of_byzshield(order, replication, q, lost):
    assert worst_majority(net(order, replication), q).lost == lost


def test_groups_fall_one_by_one():
    """Two of the three members of a group outvote the third on all three partitions."""
    code = fractional_repetition(9, 3)
    assert [worst_majority(code, q).lost for q in range(7)] == [0, 0, 3, 3, 6, 6, 9]


@pytest.mark.parametrize("q", [-1, 4])
def test_corrupted_workers_are_counted(q):
    with pytest.raises(BadInput, match=r"0\.\.3"):
        worst_majority(GradientCode([[1], [1], [1]]), q)
