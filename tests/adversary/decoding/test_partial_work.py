"""Decoding of partial work: the error is the number of missing copies."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from partial_codes import regular

from adversary.decoding.partial_work import (
    combine,
    copies_done,
    missing_copies,
    random_combining,
)
from designs.codes.partial_work import (
    order_at_random,
)


def exact_product(done):
    """The square of |combining^T encoding - 1 (x) I|, from its definition."""
    parts = len(done.combining[0])
    total = Fraction(0)
    for v in range(parts):
        for column in range(len(done.encoding[0])):
            value = sum(
                r[v] * row[column] for r, row in zip(done.combining, done.encoding, strict=True)
            )
            total += (value - int(column % parts == v)) ** 2
    return total


@settings(max_examples=60)
@given(regular(5), st.integers(1, 3), st.integers(0, 9), st.data())
def test_the_error_is_the_number_of_missing_copies(code, parts, seed, data):
    orders = order_at_random(code, seed)
    progress = [data.draw(st.integers(0, d)) for d in code.load()]
    done = combine(orders, progress, code.partitions, random_combining(code.workers, parts, 7))
    copies = copies_done(orders, progress, code.partitions)
    assert done.error == exact_product(done) == missing_copies(copies, parts)
    for w, order in enumerate(orders):
        used = {column // parts for column, x in enumerate(done.encoding[w]) if x}
        assert used <= set(order[: progress[w]])


def test_dependent_rows_are_counted_as_what_they_are():
    combining = [(1, 2), (2, 4), (1, 0)]
    done = combine(((0,), (0,), (1,)), [1, 1, 1], 2, combining)
    assert missing_copies((2, 1), 2) == 1
    assert done.error == exact_product(done) == 2


def test_no_coefficients_do_better():
    """With one copy of two parts the nearest multiple of the row is found: error 1."""
    done = combine(((0,),), [1], 1, [(3, 4)])
    assert done.encoding == ((Fraction(3, 25), Fraction(4, 25)),)
    assert done.error == exact_product(done) == 1
