"""Shorter messages from frames: exact if m classes are full, tight, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from message_schemes import exact_for_every_set, petersen

from adversary.decoding.communication import BlockErrors, decoded_error, surviving
from adversary.decoding.communication_frame import decode_classes
from designs import BadInput, GradientCode, block_design, fractional_repetition
from designs.algebra.linear import independent_rows
from designs.codes.communication import holders
from designs.codes.communication_exact import repetition_mds
from designs.codes.communication_frame import (
    communication_frame,
    communication_resolved,
    full_classes,
    harmonic_frame,
    resolution_classes,
)
from designs.codes.net import grid, net

FRAMES = [
    (n, r, m, frame)
    for n, r in [(4, 4), (6, 3), (8, 4), (12, 4), (12, 3), (12, 6), (10, 5), (9, 3)]
    for m in range(1, r + 1)
    for frame in ["orthonormal", "harmonic"]
    if (frame == "harmonic" and m < 5) or (frame == "orthonormal" and r % m == 0 and m < 4)
]


def petersen_edges() -> GradientCode:
    """Workers are the edges of the Petersen graph, whose edges no three colours can colour."""
    matrix = petersen().encoding
    edges = [(a, b) for a, b in combinations(range(10), 2) if matrix[a][b]]
    return GradientCode([[int(j in edge) for j in range(10)] for edge in edges])


def residues(n, r):
    return [range(c, n, r) for c in range(r)]


@pytest.mark.parametrize(("n", "r", "m", "frame"), FRAMES)
def test_frames_are_exact_in_the_cyclic_placement(n, r, m, frame):
    scheme = communication_frame(n, r, m, "cyclic", frame)
    assert exact_for_every_set(scheme, r - m)
    assert all(code.load() == (r,) * n for code in scheme.components.values())


@pytest.mark.parametrize(("n", "r", "m"), [(8, 4, 2), (12, 6, 3), (12, 3, 1), (9, 3, 3)])
def test_frames_are_exact_in_the_fractional_placement(n, r, m):
    assert exact_for_every_set(communication_frame(n, r, m, "fractional"), r - m)


@pytest.mark.parametrize(("n", "r", "m"), [(8, 4, 2), (6, 3, 1), (9, 3, 3), (8, 2, 1)])
def test_the_cyclic_frame_is_exact_if_and_only_if_m_classes_are_full(n, r, m):
    errors, classes = BlockErrors(communication_frame(n, r, m)), residues(n, r)
    for s in range(n + 1):
        for silent in combinations(range(n), s):
            left = [w for w in range(n) if w not in silent]
            assert (errors.of(left) == 0) == (len(full_classes(classes, silent)) >= m)


@pytest.mark.parametrize("m", [1, 2, 3])
@pytest.mark.parametrize(
    "support", [net(3, 3), net(2, 3), grid([2, 3, 2]), block_design(4, 2, 1, "blocks")]
)
def test_nets_and_affine_designs_are_exact_if_and_only_if_m_classes_are_full(support, m):
    scheme, classes = communication_resolved(support, m, "harmonic"), resolution_classes(support)
    n, r, errors = support.workers, len(classes), BlockErrors(scheme)
    assert len(independent_rows(support.integer_rows())) == n - r + 1
    for s in range(n + 1):
        for silent in combinations(range(n), s):
            value = errors.of(surviving(scheme, silent))
            assert (value == 0) == (len(full_classes(classes, silent)) >= m)


@pytest.mark.parametrize("frame", ["orthonormal", "harmonic"])
@pytest.mark.parametrize(
    ("support", "m"),
    [
        (net(3, 3), 3),
        (net(3, 4), 2),
        (net(4, 3), 1),
        (grid([2, 3, 2]), 3),
        (block_design(9, 3, 1, "blocks"), 2),
        (block_design(6, 2, 1, "blocks"), 5),
        (fractional_repetition(8, 4), 2),
    ],
)
def test_every_resolution_gives_an_exact_scheme(support, m, frame):
    scheme, classes = communication_resolved(support, m, frame), resolution_classes(support)
    n, r, k = support.workers, len(classes), support.partitions
    for group in classes:
        held = sorted(j for w in group for j in range(k) if support.encoding[w][j])
        assert held == list(range(k))
    assert scheme.holders() == holders(support)
    assert exact_for_every_set(scheme, r - m)
    random, errors = np.random.default_rng(3), BlockErrors(scheme)
    for _ in range(30):
        silent = random.permutation(n)[: random.integers(1, n)].tolist()
        if len(full_classes(classes, silent)) >= m:
            left = surviving(scheme, silent)
            assert errors.of(left) == 0
            weights = decode_classes(scheme, classes, silent)
            assert decoded_error(scheme, left, weights) == 0


def test_full_classes_survive_many_stragglers():
    scheme, classes = communication_frame(12, 4, 2), residues(12, 4)
    silent = [0, 2, 4, 6, 8, 10]
    weights = decode_classes(scheme, classes, silent)
    assert decoded_error(scheme, surviving(scheme, silent), weights) == 0
    with pytest.raises(BadInput, match="2 classes without stragglers, got 1"):
        decode_classes(scheme, classes, [0, 1, 2])
    with pytest.raises(BadInput, match="vector of its class"):
        decode_classes(repetition_mds(4, 4, 2), [(0, 1), (2, 3)], [])


def test_placements_without_a_resolution_are_refused():
    with pytest.raises(BadInput, match=r"hold every partition once.*does not divide the 7 points"):
        communication_resolved(block_design(7, 3, 1), 1)
    with pytest.raises(BadInput, match="complete search found no resolution"):
        communication_resolved(petersen_edges(), 1)


@pytest.mark.parametrize("r", range(1, 10))
def test_harmonic_frames_are_tight_and_generic(r):
    for m in range(1, r + 1):
        rows = harmonic_frame(r, m)
        vectors = np.array([[float(x) for x in row] for row in rows])
        assert np.allclose(vectors.T @ vectors, np.eye(m) * r / m, atol=1e-7)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-8)
        scaled = [[int(x * 2**30) for x in row] for row in rows]
        for some in combinations(scaled, m):
            assert len(independent_rows(some)) == m


def test_orthonormal_frames_are_tight_over_the_rationals():
    for r, m in [(4, 2), (6, 3), (10, 2), (6, 1)]:
        rows = communication_frame(r, r, m).fixed_decoder
        gram = [[sum(row[u] * row[v] for row in rows) for v in range(m)] for u in range(m)]
        assert gram == [[Fraction(r, m) * (u == v) for v in range(m)] for u in range(m)]
        assert all(sum(x * x for x in row) == 1 for row in rows)


def test_what_frames_refuse():
    with pytest.raises(BadInput, match="nearest numbers of workers are 8 and 12"):
        communication_frame(9, 4, 2)
    with pytest.raises(BadInput, match="nearest reduction is 2, or take the harmonic"):
        communication_frame(8, 4, 3)
    with pytest.raises(BadInput, match="nearest reduction is 4"):
        communication_frame(8, 4, 5)
    with pytest.raises(BadInput, match="cyclic or fractional"):
        communication_frame(8, 4, 2, "other")
    with pytest.raises(BadInput, match="orthonormal or harmonic"):
        communication_frame(8, 4, 2, frame="other")
