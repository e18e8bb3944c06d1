"""Certificates of the search with concave bounds: accepted, and true even if tampered with."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from adversary import worst_case
from adversary.certificate import tree_certificate, verify
from adversary.worst_case.tree.tree import TreeSearch
from designs import GradientCode, VerificationError, random_biregular

CODES = {
    (12, 6): random_biregular(12, 12, 4, seed=1),
    (14, 8): random_biregular(14, 14, 3, seed=2),
    (16, 8): random_biregular(16, 16, 4, seed=1),
    (16, 9): random_biregular(16, 8, 4, seed=3),
    (20, 10): random_biregular(20, 20, 4, seed=1),
    (24, 12): random_biregular(24, 24, 4, seed=1),
    (13, 8): GradientCode(random_biregular(14, 14, 4, seed=1).encoding[:13]),
}


@cache
def searched(n, s, gap=Fraction(0)):
    code = CODES[n, s]
    start = worst_case(code, s, gap=4).worst_set
    tree = TreeSearch(code, s, start, gap=gap, keep_records=True)
    tree.run(None, None)
    result = replace(worst_case(code, s, gap=4), lower=tree.lower, upper=tree.upper)
    return tree_certificate(code, replace(result, worst_set=tree.worst_set), tree.records())


def with_records(certificate, records):
    return replace(certificate, proof=dict(certificate.proof) | {"records": records})


@pytest.mark.parametrize("size", CODES, ids=str)
def test_the_search_writes_concave_bounds_that_are_accepted(size):
    made = searched(*size)
    assert any(record.startswith("c ") for record in made.proof["records"])
    assert verify(made).startswith(f"e({size[1]}) = {made.upper} for ")


@pytest.mark.parametrize("size", CODES, ids=str)
def test_the_sizes_are_near_the_least_that_can_be_proved(size):
    made = searched(*size)
    records = made.proof["records"]
    found = [i for i, record in enumerate(records) if record.startswith("c ")]
    for i in found[:: len(found) // 20 + 1]:
        _, proved, *rest = records[i].split()
        smaller = " ".join(["c", str(int(proved) * 9 // 10), *rest])
        with pytest.raises(VerificationError, match=f"record {i}: the size is not proved"):
            verify(with_records(made, [*records[:i], smaller, *records[i + 1 :]]))


def tampered(rng, record):
    """A few numbers changed; the y of a concave bound keep their sum half of the time."""
    if record[0] == "c" and rng.randrange(2):
        words = record.split()
        for i, step in zip(rng.sample(range(3, len(words)), 2), (-2, 2), strict=True):
            words[i] = str(int(words[i]) + step)
        return " ".join(words)
    numbers = re.findall("-?[0-9]+", record)
    chosen = rng.randrange(len(numbers))
    numbers[chosen] = str(int(numbers[chosen]) + rng.choice([-1, 1, -5, 9]))
    return re.sub("-?[0-9]+", lambda _: numbers.pop(0), record)


@pytest.mark.parametrize("size", [(12, 6), (14, 8), (13, 8)], ids=str)
def test_tampered_concave_bounds_prove_nothing_that_is_false(size):
    rng, originals = random.Random(0), [searched(*size), searched(*size, gap=Fraction(1, 4))]
    truth, accepted = originals[0].upper, 0
    for number in range(200):
        records = list(originals[number % 2].proof["records"])
        for i in rng.sample([i for i, record in enumerate(records) if record[0] in "cfp"], 2):
            records[i] = tampered(rng, records[i])
        upper = truth * Fraction(rng.choice([98, 99, 100, 110]), 100)
        claim = replace(with_records(originals[number % 2], records), upper=upper)
        try:
            verify(claim)
        except VerificationError:
            continue
        assert claim.upper >= truth
        accepted += 1
    assert accepted
