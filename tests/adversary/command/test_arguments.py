"""The option that names a decoder."""

from __future__ import annotations

import pytest

from adversary.command.arguments import decoder_of
from adversary.decoding.decode import DECODERS
from designs import BadInput


def test_every_decoder_has_its_name():
    assert [decoder_of(name) for name in DECODERS] == list(DECODERS)


@pytest.mark.parametrize("name", ["", "Optimal", "two-track", "magic"])
def test_another_name_is_answered_with_those_that_there_are(name):
    with pytest.raises(BadInput) as told:
        decoder_of(name)
    assert all(known in str(told.value) for known in DECODERS)


def test_the_help_of_a_verb_names_every_decoder(run):
    code, out, _ = run("certify", "--help")
    assert code == 0
    assert all(name in out for name in DECODERS)
