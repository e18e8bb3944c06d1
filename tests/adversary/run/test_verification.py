"""The verification of all families finds what is wrong, and nothing else."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction

import pytest

import adversary.run.verification
from adversary.run.verification import MOST_WORKERS, members, sizes, verify_codes
from adversary.worst_case import worst_case
from designs import BadInput, block_design, uncoded
from designs.codes.family import registered

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]
SAMPLE = ["cyclic-repetition", "nested-fractional"]


def checked(found, sets):
    assert found.good
    assert found.certified.proved
    assert found.sets >= min(sets + 1, found.workers)
    assert found.worst_gap <= 1e-9
    assert found.worst_measured <= float(found.certified.error) * (1 + 1e-9) + 1e-9
    assert found.worst_measured == pytest.approx(float(found.certified.error), rel=1e-9, abs=1e-9)


def test_a_sample_of_the_families():
    results = list(verify_codes(members(SAMPLE), sets=5))
    assert len(results) == 3 + 3 * 3
    for found in results:
        checked(found, 5)


@pytest.mark.slow
def test_all_families():
    results = list(verify_codes(members()))
    assert {r.family.partition(",")[0] for r in results} == set(registered())
    for found in results:
        checked(found, 20)


def test_all_members_are_small_enough():
    for _, code in members(["product", "edge-scheme", "uncoded"]):
        assert 1 < code.workers <= MOST_WORKERS
    with pytest.raises(BadInput, match="unknown family"):
        list(members(["nothing"]))


@pytest.mark.parametrize("workers", range(2, 17))
def test_sizes_leave_somebody_to_answer(workers):
    assert all(1 <= s < workers for s in sizes(workers))


def test_a_wrong_certificate_is_found_out(monkeypatch):
    def too_low(code, s, **options):
        known = worst_case(code, s, **options)
        return replace(known, lower=known.lower / 2, upper=known.upper / 2)

    monkeypatch.setattr(adversary.run.verification, "worst_case", too_low)
    results = list(verify_codes([("fano", block_design(7, 3, 1))], sets=3))
    assert all("exceeds the certificate" in r.complaint for r in results)


def test_a_worst_set_that_is_not_worst_is_found_out(monkeypatch):
    def too_high(code, s, **options):
        known = worst_case(code, s, **options)
        return replace(known, lower=Fraction(99), upper=Fraction(99))

    monkeypatch.setattr(adversary.run.verification, "worst_case", too_high)
    results = list(verify_codes([("fano", block_design(7, 3, 1))], sets=3))
    assert all("is not the certified 99" in r.complaint for r in results)


def test_a_code_that_the_workers_do_not_use_is_found_out(monkeypatch):
    code, other = block_design(7, 3, 1), uncoded(7)
    opened = adversary.run.verification.open_engine
    monkeypatch.setattr(
        adversary.run.verification, "open_engine", lambda name, _, task: opened(name, other, task)
    )
    results = list(verify_codes([("fano", code)], sets=3))
    assert all("measured" in r.complaint for r in results)
