"""Windows at computed places, against loops over them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.portable.windows import gather, scatter

starts = st.lists(st.tuples(st.integers(-4, 7), st.integers(-4, 7)), min_size=1, max_size=4)
ROWS_AND_COLUMNS = ((0, 1), (), (), ())


def placed(shape, start, sizes, clip):
    """Where a window begins, or None if it is left out."""
    if clip:
        return [max(0, min(s, n - m)) for s, n, m in zip(start, shape, sizes, strict=True)]
    fits = all(0 <= s <= n - m for s, n, m in zip(start, shape, sizes, strict=True))
    return start if fits else None


@given(starts, st.integers(1, 3), st.integers(1, 4), st.booleans())
def test_windows_one_by_one(starts, height, width, clip):
    x = np.arange(12).reshape(3, 4)
    found = gather(x, np.array(starts), (height, width), ROWS_AND_COLUMNS, (1, 2), clip, -1)
    for start, window in zip(starts, found, strict=True):
        at = placed((3, 4), start, (height, width), clip)
        wanted = np.full((height, width), -1)
        if at is not None:
            wanted = x[at[0] : at[0] + height, at[1] : at[1] + width]
        assert window.tolist() == wanted.tolist()


@pytest.mark.parametrize("how", ["set", "add", "multiply", "minimum"])
@given(starts=starts, height=st.integers(1, 3), clip=st.booleans())
def test_updates_one_by_one(how, starts, height, clip):
    x = np.arange(12.0).reshape(3, 4)
    updates = np.arange(1.0, 1 + len(starts) * height * 2).reshape(len(starts), height, 2)
    found = scatter(x, np.array(starts), updates, ROWS_AND_COLUMNS, (1, 2), clip, how)
    wanted = x.copy()
    for start, update in zip(starts, updates, strict=True):
        if (at := placed((3, 4), start, (height, 2), clip)) is not None:
            part = wanted[at[0] : at[0] + height, at[1] : at[1] + 2]
            part[...] = update if how == "set" else getattr(np, how)(part, update)
    assert found.tolist() == wanted.tolist()
    assert (x == np.arange(12.0).reshape(3, 4)).all()


def test_batches_run_along_an_axis():
    x, starts = np.arange(6).reshape(2, 3), np.array([[2], [0]])
    axes = ((1,), (1,), (0,), (0,))
    found = gather(x, starts, (1, 1), axes, (), clip=False, fill=-1)
    assert found.tolist() == [2, 3]
