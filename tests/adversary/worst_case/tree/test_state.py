"""The state of a search: what it says of the current node and of all that is open."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from small_codes import brute

from adversary.worst_case.tree import state as state_module
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.state import SearchState
from designs import GradientCode, random_biregular

CODE = random_biregular(10, 10, 3, seed=1)


def state_of(code, s, claim, **decided):
    state = SearchState(Matrices(code), s, (), **decided)
    state.aim(Fraction(claim))
    return state


def run(state, nodes, *, keep=True):
    """Step to the end; every question is answered with yes, which ends the node."""
    while not state.step(nodes, keep=keep):
        if state.asked():
            state.answer(yes=True)


@pytest.mark.parametrize("s", range(1, 10))
def test_the_true_worst_case_is_proved_in_slices_of_any_size(s):
    truth = Fraction(brute(CODE, s))
    whole, sliced = state_of(CODE, s, truth), state_of(CODE, s, truth)
    run(whole, 10**6)
    seen = [sliced.fraction()]
    while not sliced.step(1, keep=True):
        if sliced.asked():
            sliced.answer(yes=True)
        seen.append(sliced.fraction())
        assert sliced.bound() >= truth
    assert seen == sorted(seen)
    assert sliced.fraction() == 1
    assert whole.bound() is sliced.bound() is None
    assert whole.written() == sliced.written()


def test_a_claim_too_small_ends_in_a_question_about_a_whole_straggler_set():
    truth = Fraction(brute(CODE, 3))
    state = state_of(CODE, 3, truth - Fraction(1, 100))
    while not state.step(10**6, keep=True):
        assert state.asked()
        kept, silent, undecided, left = state.node()
        assert sorted(kept + silent + undecided) == list(range(10))
        if state.asks_error() and left in (0, len(undecided)):
            return
        state.answer(yes=False)
    pytest.fail("a claim below the truth was proved")


def test_records_grow_when_they_must_and_are_dropped_when_unwanted(monkeypatch):
    code = random_biregular(12, 12, 3, seed=1)
    truth = Fraction(brute(code, 6))
    whole = state_of(code, 6, truth)
    run(whole, 10**6)
    monkeypatch.setattr(state_module, "_FIRST_RECORDS", 176)
    grown, dropped = state_of(code, 6, truth), state_of(code, 6, truth)
    run(grown, 10**6)
    run(dropped, 10**6, keep=False)
    assert grown.written() == whole.written()
    assert len(dropped.written()) <= 176 < len(whole.written())
    assert grown.nodes == dropped.nodes == whole.nodes


def test_workers_decided_in_advance_are_no_longer_undecided():
    state = state_of(CODE, 4, 0, kept=(0, 3), silent=(1, 5))
    kept, silent, undecided, left = state.node()
    assert (kept, silent, left) == ([0, 3], [1, 5], 2)
    assert undecided == [2, 4, 6, 7, 8, 9]
    assert state._sets == comb(6, 2)
    assert state.policy(undecided) == Matrices(CODE).first_policy()[undecided].tolist()


def test_nothing_is_asked_at_the_start():
    state = state_of(GradientCode([[1, 0], [0, 1]]), 1, 1)
    assert not state.asked()
    assert state.bound() == 2
