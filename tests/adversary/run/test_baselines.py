"""Baselines: an exact code, ignoring stragglers, waiting for all; their runs beside another."""

from __future__ import annotations

from fractions import Fraction

import pytest

from adversary.run.baselines import BASELINES, baseline
from adversary.run.settings import Settings
from adversary.worst_case import worst_case
from designs import BadInput


@pytest.mark.parametrize(("workers", "stragglers"), [(6, 2), (7, 2), (5, 0), (4, 3)])
def test_the_exact_baseline_loses_nothing_and_holds_no_more_than_it_must(workers, stragglers):
    found = baseline("exact", workers, stragglers)
    assert worst_case(found.code, stragglers).error == 0
    assert set(found.code.replication()) == {stragglers + 1}


def test_ignoring_stragglers_rescales():
    found = baseline("ignore", 5, 2)
    known = worst_case(found.code, 2, decoder=found.decoder)
    # Two partitions are lost; the others count 5/3 times.
    assert known.error == 2 + 3 * Fraction(2, 3) ** 2


@pytest.mark.parametrize(
    ("name", "stragglers", "text"),
    [("hope", 1, "one of wait, ignore, exact, got 'hope'"), ("exact", 5, r"0\.\.4, got 5"),
     ("wait", -1, r"0\.\.4, got -1")],
)  # fmt: skip
def test_baselines_that_there_are_not(name, stragglers, text):
    with pytest.raises(BadInput, match=text):
        baseline(name, 5, stragglers)


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_runs_beside_with_the_same_workers_silenced(name):
    """Decoding is its own; optimiser, rounds, policy and delays are those of the run."""
    beside = Settings(2, decoder="two-track", probabilities="1/4", enough="all", rounds=17,
                      optimiser="adam", rate=0.25, policy="abandon", delays=None)  # fmt: skip
    found = baseline(name, 6, 2)
    made = found.settings(beside, [4, 1])
    assert (made.silence, made.probabilities, made.enough) == ((4, 1), None, "first")
    assert (made.stragglers, made.decoder) == (found.stragglers, found.decoder)
    assert found.stragglers == (0 if name == "wait" else 2)
    same = ("rounds", "optimiser", "rate", "policy", "delays", "engine", "deadline")
    assert all(getattr(made, field) == getattr(beside, field) for field in same)
