"""Frames between ranks: a message, then its vector or its text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.cluster.messages import Kind, Message
from adversary.cluster.mpi.frames import HEAD, blank, framed, head, opened, vector_in

numbers = st.integers(0, 2**64 - 1)


@given(st.integers(1, 4), st.integers(0, 5), numbers, numbers, st.data())
def test_a_vector_and_the_message_before_it_do_not_touch(rows, doubles, number, checksum, data):
    frames, vectors = blank(rows, doubles)
    r = data.draw(st.integers(0, rows - 1))
    values = data.draw(st.lists(st.floats(), min_size=doubles, max_size=doubles))
    vectors[r] = values
    message = Message(Kind.ANSWER, number, checksum, level=3)
    head(frames[r], message)
    assert opened(frames[r]) == message
    np.testing.assert_array_equal(vector_in(frames[r], doubles), values)
    assert all(opened(frames[other]) is None for other in range(rows) if other != r)


@given(st.sampled_from([Kind.FAILED, Kind.HELLO]), st.text(max_size=30))
def test_texts_are_read_back(kind, text):
    assert opened(framed(Message(kind, 7, text=text))) == Message(kind, 7, text=text)


def test_other_bytes_are_no_text():
    frame = framed(Message(Kind.SETUP, 1), b"\x00\x01\xff")
    assert opened(frame) == Message(Kind.SETUP, 1)
    assert frame[HEAD:].tobytes() == b"\x00\x01\xff"


@pytest.mark.parametrize("length", [0, 1, HEAD - 1])
def test_what_is_shorter_than_a_message_is_none(length):
    assert opened(framed(Message(Kind.QUIT))[:length]) is None


@pytest.mark.parametrize("length", [HEAD - 1, HEAD + 8, HEAD + 17, HEAD + 24])
def test_a_vector_of_another_length_is_none(length):
    assert vector_in(np.zeros(length, np.uint8), 2) is None
