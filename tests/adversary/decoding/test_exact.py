"""Decoders of exact codes: tables, early stopping, two stages, nested levels."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.decoding.early_stop import early, early_groups
from adversary.decoding.error import error, survivors_of
from adversary.decoding.nested import (
    choose,
    decodable_levels,
    feasible_levels,
    order_statistics_level,
    ready,
)
from adversary.decoding.partial_straggler import stage_weights, stages_decode
from adversary.decoding.tabulated import Table, decodes_exactly, rank, tabulate, unrank
from designs import (
    BadInput,
    GradientCode,
    Unavailable,
    VerificationError,
    cyclic_repetition,
    fractional_repetition,
    uncoded,
)
from designs.algebra.linear import independent_rows
from designs.codes.nested import NestedScheme, nested_cyclic, nested_fractional
from designs.codes.partial_straggler import partial_cyclic, partial_fractional


def subsets(n):
    return chain.from_iterable(combinations(range(n), m) for m in range(n + 1))


def in_span(rows, k):
    rows = GradientCode(rows).integer_rows() if rows else []
    return len(independent_rows([*rows, (1,) * k])) == len(independent_rows(rows))


# Tables


@pytest.mark.parametrize("n", range(8))
def test_ranks_count_all_subsets(n):
    for s in range(n + 1):
        places = {rank(subset): subset for subset in combinations(range(n), s)}
        assert sorted(places) == list(range(len(places)))
        assert all(unrank(place, s) == subset for place, subset in places.items())


@given(st.sets(st.integers(0, 10**6), max_size=8))
def test_unrank_undoes_rank(elements):
    assert unrank(rank(elements), len(elements)) == tuple(sorted(elements))


def test_refusals_of_ranks():
    for wrong in ([1, 1], [-1]):
        with pytest.raises(BadInput):
            rank(wrong)
    for wrong in ((-1, 2), (0, -1), (1, 0)):
        with pytest.raises(BadInput):
            unrank(*wrong)
    assert unrank(0, 0) == ()


@pytest.mark.parametrize("make", [cyclic_repetition, fractional_repetition])
def test_table_is_exact_for_every_straggler_set(make):
    for n in (2, 4, 6):
        for s in (x for x in range(n) if n % (x + 1) == 0):
            code = make(n, s + 1)
            table = tabulate(code, s)
            for stragglers in combinations(range(n), s):
                weights = table.weights(stragglers[::-1])
                assert not any(weights[w] for w in stragglers)
                assert decodes_exactly(code, weights)


@pytest.mark.parametrize(("n", "d"), [(n, d) for n in range(1, 13) for d in range(1, n + 1)])
def test_cyclic_repetition_is_exact_for_every_straggler_set(n, d):
    code = cyclic_repetition(n, d, seed=5)
    for stragglers in combinations(range(n), d - 1):
        assert error(code, stragglers) == 0


def test_table_of_the_introductory_example():
    code = GradientCode([["1/2", 1, 0], [0, 1, -1], ["1/2", 0, 1]])
    assert tabulate(code, 1) == Table(3, 1, ((0, 1, 2), (1, 0, 1), (2, -1, 0)))


def test_tables_that_there_are_not():
    with pytest.raises(Unavailable, match="workers 0, 1 straggle"):
        tabulate(fractional_repetition(4, 2), 2)
    with pytest.raises(BadInput, match="200,000"):
        tabulate(uncoded(30), 10)
    with pytest.raises(BadInput):
        tabulate(uncoded(3), 3)
    for wrong in ([0], [0, 3], [1, 1]):
        with pytest.raises(BadInput):
            tabulate(fractional_repetition(3, 3), 2).weights(wrong)


# Early stopping


@given(st.sampled_from([(4, 2), (6, 3), (6, 2), (3, 1), (5, 5)]), st.randoms())
def test_early_groups_stops_at_the_first_prefix_that_decodes(size, random):
    code = fractional_repetition(*size)
    order = random.sample(range(code.workers), code.workers)
    found = early_groups(code, order)
    assert found.messages == early(code, order).messages
    assert found.messages <= code.workers - size[1] + 1
    for m in range(code.workers + 1):
        decodes = error(code, survivors_of(code, order[:m])) == 0
        assert decodes == (m >= found.messages)
    assert decodes_exactly(code, found.weights)
    assert set(found.weights) <= {0, 1}
    assert sum(found.weights) == size[0] // size[1]


def test_early_decoding_with_multiples_and_survivors_beyond_s():
    code = GradientCode([[2, 2, 0], [1, 1, 0], [0, 0, -3], [0, 0, 0]])
    assert early_groups(code, [3, 0, 2]).weights == (Fraction(1, 2), 0, Fraction(-1, 3), 0)
    late = fractional_repetition(9, 3)
    assert early_groups(late, [0, 3, 6]).messages == 3


@pytest.mark.parametrize("order", list(permutations(range(4), 3))[::3])
def test_early_for_a_cyclic_code(order):
    code = cyclic_repetition(4, 2)
    found = early(code, order)
    assert found.messages == 3
    assert decodes_exactly(code, found.weights)


def test_refusals_of_early_decoding():
    with pytest.raises(Unavailable):
        early_groups(fractional_repetition(4, 2), [0, 1])
    with pytest.raises(Unavailable):
        early(fractional_repetition(4, 2), [0, 1])
    for code in (cyclic_repetition(4, 2), GradientCode([[1, 2], [1, 2]])):
        with pytest.raises(BadInput):
            early_groups(code, [0, 1])
    for order in ([0, 0], [9]):
        with pytest.raises(BadInput):
            early(fractional_repetition(4, 2), order)


# Two stages


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


# Nested levels

SCHEMES = [
    nested_cyclic(5, [0, 1, 2, 3]), nested_cyclic(6, [1, 4], seed=2), nested_cyclic(3, [0, 1, 2]),
    nested_fractional(8, [0, 1, 3]), nested_fractional(6, [1, 5]), nested_fractional(4, [0, 1, 3]),
]  # fmt: skip


@pytest.mark.parametrize("scheme", SCHEMES)
def test_supports_are_nested_and_first_tasks(scheme):
    for w, order in enumerate(scheme.orders):
        assert len(order) == len(set(order)) == max(scheme.levels) + 1
        assert order[0] == w
        before: set[int] = set()
        for s in scheme.levels:
            now = {j for j, x in enumerate(scheme.at(s).encoding[w]) if x}
            assert before < now == set(order[: s + 1])
            before = now


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_level_is_exact_for_its_tolerance(scheme):
    for s in scheme.levels:
        for stragglers in combinations(range(scheme.workers), s):
            assert error(scheme.at(s), stragglers) == 0


@given(st.sampled_from(SCHEMES), st.data())
@settings(deadline=None)
def test_decoding_is_exact_at_the_level_chosen(scheme, data):
    tasks = len(scheme.orders[0])
    counts = st.lists(st.integers(0, tasks), min_size=scheme.workers, max_size=scheme.workers)
    progress = data.draw(counts)
    chosen, possible = choose(scheme, progress), feasible_levels(scheme, progress)
    assert set(possible) <= set(decodable_levels(scheme, progress))
    assert (chosen is None) == (not possible)
    if chosen is None:
        return
    assert chosen.level == min(possible)
    assert chosen.senders == ready(scheme, progress, chosen.level)
    code = scheme.at(chosen.level)
    weights = dict(zip(chosen.senders, chosen.weights, strict=True))
    total = [0] * code.partitions
    for w, a in weights.items():
        done = set(scheme.orders[w][: progress[w]])
        for j, x in enumerate(code.encoding[w]):
            assert not x or j in done
            total[j] += a * x
    assert total == [1] * code.partitions


def play(scheme, times):
    """The protocol tick by tick: every worker ends a task each ``times[w]``; when is a choice?"""
    tasks = len(scheme.orders[0])
    ticks = sorted({m * x for x in times for m in range(1, tasks + 1)})
    for now in ticks:
        progress = [min(now // x, tasks) for x in times]
        chosen = choose(scheme, progress)
        if chosen is not None:
            return now, feasible_levels(scheme, progress)
    raise AssertionError


@given(st.sampled_from(SCHEMES), st.data())
@settings(deadline=None, max_examples=60)
def test_the_protocol_takes_the_least_over_the_levels(scheme, data):
    n = scheme.workers
    times = data.draw(st.lists(st.integers(1, 30), min_size=n, max_size=n))
    now, levels = play(scheme, times)
    time, level = order_statistics_level(scheme, times)
    assert (now, level) == (time, min(levels))
    alone = {s: (s + 1) * sorted(times)[n - s - 1] for s in scheme.levels}
    assert all(time <= fixed for fixed in alone.values())
    assert time == min(alone.values())


def test_fractional_levels_may_be_decodable_early():
    scheme = nested_fractional(4, [0, 1])
    assert feasible_levels(scheme, [2, 0, 0, 2]) == ()
    assert decodable_levels(scheme, [2, 0, 0, 2]) == (1,)


def test_refusals_of_nested_schemes():
    for wrong in ([], [5], [-1], [1, 1]):
        with pytest.raises(BadInput):
            nested_cyclic(5, wrong)
    for n, wrong in ((6, [1, 2]), (5, [1]), (6, [0, 3])):
        with pytest.raises(BadInput, match="does not divide"):
            nested_fractional(n, wrong)
    scheme = SCHEMES[0]
    for progress in ([0] * 4, [5] * 5, [-1] * 5):
        with pytest.raises(BadInput):
            choose(scheme, progress)
    with pytest.raises(BadInput):
        ready(scheme, [0] * 5, 4)
    with pytest.raises(BadInput):
        scheme.at(7)
    with pytest.raises(BadInput):
        order_statistics_level(scheme, [1])


def test_supports_that_are_not_nested_are_refused():
    code = fractional_repetition(4, 2)
    with pytest.raises(VerificationError, match="worker 1"):
        NestedScheme("x", {"level 1": code}, levels=(1,), orders=((0, 1), (1, 2), (2, 3), (3, 2)))


def test_a_level_that_is_not_exact_is_never_decoded():
    rows = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    scheme = NestedScheme("x", {"level 1": rows}, levels=(1,), orders=((0, 1), (1, 2), (2, 0)))
    with pytest.raises(VerificationError):
        choose(scheme, [2, 2, 0])
