"""Orders of partial work: matchings are best, and the most work is that of the worst progress."""

from __future__ import annotations

from collections import Counter
from itertools import product

from any_matrix import any_code
from hypothesis import given
from hypothesis import strategies as st
from partial_codes import regular

from adversary.decoding.partial_work import copies_done
from designs import GradientCode, block_design, random_biregular
from designs.codes.partial_work import (
    least_most_work,
    most_work,
    order_at_random,
    order_by_index,
    order_by_matchings,
)


def position_sums(code, orders):
    sums = Counter()
    for order in orders:
        for position, j in enumerate(order):
            sums[j] += position + 1
    return tuple(sums[j] for j in range(code.partitions))


@given(regular())
def test_matchings_put_every_partition_everywhere_equally_often(code):
    orders = order_by_matchings(code)
    n, k, d = code.workers, code.partitions, code.load()[0]
    m = n // k
    assert tuple(tuple(sorted(order)) for order in orders) == order_by_index(code)
    for position in range(d):
        assert sorted(order[position] for order in orders) == sorted(list(range(k)) * m)
    assert position_sums(code, orders) == (m * d * (d + 1) // 2,) * k


@given(regular(), st.integers(0, 9))
def test_no_order_needs_less_work_than_matchings(code, seed):
    best = most_work(code, order_by_matchings(code))
    n, d = code.workers, code.load()[0]
    m = n // code.partitions
    assert best == least_most_work(code) == 1 + n * d - m * d * (d + 1) // 2
    assert best <= most_work(code, order_by_index(code))
    assert best <= most_work(code, order_at_random(code, seed))


@given(any_code(), st.integers(0, 9), st.data())
def test_most_work_is_that_of_the_worst_progress(code, seed, data):
    orders = order_at_random(code, seed)
    copies = data.draw(st.integers(1, min(code.replication())))
    worst = max(
        sum(progress)
        for progress in product(*(range(d + 1) for d in code.load()))
        if min(copies_done(orders, progress, code.partitions)) < copies
    )
    assert most_work(code, orders, copies) == worst + 1
    if copies == 1:
        assert most_work(code, orders) >= least_most_work(code)


@given(regular())
def test_matchings_are_best_for_one_copy_all_copies_and_one_less(code):
    """Also for more copies: against what the counting argument allows."""
    orders = order_by_matchings(code)
    n, d = code.workers, code.load()[0]
    if n > code.partitions:
        return
    for copies in range(1, d + 1):
        rest = d - copies + 1
        assert most_work(code, orders, copies) == 1 + n * d - rest * (rest + 1) // 2
    rival = order_at_random(code, 1)
    for copies in {1, max(1, d - 1), d}:
        assert most_work(code, orders, copies) <= most_work(code, rival, copies)


def test_for_three_copies_of_five_matchings_are_not_the_best():
    """Positions 1 1 5 5 5 and so on, in an order whose worst partition is better off."""

    def partition(group, w):
        return 5 * group + w % 5

    orders = tuple(
        (
            partition(0, w),
            partition(1, w),
            partition(2, w),
            partition(1 if w < 5 else 2, w + 1),
            partition(1 if 5 <= w < 10 else 0, w + 1),
        )
        for w in range(15)
    )
    code = GradientCode([[int(j in order) for j in range(15)] for order in orders])
    assert set(code.load()) == set(code.replication()) == {5}
    matched = order_by_matchings(code)
    assert most_work(code, orders, 3) == 69
    assert most_work(code, matched, 3) == 70
    assert most_work(code, orders, 1) > most_work(code, matched, 1)


def test_matchings_against_the_best_of_many_random_orders():
    code = random_biregular(200, 200, 8, seed=1)
    assert max(position_sums(code, order_by_matchings(code))) == 36
    tries = [max(position_sums(code, order_at_random(code, seed))) for seed in range(100)]
    assert 49 <= min(tries) <= 57


def test_a_symmetric_design_is_ordered_by_its_matchings():
    code = block_design(13, 4, 1)
    assert most_work(code, order_by_matchings(code)) == 1 + 52 - 10
