"""Product codes: Kronecker products, symmetries, recipes, the command line."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from small_matrices import matrices

from designs import (
    BadInput,
    GradientCode,
    Symmetry,
    build,
    fractional_repetition,
    read_code,
    uncoded,
)
from designs.codes.duplication import duplicated
from designs.codes.product import product


@given(matrices(), matrices())
def test_a_product_is_the_kronecker_product(a, b):
    found = product(a, b)
    matrix = np.kron(np.array(a.encoding, dtype=object), np.array(b.encoding, dtype=object))
    assert found == GradientCode(matrix.tolist())
    assert found.load() == tuple(x * y for x in a.load() for y in b.load())
    assert found.replication() == tuple(x * y for x in a.replication() for y in b.replication())


@given(matrices(), matrices(), matrices())
def test_products_are_associative(a, b, c):
    assert product(product(a, b), c) == product(a, product(b, c))


def test_symmetries_of_the_factors_are_carried_over():
    a, b = fractional_repetition(4, 2), uncoded(3)
    found = product(a, b).symmetries
    assert len(found) == len(a.symmetries) + len(b.symmetries)
    assert Symmetry((1, 2, 0, 4, 5, 3, 7, 8, 6, 10, 11, 9), found[-1].partitions) == found[-1]


def test_equal_factors_are_exchanged():
    code = GradientCode([[1, 2, 0], [0, 1, 5]])
    (exchange,) = product(code, code).symmetries
    assert exchange.workers == (0, 2, 1, 3)
    assert exchange.partitions == (0, 3, 6, 1, 4, 7, 2, 5, 8)


@given(matrices(), matrices())
def test_codes_without_a_recipe_are_kept_whole_in_the_recipe(a, b):
    for code in (product(a, b), duplicated(a, 2), product(product(a, b), b)):
        assert build(json.loads(json.dumps(code.to_json()["recipe"]))) == code


def test_products_too_large_to_hold():
    with pytest.raises(BadInput, match="entries"):
        product(uncoded(100), uncoded(100))


def test_products_and_copies_at_the_prompt(tmp_path, run, fano):
    both = tmp_path / "product.json"
    assert run("code", "product", "--first", fano, "--second", fano, "-o", both)[0] == 0
    base = read_code(fano)
    assert read_code(both) == product(base, base)
    assert read_code(both).recipe["first"]["family"] == "block-design"
    copies = tmp_path / "copies.json"
    words = ("--code", fano, "--copies", 2, "--of", "partitions", "-o", copies)
    assert run("code", "duplicated", *words)[0] == 0
    assert read_code(copies) == duplicated(base, 2, "partitions")
