"""The decoder that an option names."""

from __future__ import annotations

import pytest

from adversary.command.arguments import decoder_of
from adversary.decoding.decode import DECODERS
from designs import BadInput


def test_a_decoder_is_one_of_those_that_certificates_know():
    assert [decoder_of(name) for name in DECODERS] == list(DECODERS)
    with pytest.raises(BadInput, match="the decoders are"):
        decoder_of("best")
