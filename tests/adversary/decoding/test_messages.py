"""Any messages of any scheme: the decoded sum, its exact error, and what the probes show."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schemes import EXAMPLES, messages_of, small

from adversary.decoding.communication import block_error
from adversary.decoding.error import error
from adversary.decoding.messages import MessageDecoding
from adversary.decoding.partial_straggler import stages_decode
from designs import BadInput, uncoded
from designs.codes.partial_straggler import PartialScheme
from designs.codes.scheme import Scheme, Sending

STAGES = [small("partial-cyclic"), small("partial-fractional")]
BLOCKS = ["communication-exact", "repetition-mds", "communication-frame"]


def everything(scheme):
    return [(w, i) for w in range(scheme.workers) for i in range(len(scheme.codes))]


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("dimension", [1, 5, 12])
def test_the_decoded_sum_is_that_of_the_gradients_as_far_as_the_probes_tell(name, dimension):
    scheme = small(name)
    decoding, random = MessageDecoding(scheme), np.random.default_rng(1)
    gradients = random.standard_normal((scheme.partitions, dimension))
    sent = messages_of(scheme, gradients)
    for share in (1.0, 0.7):
        arrived = {x: vector for x, vector in sent.items() if random.random() < share}
        found = decoding.whole(arrived, dimension)
        assert found.exact == decoding.error(arrived)
        assert found.measured == pytest.approx(float(found.exact), abs=1e-9)
        if found.exact == 0:
            assert np.allclose(found.vector, gradients.sum(axis=0))
    changed = {x: vector * (1 + (x == (0, 0))) for x, vector in sent.items()}
    measured = decoding.whole(changed, dimension).measured
    assert measured > 1e-6 or not decoding_uses(decoding, sent, (0, 0), dimension)


def decoding_uses(decoding, sent, message, dimension):
    """Whether the decoded sum depends on a message at all: its weights may be zero."""
    one = {x: vector * (x == message) for x, vector in sent.items()}
    return bool(np.abs(decoding.whole(one, dimension).vector).max() > 0)


@given(data=st.data())
@pytest.mark.parametrize("scheme", STAGES, ids=str)
def test_two_stages_decode_when_the_protocol_says_so(scheme, data):
    workers = st.sets(st.integers(0, scheme.workers - 1))
    first, second = data.draw(workers), data.draw(workers)
    arrived = [(w, 0) for w in first] + [(w, 1) for w in second]
    exact = MessageDecoding(scheme).error(arrived) == 0
    assert exact == stages_decode(scheme, sorted(first), sorted(second))
    rows = list(first) + [scheme.workers + w for w in second]
    whole = scheme.messages()
    late = [w for w in range(whole.workers) if w not in rows]
    assert MessageDecoding(scheme).error(arrived) == error(whole, late)


@pytest.mark.parametrize("name", BLOCKS)
@given(data=st.data())
@settings(max_examples=20)
def test_blocks_lose_what_their_error_is(name, data):
    scheme = small(name)
    silent = data.draw(st.sets(st.integers(0, scheme.workers - 1)))
    arrived = [(w, 0) for w in range(scheme.workers) if w not in silent]
    assert MessageDecoding(scheme).error(arrived) == block_error(scheme, silent)


def test_blocks_of_coordinates_lose_the_sum_of_what_their_codes_lose():
    scheme = small("block-coordinate")
    late = {i: list(range(i + 1)) for i in range(len(scheme.codes))}
    arrived = [(w, i) for w, i in everything(scheme) if w not in late[i]]
    lost = sum(error(code, late[i]) for i, code in enumerate(scheme.codes))
    assert MessageDecoding(scheme).error(arrived) == lost


def test_partitions_that_nobody_sends_are_lost():
    scheme = Scheme("half", {"only": uncoded(2)})
    assert MessageDecoding(scheme).error([]) == 2
    stages = PartialScheme("one", {"second": uncoded(2)}, stragglers=0, uncoded=0)
    assert MessageDecoding(stages).error([(0, 0)]) == 1


class Odd(Scheme):
    @property
    def sending(self):
        return Sending(((0,), (0, 1)), (1, 1))

    @property
    def codes(self):
        return (uncoded(1), Scheme("x", {"x": uncoded(1)}).codes[0])


def test_codes_that_share_a_piece_must_combine_the_same():
    with pytest.raises(BadInput, match="same pieces"):
        MessageDecoding(Odd("odd", {"x": uncoded(1)}))
