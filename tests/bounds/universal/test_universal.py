"""Bounds for every code of a shape: below the truth of all codes, attained where they must be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations, product
from math import ceil, comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary import curve, worst_case
from adversary.decoding.error import error
from bounds.closed_form.spectral import least_ratio
from bounds.relaxation.common_weight import has_ratio
from bounds.relaxation.every_bound import every_bound
from bounds.universal.classify import classify, counted, labelled
from bounds.universal.every import (
    best_universal_bound,
    bounds_of_shape,
    universal_bounds,
    verify,
)
from bounds.universal.least import as_markdown, least_worst_cases, table
from bounds.universal.overlap import few_survivors, forced_error
from bounds.universal.ratio import least_ratio_of_any, least_ratios
from bounds.universal.shape import Shape, shape_of
from bounds.universal.silenced import (
    chain,
    given_one,
    least_loads,
    least_mean_error,
    silenced_in_turn,
    silenced_on_average,
)
from bounds.universal.star import silenced_one_by_one, star
from bounds.universal.stored import of_a_part
from designs import BadInput, GradientCode, block_design, cyclic_repetition, fractional_repetition

ROOT = Path(__file__).resolve().parents[3]
REGULAR = [(4, 4, 2), (4, 6, 2), (4, 8, 2), (5, 5, 2), (5, 5, 3), (6, 4, 3), (6, 6, 2), (6, 6, 3),
           (6, 9, 2), (6, 3, 4), (7, 7, 2), (7, 7, 3), (7, 7, 4), (8, 4, 4)]  # fmt: skip
ANY_LOADS = [(4, 3, 2), (4, 5, 2), (5, 4, 3), (6, 4, 2), (6, 3, 4)]


def classes(n, k, d, load=None):
    pytest.importorskip("igraph")
    return classify(n, k, d, load)


def silenced(code, silent):
    columns = zip(*code.encoding, strict=True)
    return sum({w for w, x in enumerate(column) if x} <= set(silent) for column in columns)


def most_silenced(code, s):
    return max(silenced(code, silent) for silent in combinations(range(code.workers), s))


# Classification


def test_numbers_of_cubic_codes():
    assert [len(classes(n, n, 3, 3)) for n in range(3, 9)] == [1, 1, 2, 7, 16, 51]


@pytest.mark.parametrize(("n", "k", "d", "load"), [(3, 3, 2, 2), (4, 4, 2, 2), (4, 3, 2, None)])
def test_labelled_matrices_are_counted_as_one_by_one(n, k, d, load):
    columns = [[int(w in c) for w in range(n)] for c in combinations(range(n), d)]
    matrices = (np.array(chosen) for chosen in product(columns, repeat=k))
    found = sum(load is None or bool((m.sum(axis=0) == load).all()) for m in matrices)
    assert found == labelled(n, k, d, load)


@pytest.mark.parametrize(
    ("n", "k", "d", "load"), [(5, 5, 3, 3), (6, 6, 3, 3), (6, 9, 2, 3), (8, 8, 3, 3),
                              (8, 4, 4, 2), (5, 4, 2, None), (6, 5, 3, None)]
)  # fmt: skip
def test_the_classes_make_up_all_labelled_matrices(n, k, d, load):
    assert counted(classes(n, k, d, load)) == labelled(n, k, d, load)


def test_the_classes_are_those_of_brute_force():
    subsets = [sum(1 << w for w in c) for c in combinations(range(4), 2)]

    def smallest(code):
        return min(
            tuple(sorted(sum(1 << p[w] for w in range(4) if c >> w & 1) for c in code))
            for p in permutations(range(4))
        )

    expected = {smallest(code) for code in product(subsets, repeat=3)}
    found = [smallest(kind.columns) for kind in classes(4, 3, 2)]
    assert len(found) == len(expected)
    assert set(found) == expected


# Every bound is below the truth of every code


@pytest.mark.parametrize(("n", "k", "d"), REGULAR)
def test_no_regular_code_is_below_a_bound(n, k, d):
    codes = [kind.code() for kind in classes(n, k, d, k * d // n)]
    curves = [[point.lower for point in curve(code)] for code in codes]
    for s in range(n + 1):
        least = min(points[s] for points in curves)
        bounds = universal_bounds(n, k, d, s, constant_load=True)
        assert all(bound.value <= least for bound in bounds), s
        assert bounds == sorted(bounds, key=lambda bound: -bound.value)
        assert all(verify(Shape(n, k, d, constant_load=True), s, bound) for bound in bounds)


@pytest.mark.parametrize(("n", "k", "d"), ANY_LOADS)
def test_no_code_of_any_loads_is_below_a_bound(n, k, d):
    curves = [[p.lower for p in curve(kind.code())] for kind in classes(n, k, d)]
    for s in range(n + 1):
        least = min(points[s] for points in curves)
        assert all(bound.value <= least for bound in universal_bounds(n, k, d, s))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_real_or_unequal_code_is_below_a_bound_of_its_shape(data):
    n, k = data.draw(st.integers(2, 5)), data.draw(st.integers(1, 6))
    entry = st.sampled_from([0, 0, 1, 1, 2, -1, Fraction(1, 2)])
    rows = data.draw(st.lists(st.lists(entry, min_size=k, max_size=k), min_size=n, max_size=n))
    code = GradientCode(rows)
    s = data.draw(st.integers(0, n))
    shape = shape_of(code) if code.redundancy() else Shape(n, k, 0)
    worst = max(error(code, silent) for silent in combinations(range(n), s))
    assert all(bound.value <= worst for bound in bounds_of_shape(shape, s))


@pytest.mark.parametrize("name", ["cyclic", "fractional", "design"])
def test_the_families_keep_the_bounds(name):
    code = {"cyclic": cyclic_repetition(8, 3), "fractional": fractional_repetition(9, 3),
            "design": block_design(11, 5, 2)}[name]  # fmt: skip
    shape = shape_of(code)
    assert shape.coefficients == ("real" if name == "cyclic" else "binary")
    for s, point in enumerate(curve(code)):
        assert bounds_of_shape(shape, s)[0].value <= point.lower


# Silenced partitions


@pytest.mark.parametrize(("n", "k", "d"), ANY_LOADS)
def test_no_code_silences_less_than_the_chain(n, k, d):
    codes = [kind.code() for kind in classes(n, k, d)]
    for s in range(n + 1):
        least = min(most_silenced(code, s) for code in codes)
        assert chain(n, k, d, s)[-1] <= least
        assert s < d or ceil(given_one(n, k, d, s)) <= least


@given(st.integers(2, 30), st.integers(1, 60), st.data())
def test_the_chain_is_the_best_of_the_silencing_bounds(n, k, data):
    d, s = data.draw(st.integers(1, n)), data.draw(st.integers(0, n))
    shape = Shape(n, k, d)
    value = silenced_in_turn(shape, s).value
    assert value >= max(silenced_on_average(shape, s).value, min(k, s // d))
    assert value >= least_loads(shape, s).value


@pytest.mark.parametrize(("n", "d"), [(6, 2), (6, 3), (8, 4)])
def test_fractional_repetition_has_the_least_mean_error(n, d):
    code = fractional_repetition(n, d)
    for s in range(n + 1):
        errors = [error(code, silent) for silent in combinations(range(n), s)]
        assert Fraction(sum(errors), len(errors)) == least_mean_error(n, code.partitions, d, s)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_no_code_has_a_smaller_mean_error(data):
    n, k = data.draw(st.integers(2, 5)), data.draw(st.integers(1, 5))
    row = st.lists(st.sampled_from([0, 0, 1, -1, 3]), min_size=k, max_size=k)
    code = GradientCode(data.draw(st.lists(row, min_size=n, max_size=n)))
    s = data.draw(st.integers(0, n))
    total = sum(error(code, silent) for silent in combinations(range(n), s))
    assert Fraction(total, comb(n, s)) >= least_mean_error(n, k, code.redundancy(), s)


@pytest.mark.parametrize(("n", "k", "d"), [(5, 5, 3), (6, 9, 2), (6, 6, 3), (7, 7, 3), (8, 4, 4)])
def test_no_regular_code_silences_less_than_one_by_one(n, k, d):
    codes = [kind.code() for kind in classes(n, k, d, k * d // n)]
    for s in range(n + 1):
        value = silenced_one_by_one(Shape(n, k, d, constant_load=True), s).value
        assert value <= min(most_silenced(code, s) for code in codes)


def test_one_by_one_can_be_better_than_in_turn():
    shape = Shape(16, 16, 3, constant_load=True)
    assert silenced_one_by_one(shape, 7).value > silenced_in_turn(shape, 7).value


# Overlaps


@pytest.mark.parametrize(("n", "k", "d"), [(5, 5, 3), (6, 9, 2), (6, 6, 3), (7, 7, 3), (6, 6, 4)])
def test_stars_exist_in_every_code(n, k, d):
    for kind in classes(n, k, d, k * d // n):
        code = kind.code()
        for f in range(1, d + 1):
            bound = star(Shape(n, k, d, constant_load=True), n - f)
            found = [
                error(code, set(range(n)) - set(left)) for left in combinations(range(n), f)
                if sum(all(code.encoding[w][j] for w in left) for j in range(k))
                >= bound.proof["shared"]
            ]  # fmt: skip
            assert found
            assert min(found) >= bound.value


@pytest.mark.parametrize(
    ("v", "k", "lam"),
    [(7, 3, 1), (7, 4, 2), (13, 4, 1), (16, 6, 2), (21, 5, 1), (31, 6, 1), (11, 5, 2)],
)
def test_symmetric_designs_are_the_best_for_few_survivors(v, k, lam):
    for left in (2, 3, 4) if (v, k, lam) != (11, 5, 2) else (2, 3):
        s = v - left
        bound = few_survivors(Shape(v, v, k, constant_load=True), s)
        assert bound.value == Fraction(s * (k - lam), k * k - lam * s)
        assert bound.value == worst_case(block_design(v, k, lam), s).error


@pytest.mark.slow
def test_the_biplane_is_the_best_for_five_survivors():
    assert min(forced_error(11, 11, 5, 5).values()) == worst_case(block_design(11, 5, 2), 6).error


def test_two_and_three_survivors_of_all_small_codes():
    tight = Counter()
    for (n, k, d, load, s), entry in table().items():
        if load and n - s in (2, 3) and load <= 6:
            value = few_survivors(Shape(n, k, d, constant_load=True), s).value
            assert value <= entry.error
            tight[value == entry.error] += 1
    assert tight[True] > 4 * tight[False]


# Stored results


def test_seven_workers():
    least = [best_universal_bound(7, 7, 3, s, constant_load=True).value for s in range(8)]
    assert least == [0, Fraction(1, 13), Fraction(1, 4), 1, Fraction(8, 5), Fraction(5, 2), 4, 7]
    free = [best_universal_bound(7, 7, 3, s).value for s in range(8)]
    assert free == [0, 0, 0, *least[3:]]
    assert free[3:] == [point.lower for point in curve(block_design(7, 3, 1))][3:]


@pytest.mark.parametrize(
    ("n", "k", "d", "load"),
    [(4, 4, 2, 2), (6, 6, 3, 3), (7, 7, 3, 3), (6, 9, 2, 3), (5, 4, 2, None), (5, 5, 3, None)],
)
def test_stored_results_come_out_again(n, k, d, load):
    for entry in least_worst_cases(classes(n, k, d, load), d, load):
        stored = table()[n, k, d, load, entry.stragglers]
        assert (stored.error, stored.classes) == (entry.error, entry.classes)


def test_stored_codes_have_their_shape_and_their_error():
    entries = list(table().values())
    for entry in entries[::9]:
        code = entry.code()
        assert (code.workers, code.partitions) == (entry.workers, entry.partitions)
        assert set(code.replication()) == {entry.redundancy}
        assert entry.load is None or set(code.load()) == {entry.load}
        assert worst_case(code, entry.stragglers).error == entry.error


def test_stored_results_fit_together():
    for (n, k, d, load, s), entry in table().items():
        after = table().get((n, k, d, load, s + 1))
        free = table().get((n, k, d, None, s))
        more = table().get((n, k + 1, d, load, s)) if load is None else None
        assert after is None or after.error >= entry.error
        assert free is None or free.error <= entry.error
        assert more is None or more.error >= entry.error


def test_block_designs_are_the_best_from_their_redundancy_on():
    seen = Counter()
    for (n, k, d, _, s), entry in table().items():
        lam, r = Fraction(d * (d - 1) * k, n * (n - 1)), Fraction(k * d, n)
        if lam.denominator == r.denominator == 1:
            design = Fraction(s * r * (r - lam), d * (r * d - lam * s))
            assert entry.error == design if s >= d else entry.error <= design
            seen[n, d, int(lam)] += s >= d
    assert {*seen} >= {(4, 2, 1), (4, 2, 2), (4, 3, 2), (5, 2, 1), (5, 3, 3), (5, 4, 3), (6, 2, 1),
                       (6, 3, 2), (7, 3, 1), (7, 4, 2)}  # fmt: skip


def test_a_part_is_worth_something_beyond_the_table():
    assert of_a_part(Shape(9, 12, 2), 3).value == Fraction(26, 11)
    assert silenced_in_turn(Shape(9, 12, 2), 3).value == 2


# Spectral ratio


@pytest.mark.parametrize(("n", "k", "d"), REGULAR)
def test_no_code_has_a_smaller_ratio(n, k, d):
    least = least_ratio_of_any(n, k, d)
    for kind in classes(n, k, d, k * d // n):
        assert not has_ratio(kind.code(), least - Fraction(1, 10**6))


@pytest.mark.parametrize(("n", "k", "d"), [(4, 4, 2), (6, 9, 2), (6, 12, 2), (8, 8, 3)])
def test_whole_overlaps_give_the_exact_least_ratio_without_a_design(n, k, d):
    least = least_ratio_of_any(n, k, d)
    assert least > least_ratio(n, d)
    assert any(has_ratio(kind.code(), least) for kind in classes(n, k, d, k * d // n))


@pytest.mark.parametrize("parameters", [(7, 3, 1), (13, 4, 1), (11, 5, 2), (9, 3, 1), (6, 3, 2)])
def test_designs_have_the_least_ratio_of_any(parameters):
    code = block_design(*parameters)
    n, k, d = code.workers, code.partitions, code.replication()[0]
    assert has_ratio(code, least_ratio_of_any(n, k, d))
    assert {bound.name for bound in least_ratios(n, k, d)} == {"trace", "least overlap", "squares"}


# The edges


def test_what_is_tampered_is_not_verified():
    shape = Shape(7, 7, 3)
    for bound in bounds_of_shape(shape, 4):
        assert not verify(shape, 4, replace(bound, value=bound.value + 1))
        assert not verify(shape, 4, replace(bound, proof={}))
        assert not verify(shape, 4, replace(bound, name="hearsay"))


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"n": 4, "k": 4, "d": 5, "s": 1}, "redundancy must be 0..workers"),
        ({"n": 4, "k": 0, "d": 2, "s": 1}, "there must be a partition"),
        ({"n": 4, "k": 4, "d": 2, "s": 5}, "stragglers must be 0..4"),
        ({"n": 4, "k": 3, "d": 2, "s": 1, "constant_load": True}, "a constant load"),
        ({"n": 4, "k": 3, "d": Fraction(5, 3), "s": 1}, "a constant replication"),
        ({"n": 4, "k": 3, "d": 2, "s": 1, "coefficients": "complex"}, "binary or real"),
    ],
)
def test_bad_shapes_are_refused_in_a_sentence(arguments, text):
    with pytest.raises(BadInput, match=text):
        universal_bounds(**arguments)


def test_the_page_shows_the_stored_results():
    page = (ROOT / "docs" / "least-worst-cases.md").read_text()
    assert as_markdown(table(), regular=True) in page
    assert as_markdown(table(), regular=False) in page


def test_unequal_loads_can_be_better():
    assert (table()[6, 6, 3, 3, 4].error, table()[6, 6, 3, None, 4].error) == (Fraction(12, 5), 2)


def test_the_report_of_a_code_has_the_bound_of_any_code():
    pytest.importorskip("cvxpy")
    report = every_bound(block_design(13, 4, 1), 9)
    assert report.any_code.value == report.exact.error == Fraction(27, 7)
    assert report.to_json()["any code"] == {"method": report.any_code.name, "error": "27/7"}
