"""The checker: the kinds of proof that are no trees."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

import pytest
from checking import certificate, closed, small_code, tree, worst
from hypothesis import given
from hypothesis import strategies as st

from adversary import error
from adversary.check import RejectedError, check
from designs import GradientCode, block_design, cyclic_repetition, uncoded
from designs.codes import keeps_full_span
from designs.codes.net import grid, net
from designs.codes.structure import equal_overlap

# The kinds of proof that are no trees.


@pytest.mark.parametrize("decoder", ["optimal", "one-step", "block-design"])
def test_equal_overlap(decoder):
    for code in (
        block_design(7, 3, 1), block_design(6, 3, 2), uncoded(4), GradientCode([["1/2", "1/3"]]),
        GradientCode([[1, -1], [1, -1]]), GradientCode([[1, 2, 0], [2, 1, 0], [1, 1, "3/2"]]),
        GradientCode([[2, -1, -1], [-1, 2, -1], [-1, -1, 2]]), GradientCode([[0], [0]]),
    ):  # fmt: skip
        if decoder == "one-step" and not sum(map(sum, code.encoding)):
            continue
        for s in range(code.workers + 1):
            if equal_overlap(code):
                check(certificate(code, s, decoder, closed("equal-overlap")))
            elif decoder == "optimal":
                with pytest.raises(RejectedError, match="no proof of this kind"):
                    check(certificate(code, s, decoder, closed("equal-overlap")))


@given(st.integers(0, 10**6))
def test_disjoint_groups(seed):
    rng = random.Random(seed)
    rows, k = [], rng.randint(1, 6)
    columns = [rng.randrange(3) for _ in range(k)]
    for group in range(rng.randint(1, 3)):
        row = [rng.randint(-2, 2) * (c == group) for c in columns]
        factors = rng.choices([1, 2, -1, -3], k=rng.randint(1, 3))
        rows += [[factor * x for x in row] for factor in factors]
    code = GradientCode(rows)
    for s in range(code.workers + 1):
        check(certificate(code, s, "optimal", closed("disjoint-groups")))
        value = worst(code, s)[0]
        if value:
            low = certificate(code, s, "optimal", closed("disjoint-groups"), upper=value - 1)
            with pytest.raises(RejectedError, match="not show the upper end"):
                check(low)


def test_shared_partitions_are_no_disjoint_groups():
    with pytest.raises(RejectedError, match="share a partition"):
        check(certificate(GradientCode([[1, 1], [0, 1]]), 1, "optimal", closed("disjoint-groups")))


@pytest.mark.parametrize("seed", range(120))
def test_ranks_is_accepted_only_if_the_error_is_zero(seed):
    code = (
        small_code(seed) if seed % 2 else cyclic_repetition(4 + seed % 4, 2 + seed % 3, seed=seed)
    )
    for s in range(code.workers + 1):
        value = worst(code, s)[0]
        claim = certificate(code, s, "optimal", closed("ranks"))
        if keeps_full_span(code, s):
            check(claim)
            assert value == 0
        else:
            with pytest.raises(RejectedError, match=r"without error|span less"):
                check(claim)


def test_ranks_modulo_the_prime_only_counts_if_no_rank_is_lost():
    prime = 2**31 - 1
    code = GradientCode([[1, 0], [0, 1], [1, prime + 1]])
    assert worst(code, 1)[0] == 0
    check(certificate(code, 1, "optimal", closed("ranks")))
    lost = GradientCode([[1, 1], [1, prime + 1], [1, 1]])
    with pytest.raises(RejectedError, match="smaller modulo the prime"):
        check(certificate(lost, 1, "optimal", closed("ranks")))
    with pytest.raises(RejectedError, match="more than"):
        check(certificate(uncoded(40), 20, "optimal", closed("ranks"), value=20, silent=range(20)))


@pytest.mark.parametrize("seed", range(40))
def test_orthogonal_classes(seed):
    """Grids and nets with rows scaled and shuffled: exactly the true value is shown, for all s."""
    rng = random.Random(seed)
    code = rng.choice([net(2, 2), net(2, 3), net(3, 2), grid([2, 3]), grid([2, 2, 2]), uncoded(4)])
    rows = [[rng.choice([1, 2, -1, Fraction(1, 3)])] * code.partitions for _ in code.encoding]
    rows = [[a * x for a, x in zip(by, row, strict=True)]
            for by, row in zip(rows, code.encoding, strict=True)]  # fmt: skip
    code = GradientCode(rng.sample(rows, len(rows)))
    for s in range(code.workers + 1):
        check(certificate(code, s, "optimal", closed("orthogonal-classes")))
        value = worst(code, s)[0]
        if value:
            upper = value - Fraction(1, 10**9)
            proof = closed("orthogonal-classes")
            low = certificate(code, s, "optimal", proof, upper=upper, **least(code, s))
            with pytest.raises(RejectedError, match="not show the upper end"):
                check(low)


def least(code, s):
    """The best set for the server, so that the lower end of a wrong claim is right."""
    sets = combinations(range(code.workers), s)
    value, silent = min((error(code, silent), silent) for silent in sets)
    return {"value": value, "silent": silent}


def test_classes_of_blocks_of_different_sizes():
    """Uneven blocks: k = 6 as a grid of 2 x 3 cut 1 + 1 and 1 + 2."""
    code = GradientCode([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [1, 0, 0, 1, 0, 0],
                         [0, 1, 1, 0, 1, 1]])  # fmt: skip
    for s in range(5):
        check(certificate(code, s, "optimal", closed("orthogonal-classes")))


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([[1, 2], [0, 1]], "no multiple"), ([[1, -1], [1, 1]], "no multiple"),
        ([[1, 1], [0, 0]], "no multiple"), ([[1, 0], [1, 0]], "hold every partition once"),
        ([[1, 1, 0], [0, 1, 1], [1, 0, 1]], "hold every partition once"),
        ([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 0], [0, 1, 1, 1]], "share"),
        ([[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1]], "share"),
        ([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 1, 0]], "hold every partition once"),
    ],
)  # fmt: skip
def test_what_are_no_orthogonal_classes(rows, why):
    claim = certificate(GradientCode(rows), 1, "optimal", closed("orthogonal-classes"))
    with pytest.raises(RejectedError, match=why):
        check(claim)


def test_orthogonal_classes_are_for_optimal_decoding():
    for decoder in ("one-step", "block-design"):
        code = GradientCode([[1, 0], [0, 1]])
        with pytest.raises(RejectedError, match="no proof of this kind"):
            check(certificate(code, 1, decoder, closed("orthogonal-classes")))


def test_monotone():
    code = small_code(4)
    for s in range(code.workers):
        upper = worst(code, s + 1)[0]
        proof = {"kind": "tree", "symmetries": [], "records": tree(code, s + 1, upper)}
        more = closed("monotone", stragglers=s + 1, proof=proof)
        check(certificate(code, s, "optimal", more, upper=upper))
        for wrong in (s, s - 1, code.workers + 1, True, None):
            other = closed("monotone", stragglers=wrong, proof=proof)
            claim = certificate(code, s, "optimal", other, upper=upper)
            with pytest.raises(RejectedError):
                check(claim)
    with pytest.raises(RejectedError):
        check(certificate(uncoded(3), 1, "one-step", more))
