"""The archive keeps the best certified codes."""

from __future__ import annotations

from adversary.worst_case import worst_case
from bounds.optimal.archive import Archive, Proposal, proposed
from bounds.optimal.spelling import spelled


def test_the_best_are_kept_for_each_number_of_stragglers():
    archive = Archive(8, 4)
    archive.offer([proposed(text, range(8)) for text in ("8:0,1,2,4", "8:0,1,2,3", "8:0,2,4,6")])
    for s, (value, text) in archive.best.items():
        others = [curve[s] for curve in archive.curves.values()]
        assert value == min(others) == worst_case(spelled(text), s).error
    assert archive.best[3][0] == 0
    assert {text for text, _ in archive.kept()} <= {*archive.curves}


def test_a_code_that_attacks_show_to_be_worse_is_not_certified():
    archive = Archive(8, 4)
    archive.certify("8:0,1,2,3")
    archive.offer([Proposal("8:0,1,4,5", tuple(float(8) for _ in range(9)))])
    assert list(archive.curves) == ["8:0,1,2,3"]
