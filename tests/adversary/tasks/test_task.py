"""Cutting data into partitions."""

from __future__ import annotations

import numpy as np
import pytest

from adversary.tasks.task import cut
from designs import BadInput


@pytest.mark.parametrize("partitions", [0, 500])
def test_data_that_cannot_be_cut(partitions):
    with pytest.raises(BadInput, match=r"partitions must be 1\.\.9"):
        cut([np.zeros(9)], partitions, "shuffled", by=np.zeros(9))


def test_splits_are_two():
    with pytest.raises(BadInput, match="split"):
        cut([np.zeros(9)], 3, "x", by=np.zeros(9))
