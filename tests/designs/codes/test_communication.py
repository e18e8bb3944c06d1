"""Shorter messages: exact schemes proved exact, supports, refusals, frames."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.decoding.communication import (
    BlockErrors,
    decode_general,
    decode_sum,
    decoded_error,
    encode,
    surviving,
)
from adversary.decoding.communication_frame import decode_classes
from adversary.worst_case import worst_case
from designs import BadInput, GradientCode, block_design, cyclic_repetition, fractional_repetition
from designs.algebra.linear import independent_rows
from designs.codes.communication import blocks_scheme, holders
from designs.codes.communication_approximate import affine_blocks, communication_approximate
from designs.codes.communication_exact import (
    communication_exact,
    gaussian_blocks,
    repetition_linear,
    repetition_mds,
    require_tradeoff,
)
from designs.codes.communication_frame import (
    communication_frame,
    communication_resolved,
    full_classes,
    harmonic_frame,
    resolution_classes,
)
from designs.codes.net import grid, net

TRADEOFFS = [
    (4, 1, 1), (5, 2, 2), (6, 2, 1), (6, 3, 3), (7, 1, 3), (8, 2, 2), (9, 3, 2), (10, 1, 2),
    (11, 2, 3), (12, 2, 2), (12, 1, 4), (12, 3, 1), (5, 0, 5), (3, 2, 1),
]  # fmt: skip


def petersen() -> GradientCode:
    """The adjacency of the Petersen graph: pairs of five points, joined if disjoint."""
    pairs = list(combinations(range(5), 2))
    return GradientCode([[int(not set(a) & set(b)) for b in pairs] for a in pairs], "Petersen")


def petersen_edges() -> GradientCode:
    """Workers are the edges of the Petersen graph, whose edges no three colours can colour."""
    matrix = petersen().encoding
    edges = [(a, b) for a, b in combinations(range(10), 2) if matrix[a][b]]
    return GradientCode([[int(j in edge) for j in range(10)] for edge in edges])


def residues(n, r):
    return [range(c, n, r) for c in range(r)]


def exact_for_every_set(scheme, s):
    errors, n = BlockErrors(scheme), scheme.workers
    return not any(errors.of(left) for left in combinations(range(n), n - s))


@pytest.mark.parametrize(("n", "s", "m"), TRADEOFFS)
def test_exact_for_every_straggler_set_over_the_rationals(n, s, m):
    scheme = communication_exact(n, s, m, seed=1)
    assert exact_for_every_set(scheme, s)
    for code in scheme.components.values():
        assert code.replication() == code.load() == (s + m,) * n
    for i, group in enumerate(scheme.holders()):
        assert set(group) == {(i - j) % n for j in range(s + m)}


@pytest.mark.parametrize(("n", "s", "m"), [(5, 2, 2), (7, 1, 3), (8, 2, 2)])
def test_one_more_straggler_is_too_many(n, s, m):
    scheme = communication_exact(n, s, m)
    assert BlockErrors(scheme).of([w for w in range(n) if w > s]) >= 1


@pytest.mark.parametrize(("n", "s"), [(5, 2), (6, 3), (8, 1)])
def test_one_block_is_an_ordinary_code(n, s):
    code = communication_exact(n, s, 1)["block 1"]
    assert [worst_case(code, t).error for t in range(s + 1)] == [0] * (s + 1)
    assert worst_case(code, s + 1).error >= 1


def test_the_refused_trade_off_names_two_that_work():
    with pytest.raises(BadInput, match="stragglers=2 with reduction=4, or reduction=3 with stragg"):
        communication_exact(6, 3, 4)
    for works in [(6, 2, 4), (6, 3, 3)]:
        require_tradeoff(*works)
    for bad in [(6, -1, 2), (6, 6, 1), (6, 0, 0), (6, 0, 7), (0, 0, 1)]:
        with pytest.raises(BadInput):
            communication_exact(*bad)
    with pytest.raises(BadInput, match=r"at most 2,000,000 straggler sets"):
        communication_exact(60, 20, 2)


@pytest.mark.parametrize(("s", "m"), [(1, 2), (2, 3)])
def test_a_gaussian_v_is_stable_with_thirty_workers(s, m):
    n, length = 30, 20
    blocks, v = gaussian_blocks(n, s, m, seed=3)
    random = np.random.default_rng(5)
    gradients = random.standard_normal((n, length))
    messages, wanted = encode(blocks, gradients), gradients.sum(axis=0)
    for _ in range(30):
        left = sorted(random.permutation(n)[: n - s].tolist())
        total = decode_sum(decode_general(v, left, m), messages[left], length)
        assert np.abs(total - wanted).max() / np.abs(wanted).max() < 1e-10


@pytest.mark.parametrize("kind", ["vandermonde", "cauchy"])
@pytest.mark.parametrize(("n", "d", "m"), [(8, 4, 2), (6, 3, 3), (12, 4, 3), (12, 6, 1), (6, 6, 4)])
def test_repetition_times_mds_is_exact_for_every_set(n, d, m, kind):
    scheme = repetition_mds(n, d, m, kind)
    assert exact_for_every_set(scheme, d - m)
    assert all(code.load() == (d,) * n for code in scheme.components.values())


def test_repetition_times_mds_tolerates_stragglers_in_every_group():
    errors = BlockErrors(repetition_mds(12, 4, 2))
    for a, b, c in zip(*[list(combinations(range(4), 2))] * 3, strict=True):
        left = [*a, *(4 + x for x in b), *(8 + x for x in c)]
        assert errors.of(left) == 0


def test_what_repetition_times_mds_refuses():
    with pytest.raises(BadInput, match="nearest numbers of workers are 8 and 12"):
        repetition_mds(10, 4, 2)
    with pytest.raises(BadInput, match="nearest reduction is 4"):
        repetition_mds(8, 4, 5)
    with pytest.raises(BadInput, match="vandermonde or cauchy"):
        repetition_mds(8, 4, 2, "other")


def paper_coefficients(points, i, s, m):
    """The polynomials of Ye and Abbe for partition i, highest power first, by their recursion."""
    n = len(points)
    first = [Fraction(1)]
    for w in (w for w in range(n) if (i - w) % n >= s + m):
        first = [a - points[w] * b for a, b in zip([*first, 0], [0, *first], strict=True)]
    polynomials, degree = [first], len(first) - 1
    for _ in range(m - 1):
        last = polynomials[-1]
        below = last[len(last) - degree] if degree else Fraction(0)
        shifted = [*last, Fraction(0)]
        padded = [Fraction(0)] * (len(shifted) - len(first)) + first
        polynomials.append([a - below * b for a, b in zip(shifted, padded, strict=True)])
    return polynomials


@pytest.mark.parametrize(("n", "s", "m"), [(5, 1, 2), (6, 2, 3), (7, 2, 2), (8, 1, 3), (4, 0, 4)])
def test_the_vandermonde_scheme_is_that_of_the_polynomials(n, s, m):
    scheme = communication_exact(n, s, m, "vandermonde")
    halves = [x for i in range(n // 2) for x in (1 + Fraction(i, 2), -1 - Fraction(i, 2))]
    points = [Fraction(0)] * (n % 2) + halves
    for i in range(n):
        for u, polynomial in enumerate(paper_coefficients(points, i, s, m)):
            values = [sum(c * x**e for e, c in enumerate(reversed(polynomial))) for x in points]
            assert [row[i] for row in scheme[f"block {u + 1}"].encoding] == values
    assert exact_for_every_set(scheme, s)
    assert scheme.placement().load() == scheme.replication() == (s + m,) * n


def test_any_linear_code_repeats():
    parity = GradientCode([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]], "parity")
    scheme = repetition_linear(8, parity)
    assert scheme.tolerated == 1
    assert exact_for_every_set(scheme, 1)
    assert not exact_for_every_set(scheme, 2)
    assert scheme["block 1"].load() == (4, 0, 0, 4, 4, 0, 0, 4)
    hamming = GradientCode([[1, 0, 1], [0, 1, 1], [1, 1, 0], [1, 1, 1], [1, 0, 0], [0, 1, 0]])
    scheme = repetition_linear(6, hamming)
    s = scheme.tolerated
    assert s == 2
    assert exact_for_every_set(scheme, s)
    assert not exact_for_every_set(scheme, s + 1)
    with pytest.raises(BadInput, match="must span all 2 dimensions"):
        repetition_linear(4, GradientCode([[1, 1], [2, 2]]))
    with pytest.raises(BadInput, match="nearest numbers of workers are 4 and 8"):
        repetition_linear(6, parity)


@settings(max_examples=30)
@given(
    st.sampled_from([petersen(), block_design(7, 3, 1), cyclic_repetition(6, 3)]),
    st.integers(1, 3),
    st.sampled_from(["stacking", "random-diagonal", "random-signs", "affine"]),
    st.integers(0, 20),
)
def test_every_kind_keeps_the_placement(support, m, kind, seed):
    scheme = communication_approximate(support, m, kind, seed)
    assert scheme.reduction == m
    assert scheme.holders() == holders(support)
    without = BlockErrors(scheme).of(range(support.workers))
    if kind == "affine":
        assert without == decoded_error(scheme, range(support.workers), scheme.fixed_decoder) == 0
    if kind == "stacking":
        assert without >= (m - 1) * support.partitions


@given(st.integers(0, 200), st.integers(1, 3))
def test_affine_coefficients_are_the_pseudo_inverse(seed, m):
    scheme = communication_approximate(petersen(), m, "affine", seed)
    decoder = np.array(scheme.fixed_decoder, dtype=float)
    blocks = np.array([code.to_numpy() for code in scheme.components.values()])
    for i, group in enumerate(scheme.holders()):
        inverse = np.linalg.pinv(decoder[list(group)])
        assert np.allclose(blocks[:, list(group), i], inverse, atol=1e-9 * np.abs(inverse).max())


def test_what_approximate_schemes_refuse():
    with pytest.raises(BadInput, match="the largest reduction that works is 3"):
        communication_approximate(petersen(), 4, "affine")
    with pytest.raises(BadInput, match="kind must be one of stacking"):
        communication_approximate(petersen(), 2, "other")
    with pytest.raises(BadInput, match="at least 1"):
        communication_approximate(petersen(), 0)
    assert affine_blocks(petersen(), [[1, 1]] * 10) is None


def test_blocks_of_different_shapes_are_refused():
    one, two = GradientCode([[1, 1]]), GradientCode([[1]])
    assert blocks_scheme("partly", [one, GradientCode([[1, 0]])], {}).replication() == (1, 1)
    with pytest.raises(BadInput, match="one shape"):
        blocks_scheme("mixed", [one, two], {})
    with pytest.raises(BadInput, match="fixed decoder has 1 rows of 2"):
        blocks_scheme("wrong", [one, one], {}, fixed_decoder=((1,),))
    with pytest.raises(BadInput, match="component"):
        blocks_scheme("none", [], {})


FRAMES = [
    (n, r, m, frame)
    for n, r in [(4, 4), (6, 3), (8, 4), (12, 4), (12, 3), (12, 6), (10, 5), (9, 3)]
    for m in range(1, r + 1)
    for frame in ["orthonormal", "harmonic"]
    if (frame == "harmonic" and m < 5) or (frame == "orthonormal" and r % m == 0 and m < 4)
]


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


def test_a_fractional_random_diagonal_is_repetition_times_mds_up_to_the_matrix():
    scheme = communication_approximate(fractional_repetition(8, 4), 2, "random-diagonal", 1)
    assert exact_for_every_set(scheme, 2)
