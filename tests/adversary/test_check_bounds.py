"""The checker on proofs of bounds: polynomials, perspectives, big-M, in both kinds of files."""

from __future__ import annotations

import json
import random
from bisect import bisect_left
from fractions import Fraction
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from checking import certificate, closed, entries, small_code, worst
from hypothesis import assume, given
from hypothesis import strategies as st

from adversary import error
from adversary.check import BOUND, RejectedError, check, semidefinite, verdict
from bounds.relaxation.common_weight import spectral_bound
from designs import GradientCode, block_design, random_biregular
from designs.errors import show

KINDS = ["polynomial", "perspective", "big-m"]


def bound(code, s, upper, proof):
    """A bound file."""
    return {
        "format": BOUND,
        "code": {"name": code.name, "encoding": entries(code)},
        "stragglers": s,
        "upper": show(upper),
        "proof": proof,
    }


def common_weight(code, m):
    """A weight for m survivors: the mean of k partitions over what m mean rows hold."""
    total = Fraction(sum(map(sum, code.encoding)))
    return code.partitions * code.workers / (m * total) if m and total else Fraction(0)


def polynomial(code, s, rng):
    """One weight v: u (sum z - f)^2 + d |z|^2 - v^2 z'Gz and a linear term, with room for pairs."""
    n, f = code.workers, code.workers - s
    v = Fraction(round(8 * common_weight(code, max(1, f))), 8)
    room = sum(v * v * x * x for row in code.encoding for x in row) + 1
    u = rng.choice([1, 4]) * room
    pairs = [["both", 0, 1, "1/9"], ["first", 1, 0, "1/9"], ["none", 1, 0, "1/9"]] * (n > 1)
    return {
        "kind": "polynomial", "weights": [show(v)] * n, "balance": [show(u)] * n,
        "constant": show(-u * f), "pairs": rng.sample(pairs, min(len(pairs), rng.randint(0, 3))),
        "diagonal": [show(u + room)] * n,
    }  # fmt: skip


def spectral(code, s, _):
    """The tight polynomial of a code with constant sums."""
    return spectral_bound(code, s).to_json()["proof"]


def perspective(code, _, rng):
    """Scales small enough for Q, and one weight."""
    size = sum(x * x for row in code.encoding for x in row) or 1
    d, x = 1 / Fraction(size) / rng.choice([2, 3]), common_weight(code, code.workers)
    n = code.workers
    return {"kind": "perspective", "decoder": [show(x / 2)] * n, "scales": [show(d)] * n}


def big_m(code, _, rng):
    """One weight, less and less."""
    x, n = common_weight(code, code.workers), code.workers
    factors = rng.choice([(3, 2, 1), (2, 1), (1,)])
    return {"kind": "big-m", "decoders": [[show(x * a / 4)] * n for a in factors]}


MADE = (polynomial, perspective, big_m)
REGULAR = [
    block_design(7, 3, 1),
    random_biregular(6, 6, 3, seed=1),
    random_biregular(6, 3, 2, seed=1),
]


def accepted(claim):
    try:
        check(claim)
    except RejectedError:
        return False
    return True


def least_accepted(code, s, proof):
    """The least multiple of 1/16 of a power of two that the proof shows, if it shows any."""
    uppers = [Fraction(j, 16) for j in range(16 * code.partitions + 1)]
    uppers += [Fraction(code.partitions * 2**j) for j in range(1, 12)]
    at = bisect_left(uppers, x=True, key=lambda upper: accepted(bound(code, s, upper, proof)))
    return uppers[at] if at < len(uppers) else None


@cache
def examples():
    """Bounds of every kind that are accepted."""
    rng, found = random.Random(1), []
    made = [(code, make) for code in map(small_code, (2, 5, 9, 12, 17, 21)) for make in MADE]
    made += [(code, make) for code in REGULAR for make in (*MADE, spectral)]
    for code, make in made:
        for s in sorted({1, code.workers // 2}):
            proof = make(code, s, rng)
            upper = least_accepted(code, s, proof)
            if upper is not None:
                found.append((code, bound(code, s, upper, proof)))
    return found


def test_there_are_examples_of_every_kind():
    kinds = [value["proof"]["kind"] for _, value in examples()]
    assert all(kinds.count(kind) > 5 for kind in KINDS), kinds
    below = [v for c, v in examples() if Fraction(v["upper"]) < c.partitions]
    assert len(below) > 10


def test_what_is_proved_is_true_and_is_proved_in_a_certificate_too():
    for code, value in examples():
        s, upper = value["stragglers"], Fraction(value["upper"])
        assert verdict(value).upper == upper >= worst(code, s)[0]
        assert verdict(value).lower is None
        check(certificate(code, s, "optimal", value["proof"], upper=upper))
        if s:
            more = closed("monotone", stragglers=s, proof=value["proof"])
            check(bound(code, s - 1, upper, more))


def test_kinds_of_certificates_prove_bounds_too():
    code = block_design(7, 3, 1)
    for upper, good in ((Fraction(4, 7), True), (Fraction(4, 7) - Fraction(1, 10**9), False)):
        assert accepted(bound(code, 2, upper, closed("equal-overlap"))) == good
        assert not accepted(bound(code, 2, upper, closed("fixed-tree", symmetries=[], records=[])))


def changed(rng, value):
    """A copy of a JSON value with one number in it changed, or one entry of a list moved."""
    copy = json.loads(json.dumps(value))
    proof = copy["proof"]
    place = rng.choice([copy, proof, copy["code"]["encoding"]])
    while True:
        keys = [key for key in (place if isinstance(place, dict) else range(len(place)))
                if isinstance(place[key], list) and place[key]]  # fmt: skip
        if not keys or (isinstance(place, dict) and rng.random() < 0.3):
            break
        place = place[rng.choice(keys)]
    if isinstance(place, dict):
        which = rng.randrange(3)
        if which == 0:
            factor = rng.choice(["1/2", "9/10", "999/1000", "11/10"])
            copy["upper"] = show(Fraction(copy["upper"]) * Fraction(factor))
        elif which == 1:
            copy["stragglers"] = rng.randint(0, len(copy["code"]["encoding"]))
        elif proof["kind"] == "polynomial":
            kind = rng.choice(["both", "first", "none"])
            n = len(copy["code"]["encoding"])
            proof["pairs"].append([kind, rng.randrange(n), rng.randrange(n), "1/7"])
        return copy
    at = rng.randrange(len(place))
    if isinstance(place[at], str) and place[at] in ("both", "first", "none"):
        place[at] = rng.choice(["both", "first", "none"])
    elif isinstance(place[at], int | str):
        x = Fraction(place[at])
        place[at] = show(rng.choice([-x, x + 1, x - 1, x * Fraction(9, 10), x / 2, Fraction(0)]))
    return copy


def accepted_changes(seed, count):
    """How many changed bounds the checker accepts, after making sure that they hold."""
    rng, originals, kinds = random.Random(seed), examples(), []
    for number in range(count):
        _, original = originals[number % len(originals)]
        value = changed(rng, original)
        if value != original and accepted(value):
            code = GradientCode(value["code"]["encoding"])
            assert worst(code, value["stragglers"])[0] <= Fraction(value["upper"]), value
            kinds.append(value["proof"]["kind"])
    return [kinds.count(kind) for kind in KINDS]


def test_accepted_changes_of_bounds_are_still_proofs():
    assert min(accepted_changes(0, 400)) > 10


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 7))
def test_many_more_accepted_changes_of_bounds_are_still_proofs(seed):
    assert min(accepted_changes(seed, 3000)) > 50


def test_no_bound_below_the_true_value_is_accepted():
    for code, value in examples():
        true = worst(code, value["stragglers"])[0]
        for upper in (true - Fraction(1, 10**9), true / Fraction(2), Fraction(0)):
            if upper < true:
                assert not accepted(value | {"upper": show(upper)})


@pytest.mark.parametrize("kind", KINDS)
def test_odd_parts_are_rejected_in_one_sentence(kind):
    _, value = next(e for e in examples() if e[1]["proof"]["kind"] == kind)
    odd = [None, True, -1, 0.25, "x", "", [], {}, [[]], ["1"], "1/0", [["1"] * 99], {"a": 1}]
    places = [(*path, key) for path in ((), ("code",), ("proof",)) for key in at(value, path)]
    for path in places:
        for x in odd:
            copy = json.loads(json.dumps(value))
            at(copy, path[:-1])[path[-1]] = x
            if harmless(path, x) or copy == value:
                continue
            with pytest.raises(RejectedError) as rejected:
                check(copy)
            assert 5 < len(str(rejected.value)) < 200
            assert "\n" not in str(rejected.value)


def at(value, path):
    for key in path:
        value = value[key]
    return value


def harmless(path, x):
    """A name; and whether there are no pairs does not matter to the form."""
    return (path[-1] == "name" and isinstance(x, str)) or (path[-1] == "pairs" and x == [])


def test_a_bound_says_nothing_from_below():
    value = bound(block_design(7, 3, 1), 1, 7, {"kind": "big-m", "decoders": []})
    assert check(value).startswith("e(1) <= 7 for encoding ")
    sets = combinations(range(7), 1)
    assert max(error(block_design(7, 3, 1), silent) for silent in sets) == Fraction(1, 4)


@given(st.integers(1, 4), st.data())
def test_semidefinite_is_decided_as_by_eigenvalues(size, data):
    entries = st.lists(st.integers(-3, 3), min_size=size, max_size=size)
    half = np.array(data.draw(st.lists(entries, min_size=size, max_size=size)))
    shift = data.draw(st.integers(-2, 1))
    matrix = half @ half.T + shift * np.eye(size, dtype=int)
    least = np.linalg.eigvalsh(matrix).min()
    assume(abs(least) > 1e-6 or shift == 0)
    exact = [[Fraction(int(x)) for x in row] for row in matrix]
    assert semidefinite(exact) == (least > -1e-9)
