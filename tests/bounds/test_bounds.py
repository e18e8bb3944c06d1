"""Thresholds, spectral bounds and comparisons against certified curves."""

from __future__ import annotations

import io
import json
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from itertools import product
from math import comb, prod
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from adversary import curve, error, worst_case
from adversary.decoding.error import unit_rows
from adversary.worst_case import WorstCase
from bounds.closed_form.spectral import classical_bound, improved_bound, least_ratio
from bounds.comparison.candidates import candidates
from bounds.comparison.compare import Question, compare, ordered, pareto
from bounds.comparison.report import cell, columns, picture, tables
from bounds.comparison.tolerate import tolerate
from bounds.expectation.exact import average_error
from bounds.expectation.mean import _enumerated, mean_error, random_error
from bounds.threshold import Threshold, block_design_threshold, threshold, threshold_on
from designs import BadInput, block_design, cyclic_repetition, fractional_repetition
from designs.codes import random_biregular
from designs.picture import check_picture

rationals = st.fractions(min_value=Fraction(1, 50), max_value=20, max_denominator=50)


def ratio_above(code):
    """A rational at least the spectral ratio of a biregular code."""
    singular = np.linalg.svd(code.to_numpy(), compute_uv=False)
    mu = singular[1] ** 2 / (code.load()[0] * code.replication()[0])
    return Fraction(mu) + Fraction(1, 10**9)


@given(st.sampled_from([(8, 8, 3), (9, 6, 3), (6, 9, 2), (10, 5, 4)]), st.integers(0, 5))
@settings(max_examples=20)
def test_spectral_bounds_hold_on_random_biregular_codes(shape, seed):
    n, k, d = shape
    code = random_biregular(n, k, d, seed)
    mu = ratio_above(code)
    assert mu >= least_ratio(n, d)
    for point in curve(code)[:n]:
        s = point.stragglers
        improved = improved_bound(k, n, mu, s)
        assert point.error <= improved <= classical_bound(k, n, mu, s)
        assert improved <= k


@given(st.integers(2, 12), st.data())
def test_least_ratio_is_attained_by_block_designs_only_through_equality(n, data):
    d = data.draw(st.integers(1, n))
    assert 0 <= least_ratio(n, d) <= 1


@given(rationals)
def test_threshold_of_a_certified_curve_is_its_definition(level):
    points = curve(cyclic_repetition(7, 3))
    found = threshold_on(points, level)
    by_definition = next((p.stragglers for p in points if p.error >= level), None)
    assert found.at_most == by_definition
    assert found.at_least == (len(points) if by_definition is None else by_definition)


def test_threshold_of_an_interval_is_an_interval():
    points = [WorstCase(3, 3, s, "optimal", low, high, (), "", 0.0)
              for s, (low, high) in enumerate([(0, 0), (0, 2), (1, 3), (3, 3)])]  # fmt: skip
    assert threshold_on(points, 1) == Threshold(1, 2)
    assert not threshold_on(points, 1).proved
    assert threshold_on(points, 3) == Threshold(2, 3)


def test_threshold_refuses_half_a_curve_and_no_error():
    points = curve(fractional_repetition(4, 2))
    with pytest.raises(BadInput, match="whole curve"):
        threshold_on(points[1:], 1)
    with pytest.raises(BadInput, match="above 0"):
        threshold_on(points, 0)


def test_closed_form_thresholds_refuse_impossible_parameters():
    with pytest.raises(BadInput, match="integers"):
        block_design_threshold(8, 3, 1, 1)
    with pytest.raises(BadInput, match="at most b"):
        block_design_threshold(7, 3, 1, 8)


@pytest.mark.parametrize("call", [lambda: classical_bound(5, 5, 1, 5), lambda: least_ratio(3, 4),
                                  lambda: improved_bound(5, 5, -1, 1)])  # fmt: skip
def test_bounds_refuse_what_makes_no_sense(call):
    with pytest.raises(BadInput):
        call()


def test_candidates_at_thirteen_and_four():
    found = [c.code.name for c in candidates(13, 4)]
    assert found == [
        "2-(13,4,1), workers = points", "fractional repetition", "cyclic repetition",
        "net of order 3 with 4 classes", "grid 4 x 3 x 3 x 3",
        "found by switches", "circulant 0, 1, 2, 3 mod 13", "random biregular, seed 0",
        "regular graph, seed 0", "Bernoulli, seed 0", "soft block design, seed 0", "uncoded",
    ]  # fmt: skip


def test_candidates_at_twenty_four_and_four_have_products_edges_and_duplicates():
    families = {c.code.recipe["family"] for c in candidates(24, 4)}
    assert families >= {"edge-scheme", "product", "duplicated", "stochastic-block", "net"}


def test_candidates_know_both_orientations():
    names = [c.code.name for c in candidates(12, 4)]
    assert "2-(9,3,1), workers = blocks" in names
    assert all(c.code.workers == 12 for c in candidates(12, 4))


@pytest.mark.parametrize(("n", "d"), [(1, 1), (2, 2), (5, 5), (6, 2), (7, 3), (9, 4)])
def test_every_candidate_has_the_redundancy_asked_or_says_so(n, d):
    for candidate in candidates(n, d):
        code = candidate.code
        exact = code.workers == n and set(code.replication()) == {d}
        assert exact or candidate.remark


@pytest.mark.parametrize(("n", "d"), [(5, 6), (5, 0), (0, 0)])
def test_comparisons_that_make_no_sense(n, d):
    with pytest.raises(BadInput, match="redundancy"):
        compare(n, d)


@pytest.fixture(scope="module")
def rows():
    return compare(7, 3)


def test_a_comparison_is_the_certified_curves(rows):
    for row in rows:
        assert row.proved
        assert [p.error for p in row.curve] == [p.error for p in curve(row.code)]
        for s, point in enumerate(row.curve):
            low, high = row.relative(s)
            assert low == high == Fraction(error(row.code, point.worst_set)) / row.code.partitions
        assert row.relative(len(row.curve)) is None


def test_block_design_wins_from_its_redundancy_on(rows):
    design, *others = (row for row in rows if row.code.redundancy() == 3)
    for s in range(3, 7):
        assert all(design.relative(s)[0] <= row.relative(s)[0] for row in others if row.relative(s))


def test_table_and_picture(rows):
    shown = columns(rows, 3)
    (whole,) = tables(rows, shown, 200)
    assert [c.header for c in whole.columns][:5] == ["code", "n", "k", "load", "d"]
    assert len(whole.columns) == 5 + len(shown)
    assert cell(rows[0], 3) == "0.1429"
    assert picture(rows, "png").startswith(b"\x89PNG")
    with pytest.raises(BadInput, match="png, svg or pdf"):
        picture(rows, "docx")


def test_narrow_screens_get_several_tables_that_fit(rows):
    for width in (70, 80, 100, 10_000):
        parts = tables(rows, list(range(8)), width)
        shown = [c.header for t in parts for c in t.columns if c.header.startswith("s=")]
        assert shown == [f"s={s}" for s in range(8)]
        console = Console(width=width, file=io.StringIO())
        for part in parts:
            console.print(part)
            assert part.columns[5].header.startswith("s=")
        text = console.file.getvalue()
        assert "…" not in text
        assert text.count("2-(7,3,1), workers = points") == len(parts)


@pytest.mark.parametrize("name", ["a.docx", "a", "no/such/folder/a.png", "a.pgf"])
def test_pictures_that_cannot_be_written_are_refused_at_once(name, tmp_path):
    with pytest.raises(BadInput):
        check_picture(tmp_path / name)


def test_pictures_without_matplotlib_are_refused_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr("designs.picture.find_spec", lambda _: None)
    with pytest.raises(BadInput, match="pip install"):
        check_picture(tmp_path / "a.png")


def test_a_time_limit_shows_intervals():
    limited = compare(14, 4, question=Question(time_limit=0))
    open_rows = [row for row in limited if not row.proved]
    assert open_rows
    assert any(".." in cell(row, 5) for row in open_rows)
    assert worst_case(block_design(13, 4, 1), 4).proved


@pytest.mark.parametrize(
    "code",
    [random_biregular(12, 12, 4, seed=2), random_biregular(10, 15, 2, seed=1),
     block_design(13, 4, 1), fractional_repetition(12, 3)],
    ids=str,
)  # fmt: skip
def test_halving_finds_the_threshold_of_the_curve(code):
    points = curve(code)
    levels = {p.error for p in points if p.error} | {Fraction(1, 7), code.partitions}
    for level in levels | {x + Fraction(1, 10**13) for x in levels if x < code.partitions}:
        assert threshold(code, level) == threshold_on(points, level)


def test_a_threshold_in_no_time_is_an_interval_that_holds():
    code = random_biregular(24, 24, 5, seed=1)
    exact = threshold(code, 5)
    found = threshold(code, 5, time_limit=0)
    assert exact.proved
    assert found.at_least <= exact.at_least <= found.at_most


def test_the_threshold_verb(run, fano, tmp_path):
    code, out, _ = run("threshold", fano, "--error", "1/7")
    assert (code, out) == (0, "3 stragglers can force an error of 1; no fewer can\n")
    value = json.loads(run("threshold", fano, "--error", "1", "--absolute", "--json")[1])
    assert (value["at_least"], value["at_most"], value["relative_error"]) == (3, 3, "1/7")
    path = tmp_path / "regular.json"
    path.write_text(json.dumps(random_biregular(24, 24, 5, seed=1).to_json()))
    code, out, _ = run("threshold", path, "--error", "0.2", "--time-limit", 0)
    assert code == 1
    assert "at least" in out
    for bad in ("0", "2", "-1", "x"):
        code, out, err = run("threshold", fano, "--error", bad)
        assert (code, out) == (2, "")
        assert len(err.strip().splitlines()) == 1


def test_a_comparison_in_processes_is_the_same(rows):
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        again = compare(7, 3, executor=executor)
    assert [row.code for row in again] == [row.code for row in rows]
    assert [[p.error for p in row.curve] for row in again] == [
        [p.error for p in row.curve] for row in rows
    ]


def test_means_are_the_exact_averages(rows):
    for row in rows:
        for s in (0, 1, 3):
            exact = float(average_error(row.code, s))
            assert abs(row.means[s].value - exact) <= row.means[s].margin


@pytest.mark.parametrize("seed", range(3))
def test_sampled_means_are_within_their_margins(seed):
    code = random_biregular(18, 18, 3, seed)
    sampled = mean_error(code, 9, samples=3000, seed=seed)
    assert sampled.kind == "sampled"
    exact = _enumerated(unit_rows(code), 9).value
    assert abs(sampled.value - exact) <= sampled.margin
    mixed = random_error(code, 0.3, samples=3000, seed=seed)
    law = [comb(18, s) * 0.3**s * 0.7 ** (18 - s) for s in range(19)]
    whole = sum(x * _enumerated(unit_rows(code), s).value for s, x in enumerate(law) if x > 1e-7)
    assert abs(mixed.value - whole) <= mixed.margin + 1e-4


def test_random_error_with_a_probability_for_each_worker():
    code, chances = random_biregular(6, 6, 3, 1), [0.1, 0.9, 0.5, 0.0, 1.0, 0.3]
    expected = 0.0
    for bits in product([0, 1], repeat=6):
        weight = prod(p if b else 1 - p for p, b in zip(chances, bits, strict=True))
        expected += weight * float(error(code, [w for w in range(6) if bits[w]]))
    assert random_error(code, chances).value == pytest.approx(expected, abs=1e-6)
    with pytest.raises(BadInput, match="must be 0"):
        random_error(code, 1.5)


def test_orders_and_the_pareto_front(rows):
    assert ordered(rows, at=4)[0].code.name == "2-(7,3,1), workers = points"
    first = ordered(rows, level=Fraction(1, 5))[0]
    assert first.threshold(Fraction(1, 5)).at_least == 4
    stars = pareto(rows, 3)
    for row, star in zip(rows, stars, strict=True):
        beaten = any(
            other.relative(3)[1] < row.relative(3)[1] and other.mean(3) < row.mean(3) - 1e-6
            and max(other.code.load()) / other.code.partitions
            < max(row.code.load()) / row.code.partitions
            for other in rows if other.relative(3)
        )  # fmt: skip
        assert not (star and beaten)
    assert any(stars)
    with pytest.raises(BadInput, match="not by both"):
        ordered(rows, at=1, level=Fraction(1))


def test_nets_have_their_closed_form_in_a_comparison():
    (row,) = [r for r in compare(6, 3) if r.code.recipe["family"] == "net"]
    assert "classes" in row.curve[4].method
    assert [p.error for p in row.curve] == [p.error for p in curve(row.code)]
    assert row.exact_below == 2


def test_the_least_redundancy():
    found = tolerate(7, 3, Fraction(1, 7))
    assert found.code.redundancy() == found.redundancy
    assert worst_case(found.code, 3).error <= Fraction(found.code.partitions, 7)
    for d in range(1, found.redundancy):
        for other in (c.code for c in candidates(7, d)):
            if other.workers == 7 and max(other.replication()) <= d:
                assert worst_case(other, 3).error > Fraction(other.partitions, 7)


def test_no_error_needs_one_more_than_the_stragglers():
    found = tolerate(9, 2, 0)
    assert (found.redundancy, found.needed) == (3, 3)
    with pytest.raises(BadInput, match="stragglers"):
        tolerate(3, 3, 0)


def test_comparison_files(run, tmp_path):
    table = tmp_path / "x.csv"
    words = ("compare", "-n", 6, "-d", 2, "--csv", table, "--random", "0.2", "--at", 2)
    code, out, _ = run(*words)
    assert code == 0
    assert "random" in out
    assert "*" in out
    lines = table.read_text().splitlines()
    assert lines[0].startswith("code,n,k,load")
    assert all(len(line.split(",")) >= 11 for line in lines)


@pytest.mark.parametrize(
    "words",
    [("-n", 6), ("-n", 6, "-d", 2, "--tolerate", 1), ("-n", 6, "-d", 2, "--at", 9),
     ("-n", 6, "-d", 2, "--random", 2), ("-n", 6, "-d", 2, "--threshold", "x"),
     ("-n", 6, "-d", 2, "--threshold", "1/5", "--at", 2), ("-n", 6, "--tolerate", 6)],
)  # fmt: skip
def test_comparisons_badly_asked(run, words):
    assert run("compare", *words)[0] == 2


def test_the_inverse_question_at_the_prompt(run):
    code, out, _ = run("compare", "-n", 7, "--tolerate", 3, "--error", "1/7")
    assert code == 0
    assert "redundancy" in out
    code, out, _ = run("compare", "-n", 4, "--tolerate", 1, "--json")
    assert json.loads(out)["redundancy"] == 2
