"""Record s: all sets of a node are looked at, in integers."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from checking import certificate, fixed_tree, small_code, tree, worst
from drawn_codes import codes
from hypothesis import given
from hypothesis import strategies as st

from adversary import check as check_module
from adversary import error
from adversary.check import RejectedError, check
from designs import GradientCode, random_biregular

DUPLICATES = GradientCode([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 1, 0], [1, 0, 0, 1]])


def proof(records):
    return {"kind": "tree", "symmetries": [], "records": records}


def claimed(code, s, records, upper):
    """Check that e(s) <= upper by these records, with a witness that errs no more than that."""
    sets = combinations(range(code.workers), s)
    value, silent = min(((error(code, silent), silent) for silent in sets), key=lambda x: x[0])
    wanted = certificate(
        code, s, "optimal", proof(records), upper=upper, value=value, silent=silent
    )
    return check(wanted)


def accepted_exactly(code, s, records, value):
    claimed(code, s, records, value)
    claimed(code, s, records, value + 1)
    for less in (Fraction(1, 7), Fraction(1, 10**30)):
        sets = combinations(range(code.workers), s)
        if min(error(code, silent) for silent in sets) <= value * (1 - less) < value:
            with pytest.raises(RejectedError, match=r"a set is not|the others do not suffice"):
                claimed(code, s, records, value * (1 - less))


@given(codes(), st.data())
def test_a_root_is_accepted_exactly_if_the_claim_is_true(code, data):
    s = data.draw(st.integers(0, min(3, code.workers)))
    accepted_exactly(code, s, ["s"], worst(code, s)[0])


@pytest.mark.parametrize("seed", range(40))
def test_rational_large_and_equal_rows(seed):
    code = small_code(seed)
    for s in range(min(3, code.workers) + 1):
        accepted_exactly(code, s, ["s"], worst(code, s)[0])


@given(codes(), st.data())
def test_below_the_root(code, data):
    """One worker is kept, or silent; the claim is about the sets of the undecided."""
    if code.workers < 2:
        return
    s = data.draw(st.integers(1, min(3, code.workers - 1)))
    accepted_exactly(code, s, ["b 0", "s", "s"], worst(code, s)[0])


@pytest.mark.parametrize("scanned", [1, 2, 3])
@pytest.mark.parametrize(
    "code", [random_biregular(8, 8, 4, seed=1), random_biregular(9, 9, 3, seed=1)]
)
def test_trees_that_end_in_sets_are_accepted(code, scanned):
    s = 4
    records = tree(code, s, worst(code, s)[0], scanned=scanned)
    assert "s" in records
    check(certificate(code, s, "optimal", proof(records)))


def test_more_than_three_or_too_many_sets_are_rejected(monkeypatch):
    code = random_biregular(8, 8, 3, seed=1)
    with pytest.raises(RejectedError, match="record 0: there are too many sets to look at"):
        claimed(code, 4, ["s"], 8)
    claimed(code, 3, ["s"], 8)
    monkeypatch.setattr(check_module, "_MOST_SETS_AT_ONCE", 55)
    with pytest.raises(RejectedError, match="record 0: there are too many sets to look at"):
        claimed(code, 3, ["s"], 8)


def test_only_optimal_decoding_has_such_records():
    code = random_biregular(8, 8, 3, seed=1)
    value = worst(code, 2, "one-step")[0]
    records = fixed_tree(code, 2, "one-step", value)
    made = {"kind": "fixed-tree", "symmetries": [], "records": ["s", *records]}
    with pytest.raises(RejectedError, match="record 0: it is of no kind known here"):
        check(certificate(code, 2, "one-step", made))


@pytest.mark.parametrize("record", ["s 0", "s -", "s s"])
def test_it_has_no_words(record):
    with pytest.raises(RejectedError, match="record 0: it has too few or too many words"):
        claimed(DUPLICATES, 2, [record], 4)
