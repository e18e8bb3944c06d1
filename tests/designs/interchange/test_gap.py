"""Records of GAP's DESIGN package."""

from __future__ import annotations

import json

import pytest

from designs import BadInput, Design, exists
from designs.interchange.gap import as_gap, read_gap


def test_points_are_counted_from_one():
    text = as_gap(Design(3, [(0, 2)]))
    assert text.replace(" ", "").startswith("rec(isBlockDesign:=true,v:=3,blocks:=[[1,3]]")
    assert read_gap(text) == [Design(3, [(0, 2)])]


@pytest.mark.parametrize("text", ["rec( v := 2 )", "rec( v := 2, blocks := [ [ 0 ] ] )", "rec("])
def test_records_of_no_design(text):
    with pytest.raises(BadInput):
        read_gap(text)


def test_gap_record_is_one_based():
    fano = exists(7, 3, 1).design()
    text = as_gap(fano)
    inner = text[text.index("[") : text.rindex("]") + 1]
    blocks = [[p - 1 for p in block] for block in json.loads(inner)]
    assert Design(7, blocks) == fano
    assert "isBlockDesign := true, v := 7" in text
