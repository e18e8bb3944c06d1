"""The data that points of a curve share is computed once."""

from __future__ import annotations

from adversary.worst_case.request import Request, Shared
from designs import block_design


def test_shared_data_is_computed_once():
    shared = Shared(block_design(7, 3, 1))
    assert not shared.knows_generators
    assert shared.generators() is shared.generators()
    assert shared.knows_generators
    assert shared.matrices is shared.matrices
    assert shared.bounds is shared.bounds
    assert shared.roots is shared.roots


def test_a_request_asks_for_an_exact_value_unless_told():
    request = Request()
    assert (request.gap, request.enough, request.records) == (0, 0, False)
