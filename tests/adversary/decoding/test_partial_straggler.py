"""Two-stage messages: decoded exactly where they span."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from adversary.decoding.partial_straggler import stage_weights, stages_decode
from adversary.decoding.tabulated import decodes_exactly
from designs import (
    BadInput,
    GradientCode,
)
from designs.algebra.linear import independent_rows
from designs.codes.partial_straggler import partial_cyclic, partial_fractional


def subsets(n):
    return chain.from_iterable(combinations(range(n), m) for m in range(n + 1))


def in_span(rows, k):
    rows = GradientCode(rows).integer_rows() if rows else []
    return len(independent_rows([*rows, (1,) * k])) == len(independent_rows(rows))


@pytest.mark.parametrize(
    "scheme",
    [
        partial_cyclic(3, 1, 2), partial_cyclic(4, 2, 4), partial_cyclic(3, 1),
        partial_fractional(4, 1, 3), partial_fractional(3, 0, 2), partial_fractional(4, 3),
    ],
)  # fmt: skip
def test_two_stages_decode_exactly_if_the_messages_span(scheme):
    n, k = scheme.workers, scheme.partitions
    rows = scheme.messages().encoding
    firsts = rows[: n if scheme.uncoded else 0]
    for first in subsets(n):
        for second in subsets(n):
            got = [firsts[w] for w in first if firsts] + [rows[len(firsts) + w] for w in second]
            spans = in_span(got, k)
            assert stages_decode(scheme, first, second) == spans
            weights = stage_weights(scheme, first, second)
            assert (weights is not None) == spans
            if weights is not None:
                stacked = (weights.first if firsts else ()) + weights.second
                assert decodes_exactly(scheme.messages(), stacked)
                assert all(weights.second[w] == 0 for w in range(n) if w not in second)


@pytest.mark.parametrize(("n", "s"), [(8, 3), (10, 2), (12, 2), (12, 1)])
def test_two_stages_survive_every_set_of_stragglers(n, s):
    schemes = [partial_cyclic(n, s, 3)]
    if n % (s + 1) == 0:
        schemes.append(partial_fractional(n, s, 3))
    for scheme in schemes:
        for survivors in combinations(range(n), n - s):
            assert stages_decode(scheme, range(n), survivors)
        assert not stages_decode(scheme, range(1, n), range(n))


def test_senders_are_workers():
    for first, second in (([0, 9], []), ([0, 0], []), ([], [-1])):
        with pytest.raises(BadInput):
            stages_decode(partial_fractional(2, 1, 3), first, second)
