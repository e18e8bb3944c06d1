"""The verb design: built, confirmed, or a sentence why not."""

from __future__ import annotations

import pytest

from designs import BadInput, Unavailable, design, exists


def test_a_design_is_that_of_its_answer():
    assert design(13, 4, 1) == exists(13, 4, 1).design()
    assert design(8, 4, 1, t=3).points == 8
    assert design(9, 3, 1, resolvable=True).resolution


def test_what_is_not_there_is_a_sentence():
    with pytest.raises(Unavailable):
        design(43, 7, 1)
    with pytest.raises(BadInput):
        design(7, 8, 1)
    with pytest.raises(BadInput):
        design(8, 4, 1, t=3, resolvable=True)
