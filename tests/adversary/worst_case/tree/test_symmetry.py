"""Symmetries of the workers: found, listed, and symmetries indeed."""

from __future__ import annotations

import numpy as np
import pytest

from adversary.worst_case.gram_error import augmented_gram
from adversary.worst_case.tree.symmetry import worker_symmetries
from designs import GradientCode, Symmetry, block_design, fractional_repetition
from designs.codes import from_design
from designs.constructions.difference import develop


def test_symmetries_are_found_and_listed():
    code = from_design(develop((7,), [(0, 1, 3)]))
    assert {image[0] for image in worker_symmetries(code)} == set(range(1, 7))
    rotation = Symmetry((1, 2, 0), (1, 2, 0))
    declared = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]], symmetries=[rotation])
    assert worker_symmetries(declared) == ((1, 2, 0), (2, 0, 1))


def test_transversals_of_a_large_group():
    identity = GradientCode(np.eye(8, dtype=int).tolist())
    images = worker_symmetries(identity)
    orbit = {0}
    while more := {image[w] for image in images for w in orbit} - orbit:
        orbit |= more
    assert orbit == set(range(8))
    assert 0 < len(images) < 600


@pytest.mark.parametrize(
    "code",
    [block_design(7, 3, 1), fractional_repetition(6, 2), from_design(develop((11,), [(0, 1, 3)])),
     GradientCode([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1]])], ids=str,
)  # fmt: skip
def test_products_and_sums_stay_as_they_are(code):
    gram = np.array(augmented_gram(code))
    for image in worker_symmetries(code):
        assert sorted(image) == list(range(code.workers))
        turn = [*image, code.workers]
        assert (gram[np.ix_(turn, turn)] == gram).all()
