"""The plane of order three against seven of thirteen."""

from __future__ import annotations

import pytest


@pytest.mark.slow
def test_the_plane_is_best_for_seven_of_thirteen():
    from bounds.optimal.residual import thirteen_workers

    assert thirteen_workers() == {"residuals": 24, "codes": 0}
