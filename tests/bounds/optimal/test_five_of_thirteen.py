"""The plane of order three against five of thirteen."""

from __future__ import annotations

import pytest

from bounds.optimal.five_of_thirteen import every_case, sizes_of


def test_a_residual_has_the_ones_of_nine_workers():
    for doubles in range(1, 7):
        assert sum(sizes_of(doubles)) == 9 * 4
        assert len(sizes_of(doubles)) == 12


@pytest.mark.slow
def test_the_plane_is_best_for_five_of_thirteen():
    pytest.importorskip("igraph")
    cases = list(every_case())
    assert [case.doubles for case in cases] == [6, 5, 4, 3, 2, 1]
    assert sum(case.left for case in cases) == 0
    assert all(case.beginnings[0] == 1 for case in cases)
