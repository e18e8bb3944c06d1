"""Messages between the server and a worker: packed and read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.cluster.messages import MOST_BYTES, Kind, Message


@pytest.mark.parametrize("data", [b"", b"\x00" * 13, b"\x63" * 20, b"\x02short"])
def test_datagrams_that_are_no_messages(data):
    assert Message.unpack(data) is None


numbers = st.integers(0, 2**64 - 1)


@given(st.sampled_from(Kind), numbers, numbers, st.text(max_size=50), st.integers(0, 2**16 - 1))
def test_what_is_packed_reads_back(kind, number, checksum, text, level):
    message = Message(kind, number, checksum, text, level)
    assert Message.unpack(message.pack()) == message


def test_a_long_text_is_cut_to_one_datagram():
    packed = Message(Kind.FAILED, 1, text="ä" * MOST_BYTES).pack()
    assert len(packed) == MOST_BYTES
    assert Message.unpack(packed).text.startswith("ä" * 2000)
