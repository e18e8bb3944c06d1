"""The checker: the kinds of proof that are no trees."""

from __future__ import annotations

import random

import pytest
from checking import (
    certificate,
    closed,
    small_code,
    tree,
    worst,
)
from hypothesis import given
from hypothesis import strategies as st

from adversary.check import RejectedError, check
from designs import GradientCode, block_design, cyclic_repetition, uncoded
from designs.codes import keeps_full_span
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
