"""A search for so many seconds."""

from __future__ import annotations

import pytest

import kirkman as km


def test_a_search_that_finds_and_one_that_does_not():
    told = []
    assert len(km.search(7, 3, 1, progress=told.append).recipe().build().blocks) == 7
    assert told[0] == "planning the search for 2-(7,3,1)"
    with pytest.raises(km.BadInput):
        km.search(7, 3, 1, time_limit=0)
