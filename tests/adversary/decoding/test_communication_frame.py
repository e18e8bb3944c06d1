"""Decoding frames from classes without a straggler: exact, and as short as their inverse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.communication import decoded_error, surviving
from adversary.decoding.communication_frame import decode_classes
from designs import BadInput
from designs.codes.communication_frame import communication_frame, full_classes

CLASSES = [range(c, 8, 4) for c in range(4)]
FRAME = communication_frame(8, 4, 2)


@given(st.sets(st.integers(0, 7), max_size=5))
def test_two_full_classes_decode_and_fewer_are_refused(silent):
    left, full = surviving(FRAME, silent), full_classes(CLASSES, silent)
    if len(full) < 2:
        with pytest.raises(BadInput, match=f"needs 2 classes without stragglers, got {len(full)}"):
            decode_classes(FRAME, CLASSES, silent)
        return
    weights = decode_classes(FRAME, CLASSES, silent)
    assert decoded_error(FRAME, left, weights) == 0
    used = {w for w, row in zip(left, weights, strict=True) if any(row)}
    assert used == {w for c in full[:2] for w in CLASSES[c]}


@pytest.mark.parametrize("c", range(4))
def test_workers_of_a_class_have_one_row_of_weights(c):
    weights = decode_classes(FRAME, CLASSES, [c])
    rows = dict(zip(surviving(FRAME, [c]), weights, strict=True))
    for group in (CLASSES[d] for d in range(4) if d != c):
        assert len({rows[w] for w in group}) == 1


@pytest.mark.parametrize("classes", [[(0, 1), (2, 3)], [(0,), (1, 5)], [(0, 4), (1, 5, 2)]])
def test_classes_that_are_none(classes):
    with pytest.raises(BadInput, match="vector of its class"):
        decode_classes(FRAME, classes, [])
