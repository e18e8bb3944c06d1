"""Codes and schemes by the names of their families."""

from __future__ import annotations

import pytest

import kirkman as km


def test_families_and_schemes_by_name():
    assert km.families()["uncoded"].startswith("No redundancy")
    assert km.code("cyclic-repetition", 6, 3).workers == 6
    assert len(km.scheme("nested-fractional", workers=8, levels=[0, 1, 3]).levels) == 3
    with pytest.raises(km.BadInput, match="scheme"):
        km.code("nested-fractional", 8, [0, 1, 3])
    with pytest.raises(km.BadInput, match="family of codes"):
        km.scheme("uncoded", 3)
    with pytest.raises(km.BadInput, match="unknown family"):
        km.code("nothing")
    with pytest.raises(km.BadInput, match="takes v, k, lam"):
        km.code("block-design", 13)
