"""Gradient codes: entries, equality, files, symmetries, and what is refused."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from any_codes import codes
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, GradientCode, Symmetry
from designs.algebra.linear import independent_rows
from designs.codes.base import generator, require_divides


@given(codes())
def test_json_round_trip(code):
    again = GradientCode.from_json(json.loads(json.dumps(code.to_json())))
    assert again == code
    assert again.identity() == code.identity()


@given(codes())
def test_repr_evaluates_back(code):
    assert eval(repr(code)) == code


@given(codes(), codes())
def test_equality_is_of_encodings(a, b):
    assert (a == b) == (a.encoding == b.encoding) == (a.identity() == b.identity())


@given(codes(st.floats(allow_nan=False, allow_infinity=False)))
def test_floats_are_the_dyadic_rationals_that_they_are(code):
    again = GradientCode([[float(x) for x in row] for row in code.encoding])
    assert again == code


@given(codes())
def test_integer_rows_keep_every_span(code):
    for row, scaled in zip(code.encoding, code.integer_rows(), strict=True):
        assert len(independent_rows([scaled])) == any(row)
        pairs = combinations(range(code.partitions), 2)
        assert all(row[i] * scaled[j] == row[j] * scaled[i] for i, j in pairs)


def test_all_the_ways_to_write_an_entry():
    rows = [[1, "1/2", 0.25, np.int64(3), np.float64(0.5), Fraction(2, 3), True]]
    expected = (1, Fraction(1, 2), Fraction(1, 4), 3, Fraction(1, 2), Fraction(2, 3), 1)
    assert GradientCode(rows).encoding == (expected,)


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([], "a worker and a partition"),
        ([[]], "a worker and a partition"),
        ([[1, 2], [3]], "equally long"),
        ([[float("nan")]], "finite"),
        ([[float("inf")]], "finite"),
        ([["x"]], "finite"),
        ([["1/0"]], "finite"),
        ([[None]], "finite"),
        ([[1j]], "finite"),
    ],
)
def test_malformed_matrices(rows, text):
    with pytest.raises(BadInput, match=text):
        GradientCode(rows)


@pytest.mark.parametrize(
    "value",
    [
        None,
        3,
        {},
        {"encoding": 3},
        {"encoding": [[1.5]]},
        {"encoding": [[True]]},
        {"encoding": [3]},
        {"format": "other/1", "encoding": [[1]]},
        {"workers": 2, "encoding": [[1]]},
        {"encoding": [[1]], "symmetries": [[1]]},
        {"encoding": [[1]], "symmetries": [[[0], ["x"]]]},
        {"encoding": [[1, 0]], "symmetries": [[[0], [1, 0]]]},
        {"encoding": [[1]], "symmetries": 5},
        {"encoding": [[1]], "recipe": 5},
        {"encoding": [[1]], "recipe": "abc"},
        {"encoding": [["1e999999999"]]},
    ],
)
def test_malformed_code_files(value):
    with pytest.raises(BadInput):
        GradientCode.from_json(value)


@given(st.integers(0, 2**70))
def test_a_seed_draws_the_same_again(seed):
    assert generator(seed).integers(1 << 40) == generator(seed).integers(1 << 40)


def test_negative_seeds_are_refused():
    with pytest.raises(BadInput, match="a seed must be at least 0, got -1"):
        generator(-1)


@pytest.mark.parametrize("text", ["1e99999", "1E-123456"])
def test_decimals_with_long_exponents_are_not_written_out(text):
    with pytest.raises(BadInput, match="at most 4 digits"):
        GradientCode([[text]])


def test_entries_beyond_float64_have_no_array_but_a_file():
    code = GradientCode([[10**400, 1]])
    with pytest.raises(BadInput, match="float64"):
        code.to_numpy()
    assert GradientCode.from_json(json.loads(json.dumps(code.to_json()))) == code


@given(st.integers(1, 40), st.integers(1, 40))
def test_the_nearest_numbers_that_are_named_are_multiples(size, workers):
    if workers % size == 0:
        require_divides("group", size, workers)
        return
    with pytest.raises(BadInput) as error:
        require_divides("group", size, workers)
    below, above = map(int, str(error.value).rsplit(" are ", 1)[1].split(" and "))
    assert below < workers < above
    assert below % size == above % size == above - below - size == 0


def test_a_summary_tells_what_a_worker_holds():
    assert GradientCode([[1, 1], [0, 1]]).summary().endswith("each worker holds 1 to 2 partitions")
    assert "redundancy 3/2" in str(GradientCode([[1, 1], [0, 1]]))


def test_symmetries_are_checked():
    with pytest.raises(BadInput, match="leave the encoding"):
        GradientCode([[1, 0], [1, 1]], symmetries=[Symmetry((1, 0), (0, 1))])
    with pytest.raises(BadInput, match="permute"):
        GradientCode([[1, 0], [1, 1]], symmetries=[Symmetry((0, 0), (0, 1))])
