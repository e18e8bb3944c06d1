"""The checker on bounds for every code of a class: what is accepted holds for codes at hand."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from functools import cache
from itertools import combinations

import pytest

from adversary import error
from adversary.check import _COUNTS, UNIVERSAL, RejectedError, check, verdict
from bounds.universal.certificate import universal_certificate
from bounds.universal.derive import derived
from bounds.universal.least import stored_results
from bounds.universal.shape import Shape
from designs import GradientCode, block_design, cyclic_repetition

SHAPES = [(7, 7, 3), (7, 7, 4), (4, 6, 2), (6, 10, 3), (6, 6, 3), (5, 4, 2), (6, 3, 4), (3, 4, 1)]


@cache
def examples():
    """A certificate for every kind of last step, with free and with equal loads."""
    found = []
    for n, k, d in SHAPES:
        for load in (False, *([True] if k * d % n == 0 else [])):
            shape = Shape(n, k, d, constant_load=load)
            for s in range(1, n):
                value = universal_certificate(shape, s)
                for proved in derived(shape, s).values():
                    if proved.value:
                        claim = {"lower": str(proved.value), "proof": proved.proof}
                        found.append(json.loads(json.dumps(value | claim)))
    return found


@cache
def codes(n, k, d):
    """Some 0/1 codes of a shape: neighbours, repetition, steps of two, a design, and drawn ones."""
    rng = random.Random(n + 100 * k + 10_000 * d)
    columns = [
        [[(j * d + i) % n for i in range(d)] for j in range(k)],
        [[(j // d * d + i) % n for i in range(d)] for j in range(k)],
        [[(j + i) % n for i in range(d)] for j in range(k)],
        [[*some] for some in combinations(range(n), d)][:k],
        *([sorted(rng.sample(range(n), d)) for _ in range(k)] for _ in range(4)),
    ]
    if (n, k, d) in {(7, 7, 3), (7, 7, 4), (3, 3, 2), (4, 4, 3), (5, 5, 4), (6, 6, 5)}:
        design = block_design(n, d, d * (d - 1) // (n - 1)).encoding
        columns.append([[w for w in range(n) if design[w][j]] for j in range(n)])
    return [
        GradientCode([[int(w in c) for c in held] for w in range(n)])
        for held in columns if len(held) == k
    ]  # fmt: skip


@cache
def worst(code, s):
    return max(error(code, silent) for silent in combinations(range(code.workers), s))


@cache
def least(n, k, d, level, s):
    """The least e(s) of the codes at hand with this shape, or of all that there are."""
    known = stored_results().get((n, k, d, k * d // n if level else None, s))
    if known:
        return known.error
    loads = [code for code in codes(n, k, d) if not level or len(set(code.load())) == 1]
    return min((worst(code, s) for code in loads), default=k)


def least_of_mean(n, k, d, level, s):
    """The same for a mean redundancy: columns of two redundancies, mixed."""
    if d.denominator == 1:
        return least(n, k, int(d), level, s)
    low, more = int(d), (d - int(d)) * k
    pairs = zip(codes(n, k, low), codes(n, k, low + 1), strict=False)
    mixed = [
        GradientCode(
            [
                (*a[: int(more)], *b[int(more) :])
                for a, b in zip(y.encoding, x.encoding, strict=True)
            ]
        )
        for x, y in pairs
    ]
    loads = [code for code in mixed if not level or len(set(code.load())) == 1]
    whole = more.denominator == 1
    return min((worst(code, s) for code in loads), default=k) if whole else k


def real_least(n, k, d, level, s):
    """At most the least e(s) of real codes: nothing is lost before d stragglers where n = k."""
    return Fraction(0) if n == k and s < d else least(n, k, d, level, s)


def proofs_in(proof):
    while isinstance(proof, dict):
        yield proof
        proof = proof.get("proof")


def tampered(rng, original):
    value = json.loads(json.dumps(original))
    for _ in range(rng.randint(1, 3)):
        codes_, proofs = value["class"], [*proofs_in(value["proof"])]
        inner = rng.choice(proofs)
        match rng.randrange(9):
            case 0:
                value["lower"] = str(Fraction(value["lower"]) * rng.choice([2, Fraction(9, 8)]))
            case 1:
                value["stragglers"] = rng.randint(0, codes_["workers"])
            case 2:
                name = rng.choice(["workers", "partitions"])
                codes_[name] = max(1, codes_[name] + rng.choice([-1, 1]))
            case 3:
                codes_["redundancy"] = rng.choice(["1", "2", "3", "4", "5/2", 0, "-1", "7"])
            case 4:
                name = rng.choice(["constant_load", "constant_replication"])
                codes_[name] = not codes_[name]
            case 5:
                codes_["coefficients"] = rng.choice(["binary", "real"])
            case 6:
                inner["kind"] = rng.choice([*_COUNTS])
            case 7 if "times" in inner:
                inner["times"] += rng.choice([-1, 1])
            case _:
                inner["proof"] = rng.choice(proofs_in_any(rng))
                inner["kind"] = rng.choice(["unless a design", "complement", inner["kind"]])
    return value


def proofs_in_any(rng):
    return [*proofs_in(json.loads(json.dumps(rng.choice(examples())["proof"])))]


def accepted_tamperings(seed, count):
    """How many tamperings are accepted; each must hold for the codes of its class."""
    rng, originals, accepted = random.Random(seed), examples(), 0
    for number in range(count):
        value = tampered(rng, originals[number % len(originals)])
        try:
            found = verdict(value)
        except RejectedError:
            continue
        n, k, d, binary, copies, level, designs = found.codes
        assert designs
        if copies:
            limit = (least if binary else real_least)(n, k, int(d), level, found.stragglers)
        else:
            limit = least_of_mean(n, k, d, level, found.stragglers)
        assert found.lower <= limit, value
        accepted += value not in originals
    return accepted


def test_accepted_tamperings_hold_for_the_codes_at_hand():
    assert accepted_tamperings(0, 400) > 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_many_more_accepted_tamperings_hold(seed):
    assert accepted_tamperings(seed, 2000) > 100


def test_every_kind_has_an_example():
    kinds = {proof["kind"] for value in examples() for proof in proofs_in(value["proof"])}
    assert kinds == {*_COUNTS}


def test_nothing_above_a_code_is_accepted():
    above = 0
    for original in examples():
        shape = original["class"]
        n, k, d = shape["workers"], shape["partitions"], int(shape["redundancy"])
        value = least(n, k, d, shape["constant_load"], original["stragglers"])
        for lower in {value + Fraction(1, 10**20), value + 1}:
            above += 1
            with pytest.raises(RejectedError, match="does not show the lower end"):
                check(original | {"lower": str(lower)})
    assert above > 400


def test_real_codes_that_lose_nothing_are_not_contradicted():
    code = cyclic_repetition(7, 3)
    for s in range(7):
        value = universal_certificate(Shape(7, 7, 3, "real", constant_load=True), s)
        assert Fraction(value["lower"]) <= worst(code, s)


@pytest.mark.parametrize(("change", "sentence"), [
    ({"class": {}}, "class must have: workers"),
    ({"stragglers": 8}, "the stragglers are not 0..7"),
    ({"stragglers": True}, "the stragglers are not 0..7"),
    ({"lower": "0.5"}, "a number is no integer and no p/q"),
    ({"proof": {"kind": "hearsay"}}, "there is no proof of this kind for a class"),
    ({"proof": {"kind": "silenced in turn", "times": 1}}, "proof must have: kind"),
    ({"proof": {"kind": "star"}}, "not proved of this class"),
    ({"proof": {"kind": "dimension", "times": 0, "proof": {"kind": "least loads"}}}, "not so many"),
    ({"proof": {"kind": "dimension", "times": 2, "proof": {"kind": "least loads"}}}, "not so many"),
    ({"more": 1}, "a universal bound must have: format"),
])  # fmt: skip
def test_what_is_malformed_is_rejected_in_one_sentence(change, sentence):
    value = universal_certificate(Shape(7, 7, 3), 4)
    with pytest.raises(RejectedError, match=sentence):
        check(value | change)


@pytest.mark.parametrize(("change", "sentence"), [
    ({"workers": 0}, r"there are not 1\.\.5000 workers"),
    ({"partitions": 10**7}, r"1\.\.1000000 partitions"),
    ({"redundancy": "8"}, "there is no such class"),
    ({"redundancy": "5/2"}, "a constant redundancy is no integer"),
    ({"coefficients": "complex"}, "there is no such class"),
    ({"constant_load": 1}, "there is no such class"),
    ({"partitions": 8, "constant_load": True}, "a constant load is no integer"),
])  # fmt: skip
def test_no_class_without_codes(change, sentence):
    value = universal_certificate(Shape(7, 7, 3), 4)
    with pytest.raises(RejectedError, match=sentence):
        check(value | {"class": value["class"] | change})


def test_the_sentence_and_that_it_is_about_no_code():
    value = universal_certificate(Shape(13, 13, 4, "real"), 5)
    assert value["format"] == UNIVERSAL
    assert check(value) == (
        "e(5) >= 13/12 for every code of 13 workers, 13 partitions, each on 4 workers, "
        "optimal decoding"
    )
    with pytest.raises(RejectedError, match="about every encoding of a class"):
        check(value, block_design(13, 4, 1).identity())
