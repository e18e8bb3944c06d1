"""A comparison that several tests read."""

from __future__ import annotations

import pytest

from bounds.comparison.compare import compare


@pytest.fixture(scope="package")
def rows():
    """Codes of 7 workers at redundancy 3."""
    return compare(7, 3)
