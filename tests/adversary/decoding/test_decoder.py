"""The registry of decoders: entered in their files, one weight a survivor, the error they say."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.decode import DECODERS, decode
from adversary.decoding.decoder import decoder_of, registered, squared_distance
from adversary.decoding.early_stop import early
from adversary.decoding.edge_scheme import edge_error
from adversary.decoding.erasure_head import erasure_head
from adversary.decoding.error import error
from adversary.decoding.iterative import iterates
from adversary.decoding.unbiased import unbiased_weights
from designs import BadInput, GradientCode, Unavailable, block_design, fractional_repetition
from designs.codes import cyclic_repetition, edge_scheme, grid

FOLDER = Path(__file__).resolve().parents[3] / "adversary" / "decoding"
HALF = [Fraction(1, 2)] * 6
# A code that the decoder is made for, and the decoder's parameters.
SUITED = {
    "optimal": (cyclic_repetition(6, 3), {}),
    "one-step": (cyclic_repetition(6, 3), {}),
    "block-design": (block_design(6, 3, 2), {}),
    "orthogonal-classes": (grid([2, 2, 2]), {}),
    "iterative": (cyclic_repetition(6, 3), {"steps": 3}),
    "edge-scheme": (edge_scheme("complete", 4), {}),
    "early-stop": (fractional_repetition(6, 3), {}),
    "early-groups": (fractional_repetition(6, 3), {}),
    "erasure-head": (fractional_repetition(6, 2), {"collect": 4, "unbiased": True}),
    "unbiased": (fractional_repetition(6, 2), {"probabilities": HALF}),
}
arrivals = st.permutations(range(6)).flatmap(
    lambda order: st.integers(0, 6).map(lambda m: order[:m])
)


def test_every_decoder_is_here_and_those_of_certify_are_certifiable():
    assert set(SUITED) == set(registered())
    assert {name for name, entry in registered().items() if entry.certifiable} == set(DECODERS)


def test_a_file_enters_a_decoder_or_says_why_not():
    for file in FOLDER.glob("*.py"):
        text = file.read_text()
        enters, excused = "\n@decoder(" in text, "\nNo `Decoder`" in text.split('"""')[1]
        assert enters != excused or file.name in ("__init__.py", "decoder.py"), file.name


@pytest.mark.parametrize("name", SUITED)
@given(survivors=arrivals)
def test_weights_are_one_a_survivor_and_the_error_is_theirs(name, survivors):
    code, parameters = SUITED[name]
    chosen = decoder_of(code, name, **parameters)
    assert (chosen.name, chosen.certifiable) == (name, name in DECODERS)
    try:
        weights = chosen.weights(survivors)
    except Unavailable:
        assert name.startswith("early")
        return
    assert len(weights) == len(survivors)
    arrived = [
        sum(a * code.encoding[w][j] for a, w in zip(weights, survivors, strict=True))
        for j in range(code.partitions)
    ]
    assert chosen.error(survivors) == sum((x - 1) ** 2 for x in arrived)
    silent = set(range(code.workers)) - set(survivors)
    assert chosen.error(survivors) >= error(code, silent)
    if chosen.certifiable:
        assert chosen.error(survivors) == error(code, silent, name)
        assert weights == decode(code, survivors, name)


@given(survivors=arrivals)
def test_they_answer_as_their_functions(survivors):
    silent = set(range(6)) - set(survivors)
    edges, _ = SUITED["edge-scheme"]
    assert decoder_of(edges, "edge-scheme").error(survivors) == edge_error(edges, silent)
    cyclic, _ = SUITED["iterative"]
    steps = iterates(cyclic, survivors)
    for t in range(3):
        found = next(steps)
        assert decoder_of(cyclic, "iterative", steps=t).weights(survivors) == found.weights
        assert decoder_of(cyclic, "iterative", steps=t).error(survivors) == found.error
    pairs, _ = SUITED["unbiased"]
    fixed = unbiased_weights(pairs, HALF)
    chosen = decoder_of(pairs, "unbiased", probabilities=HALF)
    assert chosen.weights(survivors) == tuple(fixed[w] for w in survivors)
    used = erasure_head(pairs, survivors, 2)
    stopped = decoder_of(pairs, "erasure-head", collect=2).weights(survivors)
    assert stopped == (*used, *[0] * (len(survivors) - len(used)))


def test_early_decoders_are_exact_and_stop():
    code, order = fractional_repetition(6, 3), [4, 5, 3, 0, 1]
    for name in ("early-stop", "early-groups"):
        chosen = decoder_of(code, name)
        assert chosen.error(order) == 0
        assert chosen.weights(order)[early(code, order).messages :] == (0,)


def test_what_is_refused():
    code = GradientCode([[1, 0], [0, 1]])
    with pytest.raises(BadInput, match="unknown decoder 'best'; the decoders are "):
        decoder_of(code, "best")
    with pytest.raises(BadInput, match="the parameters do not fit the decoder iterative"):
        decoder_of(code, "iterative")
    with pytest.raises(BadInput, match="the parameters do not fit the decoder optimal"):
        decoder_of(code, "optimal", steps=2)


def test_the_error_of_nothing_is_the_number_of_partitions():
    assert squared_distance(GradientCode([[1, 0, 2]]), [], []) == 3
