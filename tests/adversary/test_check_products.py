"""The checker: products of two codes of equal overlaps, and copies of workers."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from functools import cache

import pytest
from checking import certificate, closed, sealed, worst

from adversary import error
from adversary.check import RejectedError, check
from adversary.worst_case.closed_form import closed_form
from adversary.worst_case.closed_form.products import proved_staircases
from designs import GradientCode, block_design, cyclic_repetition, fractional_repetition
from designs.codes import duplicated, grid, product, uncoded
from designs.errors import show

TRIANGLE, SQUARE, SIX = block_design(3, 2, 1), block_design(4, 2, 1), block_design(6, 3, 2)
PAIRS = [(TRIANGLE, TRIANGLE), (TRIANGLE, SQUARE), (uncoded(2), SQUARE), (SQUARE, uncoded(3)),
         (GradientCode([[2, 1], [1, 2]]), SIX)]  # fmt: skip


def board(n1, n2):
    return [[i * n2 + j for j in range(n2)] for i in range(n1)]


def of_pair(one, two):
    """A product with scaled rows in another order, its rectangle, and its proved worst cases."""
    whole, n = product(one, two), one.workers * two.workers
    order = random.Random(n).sample(range(n), n)
    scales = [Fraction(random.Random(w).choice([1, 2, -1, -3]), 1 + w % 3) for w in range(n)]
    rows = [[x * scales[w] for x in whole.encoding[w]] for w in order]
    place = [[order.index(w) for w in row] for row in board(one.workers, two.workers)]
    return GradientCode(rows), place, proved_staircases(one, two)


@pytest.mark.parametrize("pair", PAIRS, ids=range(len(PAIRS)))
def test_products(pair):
    code, place, proved = of_pair(*pair)
    for s, value in enumerate(proved[:7]):
        proof = closed("product", workers=place)
        assert worst(code, s)[0] == value
        check(certificate(code, s, "optimal", proof))
        across = [list(column) for column in zip(*place, strict=True)]
        check(certificate(code, s, "optimal", closed("product", workers=across)))
        low = certificate(code, s, "optimal", proof, upper=value - Fraction(1, 10**20))
        with pytest.raises(RejectedError, match="upper end"):
            check(low)


def test_beyond_the_limit_a_product_proves_nothing():
    code, place, proved = of_pair(TRIANGLE, TRIANGLE)
    s = len(proved)
    with pytest.raises(RejectedError, match="staircase"):
        check(certificate(code, s, "optimal", closed("product", workers=place)))


WRONG = {
    "two workers exchanged": [[0, 1, 5], [3, 4, 2], [6, 7, 8]],
    "a column moved": [[1, 0, 2], [3, 4, 5], [6, 7, 8]],
    "a worker twice": [[0, 1, 2], [3, 4, 5], [6, 7, 7]],
    "a worker missing": [[0, 1, 2], [3, 4, 5], [6, 7]],
    "a stranger": [[0, 1, 2], [3, 4, 5], [6, 7, 9]],
    "one row": [[*range(9)]],
    "one column": [[w] for w in range(9)],
    "too few rows": [[0, 1, 2], [3, 4, 5]],
    "no list": "012345678",
    "no lists": [*range(9)],
    "no rows": [],
    "no numbers": [["0", "1", "2"], [3, 4, 5], [6, 7, 8]],
}


@pytest.mark.parametrize("place", WRONG.values(), ids=WRONG)
def test_what_is_no_rectangle(place):
    code = product(TRIANGLE, TRIANGLE)
    check(certificate(code, 2, "optimal", closed("product", workers=board(3, 3))))
    with pytest.raises(RejectedError):
        check(certificate(code, 2, "optimal", closed("product", workers=place)))


@pytest.mark.parametrize(
    ("code", "place"),
    [(product(TRIANGLE, GradientCode([[2, -1], [-1, 2]])), board(3, 2)),
     (product(TRIANGLE, GradientCode([[1, 1], [1, 1]])), board(3, 2)),
     (product(TRIANGLE, GradientCode([[1, -1, 0], [0, 1, -1]])), board(3, 2)),
     (product(TRIANGLE, GradientCode([[1, 0], [1, 1]])), board(3, 2)),
     (cyclic_repetition(6, 3), board(2, 3)), (grid([3, 3]), board(2, 3)),
     (fractional_repetition(6, 2), board(3, 2))],
    ids=range(7),
)  # fmt: skip
def test_other_codes_are_no_products(code, place):
    for s in range(code.workers):
        with pytest.raises(RejectedError):
            check(certificate(code, s, "optimal", closed("product", workers=place)))


def test_a_product_is_for_optimal_decoding():
    with pytest.raises(RejectedError, match="decoder"):
        check(certificate(product(TRIANGLE, TRIANGLE), 2, "one-step",
                          closed("product", workers=board(3, 3))))  # fmt: skip


INNER = {
    "equal-overlap": SQUARE,
    "disjoint-groups": uncoded(3),
    "orthogonal-classes": grid([2, 2]),
    "ranks": cyclic_repetition(4, 2),
}


@pytest.mark.parametrize(("kind", "code"), INNER.items(), ids=INNER)
@pytest.mark.parametrize("copies", [2, 3])
def test_copies(kind, code, copies):
    twice = duplicated(code, copies)
    signs = [[x * (-2 if w % 3 == 0 else 1) for x in row] for w, row in enumerate(twice.encoding)]
    many = GradientCode(signs[::-1])
    for s in range(min(many.workers, 2 * copies + 1)):
        if kind == "ranks" and s >= 2 * copies:
            continue
        nested = closed("copies", proof=closed(kind))
        check(certificate(many, s, "optimal", nested))
        low = worst(many, s)[0] - Fraction(1, 10**9)
        with pytest.raises(RejectedError, match="upper end"):
            check(certificate(many, s, "optimal", nested, upper=low))


def test_unequal_copies_are_none():
    rows = [*SQUARE.encoding, SQUARE.encoding[0]]
    for code in (GradientCode(rows), SQUARE):
        with pytest.raises(RejectedError, match="as often"):
            check(certificate(code, 1, "optimal",
                              closed("copies", proof=closed("equal-overlap"))))  # fmt: skip


@cache
def originals():
    found = []
    for pair in PAIRS[:4]:
        code, place, proved = of_pair(*pair)
        proof = closed("product", workers=place)
        found += [certificate(code, s, "optimal", proof) for s in range(1, min(len(proved), 4))]
    twice = duplicated(TRIANGLE, 2)
    nested = closed("copies", proof=closed("equal-overlap"))
    return [*found, *(certificate(twice, s, "optimal", nested) for s in (2, 3, 4))]


def mutated(rng, original):
    """A changed certificate, whose id and lower end are made to fit what was changed."""
    result = json.loads(json.dumps(original))
    claim, code, proof = result["claim"], result["code"], result["proof"]
    match rng.randrange(5):
        case 0:
            row = rng.choice(code["encoding"])
            row[rng.randrange(len(row))] = rng.choice([0, 1, 2, -1, "1/2"])
        case 1:
            factor = Fraction(rng.choice(["1/2", "999/1000", "11/10"]))
            claim["upper"] = show(Fraction(claim["upper"]) * factor)
        case 2:
            claim["stragglers"] = rng.randint(0, len(code["encoding"]))
        case 3 if "workers" in proof:
            one, two = rng.choice(proof["workers"]), rng.choice(proof["workers"])
            i, j = rng.randrange(len(one)), rng.randrange(len(two))
            one[i], two[j] = two[j], one[i]
        case _:
            rng.shuffle(code["encoding"])
    n = len(code["encoding"])
    result["witness"] = sorted(rng.sample(range(n), claim["stragglers"]))
    claim["lower"] = show(error(GradientCode(code["encoding"]), result["witness"]))
    return sealed(result)


def test_what_is_accepted_after_tampering_is_true():
    rng, accepted = random.Random(3), 0
    for number in range(150):
        changed = mutated(rng, originals()[number % len(originals())])
        try:
            check(changed)
        except RejectedError:
            continue
        claim, code = changed["claim"], GradientCode(changed["code"]["encoding"])
        value = worst(code, claim["stragglers"])[0]
        assert Fraction(claim["lower"]) <= value <= Fraction(claim["upper"])
        accepted += 1
    assert accepted > 10


def test_the_finder_and_the_checker_agree_on_a_large_product():
    plane = block_design(13, 4, 1)
    whole = product(plane, plane)
    found = closed_form(whole, 26)
    proof = closed("product", workers=board(13, 13))
    made = certificate(whole, 26, "optimal", proof, value=found.value, silent=found.worst_set)
    check(made)
    claim = made["claim"] | {"upper": show(found.value - Fraction(1, 10**12))}
    with pytest.raises(RejectedError, match="upper end"):
        check(sealed(made | {"claim": claim}))
