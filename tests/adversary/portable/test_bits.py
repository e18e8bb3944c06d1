"""Bits, against Python's integers, and Threefry against its published words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.portable import bits

bytes_ = st.integers(-128, 127)


@given(bytes_, st.integers(0, 12))
def test_shifts_against_integers(x, by):
    given_ = np.array([x], np.int8), np.array([by], np.int8)
    unsigned = x % 256
    left = (unsigned << by) % 256
    assert bits.shifted(*given_, "left").item() % 256 == left
    assert bits.shifted(*given_, "right").item() % 256 == unsigned >> by
    assert bits.shifted(*given_, "arithmetic").item() == x >> by


@given(bytes_)
def test_counting_bits(x):
    array, text = np.array([x], np.int8), f"{x % 256:08b}"
    assert bits.one_bits(array).item() == text.count("1")
    assert bits.leading_zeros(array).item() == len(text) - len(text.lstrip("0"))


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_the_total_order_is_that_of_numbers_apart_from_zeros(x, y):
    first, second = (bits.ordered_bits(np.float64(value)) for value in (x, y))
    if x != y:
        assert (first < second) == (x < y)
    elif x == 0:
        assert (first < second) == (np.signbit(x) and not np.signbit(y))


@pytest.mark.parametrize(
    ("key", "counter", "words"),
    [
        ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
        ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
        ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
    ],
)
def test_threefry_gives_the_words_of_its_authors(key, counter, words):
    """Known answers of the Random123 library for threefry2x32 with 20 rounds."""
    found = bits.threefry(*(np.array([word], np.uint32) for word in (*key, *counter)))
    assert tuple(word.item() for word in found) == words


def test_counters_are_the_places_of_an_array():
    high, low = bits.counters((2, 3))
    assert (high == 0).all()
    assert low.tolist() == [[0, 1, 2], [3, 4, 5]]
