"""Packings of PG(3, q): spreads of lines."""

from __future__ import annotations

import pytest
from definitions import are_parallel, is_design

from designs import BadInput
from designs.constructions import packing as module
from designs.constructions.geometry import projective_geometry
from designs.constructions.packing import packing
from designs.errors import Unavailable


@pytest.mark.parametrize("q", [2, 3])
def test_a_packing_is_all_lines_in_spreads(q):
    design = packing(q)
    v = (q * q + 1) * (q + 1)
    assert [len(part) for part in design.parallel_classes()] == [q * q + 1] * (q * q + q + 1)
    assert all(are_parallel(part, v) for part in design.parallel_classes())
    assert is_design(design.blocks, v, q + 1, 1)
    assert design == projective_geometry(3, q, 1)


def test_lines_over_two_elements_add_up_to_zero():
    """Point i is the vector i + 1 of GF(2)^4."""
    for spread in packing(2).parallel_classes():
        assert all((x + 1) ^ (y + 1) == z + 1 for x, y, z in spread)


def test_a_search_that_runs_out_of_time_gives_nothing(monkeypatch):
    monkeypatch.setattr(module, "_SECONDS", 1e-9)
    with pytest.raises(Unavailable, match=r"no packing of PG\(3,3\) was found in 1e-09 seconds"):
        packing(3)


def test_the_order_is_a_prime_power():
    with pytest.raises(BadInput, match="prime power"):
        packing(6)
