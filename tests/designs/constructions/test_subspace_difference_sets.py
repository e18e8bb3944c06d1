"""McFarland's and Spence's difference sets."""

from __future__ import annotations

import numpy as np
import pytest
from definitions import is_symmetric

from designs import BadInput, Exists, exists
from designs.constructions.subspace_difference_sets import mcfarland, spence


@pytest.mark.parametrize(
    ("build", "arguments", "expected"),
    [
        (mcfarland, (1, 2), (16, 6, 2)),
        (mcfarland, (2, 2), (64, 28, 12)),
        (mcfarland, (1, 3), (45, 12, 3)),
        (mcfarland, (1, 4), (96, 20, 4)),
        (mcfarland, (1, 5), (175, 30, 5)),
        (spence, (1,), (36, 15, 6)),
        (spence, (2,), (351, 126, 45)),
    ],
)
def test_any_two_blocks_meet_equally(build, arguments, expected):
    design = build(*arguments)
    assert is_symmetric(design, *expected)
    assert isinstance(exists(*expected), Exists)
    assert len(design.automorphisms) >= 2


@pytest.mark.parametrize(("build", "size"), [(lambda: mcfarland(1, 2), 16),
                                             (lambda: spence(1), 36)])  # fmt: skip
def test_the_character_sums_of_a_menon_difference_set_are_all_equal(build, size):
    """With k - lambda = u^2: |sum of a character over the set| = u, for all but the trivial one."""
    design = build()
    shape = (4, 2, 2)[::-1] if size == 16 else (4, 3, 3)
    base = np.zeros(size)
    base[list(design.blocks[0])] = 1
    sums = np.abs(np.fft.fftn(base.reshape(shape))).ravel()
    p = design.parameters()
    assert np.allclose(sums[1:], (p.k - p.lam) ** 0.5)
    assert np.isclose(sums[0], p.k)


@pytest.mark.parametrize(
    ("build", "arguments", "text"),
    [
        (mcfarland, (0, 3), "at least 1, got 0"),
        (mcfarland, (1, 6), "prime power, got 6"),
        (spence, (0,), "at least 1, got 0"),
    ],
)
def test_orders_that_there_are_not(build, arguments, text):
    with pytest.raises(BadInput, match=text):
        build(*arguments)
