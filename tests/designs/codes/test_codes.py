"""Gradient codes: parameters, exactness, symmetries, and what is refused."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import (
    FAMILIES,
    BadInput,
    Design,
    GradientCode,
    Recipe,
    Symmetry,
    Unavailable,
    block_design,
    build,
    cyclic_repetition,
    fractional_repetition,
    from_design,
    random_biregular,
    uncoded,
)
from designs.algebra.linear import independent_rows
from designs.codes import build_scheme, keeps_full_span
from designs.codes.family import example, registered
from designs.codes.recovery import _PRIME, left_null_space
from designs.command.code import example_words
from kirkman.__main__ import main

entries = st.one_of(st.integers(-5, 5), st.fractions(max_denominator=9, min_value=-4, max_value=4))


@st.composite
def codes(draw, values=entries):
    n, k = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    row = st.lists(values, min_size=k, max_size=k)
    return GradientCode(draw(st.lists(row, min_size=n, max_size=n)), draw(st.text(max_size=5)))


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


def test_block_design_codes_in_both_orientations():
    points = block_design(9, 3, 1, "points")
    blocks = block_design(9, 3, 1, "blocks")
    assert (points.workers, points.partitions) == (9, 12)
    assert set(points.load()) == {4}
    assert set(points.replication()) == {3}
    assert blocks.encoding == tuple(zip(*points.encoding, strict=True))


def test_block_design_code_of_a_given_recipe_has_its_symmetries():
    recipe = Recipe.of("singer", dimension=2, order=3)
    code = block_design(13, 4, 1, design=recipe)
    assert code.symmetries
    assert build(code.recipe) == code
    with pytest.raises(BadInput, match="must build"):
        block_design(7, 3, 1, design=recipe)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [((8, 3, 1), "there is no"), ((7, 3, 1, "rows"), "points"), ((1023, 511, 255 * 60), "entries")],
)  # fmt: skip
def test_block_design_codes_that_cannot_be(arguments, text):
    with pytest.raises(BadInput, match=text):
        block_design(*arguments)


@pytest.mark.parametrize(
    ("parameters", "text"), [((43, 7, 1), "there is no"), ((51, 6, 1), "known here is no")]
)
def test_block_design_codes_of_designs_that_are_not_there(parameters, text):
    with pytest.raises(Unavailable, match=text):
        block_design(*parameters)


@pytest.mark.parametrize(
    ("n", "d"), [(30, 3), (40, 3), (20, 3), (100, 2), (80, 2), (60, 2), (12, 6), (7, 7)]
)
@pytest.mark.parametrize("seed", range(3))
def test_cyclic_repetition_finds_an_exact_code_at_ordinary_sizes(n, d, seed):
    assert set(cyclic_repetition(n, d, seed).load()) == {d}


@pytest.mark.parametrize("build", [lambda: cyclic_repetition(5, 2, -1),
                                   lambda: random_biregular(6, 6, 2, -1)])  # fmt: skip
def test_negative_seeds_are_refused(build):
    with pytest.raises(BadInput, match="seed"):
        build()


def test_code_of_a_design_with_automorphisms():
    rotation = Design(4, [(0, 1), (1, 2), (2, 3), (0, 3)], [(1, 2, 3, 0)])
    assert len(from_design(rotation, "points").symmetries) == 1
    assert len(from_design(rotation, "blocks").symmetries) == 1


def test_symmetries_are_checked():
    with pytest.raises(BadInput, match="leave the encoding"):
        GradientCode([[1, 0], [1, 1]], symmetries=[Symmetry((1, 0), (0, 1))])
    with pytest.raises(BadInput, match="permute"):
        GradientCode([[1, 0], [1, 1]], symmetries=[Symmetry((0, 0), (0, 1))])


@given(st.integers(1, 5), st.integers(1, 5))
def test_fractional_repetition(groups, d):
    code = fractional_repetition(groups * d, d)
    assert set(code.load()) == set(code.replication()) == {d}
    assert len(set(code.encoding)) == groups


def test_fractional_repetition_names_the_nearest_numbers():
    with pytest.raises(BadInput, match="12 and 16"):
        fractional_repetition(13, 4)


@given(st.integers(1, 7), st.data())
def test_cyclic_repetition_recovers_exactly_over_the_rationals(n, data):
    d = data.draw(st.integers(1, n))
    code = cyclic_repetition(n, d, seed=data.draw(st.integers(0, 99)))
    for w, row in enumerate(code.encoding):
        assert {j for j, x in enumerate(row) if x} == {(w + i) % n for i in range(d)}
    ones = (1,) * n
    for silent in combinations(range(n), d - 1):
        left = [row for w, row in enumerate(code.integer_rows()) if w not in silent]
        assert len(independent_rows([*left, ones])) == len(independent_rows(left))


def test_cyclic_repetition_is_the_same_for_the_same_seed():
    assert cyclic_repetition(9, 4, seed=5) == cyclic_repetition(9, 4, seed=5)
    assert cyclic_repetition(9, 4, seed=5) != cyclic_repetition(9, 4, seed=6)


@given(st.integers(1, 9), st.integers(1, 9), st.data())
def test_random_biregular(n, k, data):
    d = data.draw(st.integers(1, n))
    seed = data.draw(st.integers(0, 9))
    if k * d % n:
        with pytest.raises(BadInput, match="nearest number of partitions") as error:
            random_biregular(n, k, d, seed)
        nearest = int(str(error.value).rsplit(" ", 1)[1])
        assert nearest * d % n == 0
        return
    code = random_biregular(n, k, d, seed)
    assert set(code.replication()) == {d}
    assert set(code.load()) == {k * d // n}
    assert code == random_biregular(n, k, d, seed)


@given(codes(st.integers(-2, 2)), st.integers(0, 4))
def test_keeps_full_span_is_right_when_it_says_yes(code, s):
    if s > code.workers:
        return
    rows = code.integer_rows()
    rank = len(independent_rows(rows))
    ones = (1,) * code.partitions
    whole = all(
        len(independent_rows(left)) == rank == len(independent_rows([*left, ones]))
        for silent in combinations(range(code.workers), s)
        for left in [[r for w, r in enumerate(rows) if w not in silent]]
    )
    assert keeps_full_span(code, s) == whole


def test_left_null_space_annihilates():
    matrix = np.array([[1, 2, 3], [4, 5, 6], [5, 7, 9], [0, 1, 1]])
    null = left_null_space(matrix)
    assert len(null) == 4 - 3
    assert not (null @ matrix % _PRIME).any()


RECIPES = [example(family) for family in FAMILIES]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda r: r["family"])
def test_every_family_rebuilds_from_the_recipe_of_its_code(recipe):
    code = build(recipe)
    assert build(json.loads(json.dumps(code.to_json()["recipe"]))) == code


@pytest.mark.parametrize("family", registered())
def test_the_examples_are_small_enough_to_try_all_sets(family):
    recipe = example(family)
    small = build(recipe) if family in FAMILIES else build_scheme(recipe)
    assert small.workers <= 12


PLAIN = [
    name for name, known in registered().items()
    if not any(isinstance(x, dict) for x in known.example.values())
]  # fmt: skip


@pytest.mark.parametrize("family", PLAIN)
def test_the_example_in_the_help_gives_the_example(family, capsys):
    assert main(["code", *example_words(family), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    wanted = (build if family in FAMILIES else build_scheme)(example(family))
    assert found == json.loads(json.dumps(wanted.to_json()))


def test_the_help_of_a_family_shows_its_example(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["code", "fractional-repetition", "--help"]) == 0
    example = "kirkman code fractional-repetition --workers 6 --replication 3"
    assert example in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("recipe", [{}, {"family": "x"}, {"family": ["x"]}, {"family": "uncoded"},
                                    {"family": "uncoded", "size": 3}])  # fmt: skip
def test_malformed_code_recipes(recipe):
    with pytest.raises(BadInput):
        build(recipe)


def test_uncoded_is_the_identity():
    assert np.array_equal(uncoded(4).to_numpy(), np.eye(4))
