"""The work on one point: at every moment an interval that holds, and at its end the worst case."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small_codes import any_code, brute

from adversary import error
from adversary.worst_case.proof import Proof
from adversary.worst_case.request import Request, Shared
from adversary.worst_case.result import Method
from adversary.worst_case.tree.compiled import has_compiler
from designs import (
    BadInput,
    block_design,
    cyclic_repetition,
    fractional_repetition,
    random_biregular,
    uncoded,
)
from designs.codes import net

REGULAR = random_biregular(7, 7, 3, seed=2)


@pytest.mark.parametrize("decoder", ["optimal", "one-step"])
@settings(max_examples=30)
@given(seed=st.integers(0, 500), data=st.data())
def test_the_interval_holds_before_the_attack_after_it_and_at_the_end(decoder, seed, data):
    code = any_code(seed, most=6)
    assume(decoder == "optimal" or sum(map(sum, code.encoding)))
    s = data.draw(st.integers(0, code.workers))
    proof, truth = Proof(code, s, Request(decoder), None), brute(code, s, decoder)
    for work in (lambda: None, lambda: proof.attack(()), lambda: proof.finish(None)):
        work()
        found = proof.result()
        assert found.lower <= truth <= found.upper
        assert found.lower == error(code, found.worst_set, decoder)
        assert len(set(found.worst_set)) == s
    assert found.lower == found.upper


@pytest.mark.parametrize("attacked", [False, True])
def test_without_time_the_end_is_open_and_says_so(attacked):
    proof = Proof(REGULAR, 3, Request(), time.monotonic() - 1)
    if attacked:
        proof.run(None, keep_on_interrupt=False)
    found = proof.result()
    assert found.method is Method.STOPPED
    assert not found.proved
    assert found.lower <= brute(REGULAR, 3) <= found.upper <= REGULAR.partitions


def test_points_that_share_their_preparation_are_the_same_points():
    shared = Shared(REGULAR)
    for s in range(8):
        together, alone = (Proof(REGULAR, s, Request(), None, data) for data in (shared, None))
        for proof in (together, alone):
            proof.run(None, keep_on_interrupt=False)
        assert replace(together.result(), seconds=0) == replace(alone.result(), seconds=0)
    assert shared.bounds is shared.bounds


@pytest.mark.parametrize(
    ("code", "s", "method"),
    [(block_design(7, 3, 1), 3, Method.EQUAL_OVERLAP), (net(3, 2), 3, Method.ORTHOGONAL_CLASSES),
     (cyclic_repetition(6, 3), 2, Method.FULL_SPAN), (REGULAR, 4, Method.ENUMERATION)],
)  # fmt: skip
def test_what_proves_a_point(code, s, method):
    proof = Proof(code, s, Request(), None)
    proof.run(None, keep_on_interrupt=False)
    assert proof.result().method is method
    assert proof.records() is None
    assert proof.by_structure == (method.certificate_kind is not None)


def test_beyond_a_few_sets_all_are_listed_unless_more_than_a_proof_is_wanted():
    code = random_biregular(14, 14, 5, seed=2)
    listed, within, recorded = (
        Proof(code, 5, request, None)
        for request in (Request(), Request(gap=Fraction(1, 10)), Request(records=True))
    )
    for proof in (listed, within, recorded):
        proof.run(None, keep_on_interrupt=False)
    compiled = has_compiler()
    assert listed.result().method is (Method.ALL_SETS if compiled else Method.ENUMERATION)
    assert listed.records() is None
    assert within.result().method in (Method.WITHIN_GAP, Method.BRANCH_AND_BOUND)
    assert recorded.result().method is Method.BRANCH_AND_BOUND
    assert recorded.records()
    assert listed.result().error == recorded.result().error == brute(code, 5)


def test_many_sets_of_exact_recovery_are_proved_by_ranks():
    proof = Proof(cyclic_repetition(20, 7, seed=1), 5, Request(), None)
    proof.run(None, keep_on_interrupt=False)
    assert proof.result().method is Method.FULL_SPAN
    assert proof.result().error == 0


def test_generators_are_known_once_they_have_been_asked_for():
    shared = Shared(fractional_repetition(8, 2))
    assert not shared.knows_generators
    assert len(shared.generators()[0]) == 8
    assert shared.knows_generators


def test_a_closed_form_without_a_kind_of_proof_is_searched_where_records_are_wanted():
    code = net(3, 2)
    searched, told = (
        Proof(code, 3, Request("one-step", records=keep), None) for keep in (True, False)
    )
    for proof in (searched, told):
        proof.run(None, keep_on_interrupt=False)
    assert told.by_structure
    assert told.records() is None
    assert searched.records()
    assert not searched.by_structure
    assert searched.result().error == told.result().error == brute(code, 3, "one-step")


def test_an_interrupt_is_passed_on_unless_what_is_proved_is_to_be_kept():
    def impatient(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Proof(REGULAR, 3, Request(), None).run(impatient, keep_on_interrupt=False)
    proof = Proof(REGULAR, 3, Request(), None)
    proof.run(impatient, keep_on_interrupt=True)
    assert proof.result().lower <= brute(REGULAR, 3) <= proof.result().upper


@pytest.mark.parametrize(
    ("s", "wish", "text"),
    [
        (4, Request(), r"stragglers must be 0\.\.3, got 4"),
        (-1, Request(), r"stragglers must be 0\.\.3, got -1"),
        (1, Request(gap=Fraction(-1, 2)), "the gap must not be negative, got -1/2"),
        (1, Request("magic"), "unknown decoder"),
    ],
)
def test_what_is_no_question(s, wish, text):
    with pytest.raises(BadInput, match=text):
        Proof(uncoded(3), s, wish, None)
