"""The canonical form by way of another process."""

from __future__ import annotations

import pytest

from designs import Design, Unavailable
from designs.incidence.canonical import canonical


@pytest.mark.usefixtures("nothing_left")
def test_labelling_that_takes_long_is_ended():
    pytest.importorskip("igraph")
    with pytest.raises(Unavailable, match="longer than"):
        canonical(Design(8000, [(2 * i, 2 * i + 1) for i in range(4000)]), time_limit=0.2)
