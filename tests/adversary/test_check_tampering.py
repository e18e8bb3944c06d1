"""The checker: whatever is accepted after tampering must still be true."""

from __future__ import annotations

import json
import random
import re
from contextlib import suppress
from fractions import Fraction
from functools import cache
from itertools import combinations

import pytest
from checking import (
    BIREGULAR,
    SYMMETRIC,
    certificate,
    closed,
    fixed_tree,
    sealed,
    searched,
    small_code,
    tree,
    tree_certificate,
    turned,
    worst,
)

from adversary import error
from adversary.check import RejectedError, check
from designs import GradientCode, block_design, cyclic_repetition
from designs.codes.net import grid, net
from designs.errors import BadInput, show

# Tampering: whatever is accepted must still be true.

CLOSED = ["equal-overlap", "ranks", "disjoint-groups", "orthogonal-classes"]


def scans():
    """Certificates of trees that end in all sets of a few workers."""
    for code in [*map(small_code, (2, 5, 9, 17)), *BIREGULAR]:
        s = min(4, code.workers - 1)
        for scanned in (1, 2, 3):
            records = tree(code, s, worst(code, s)[0], scanned=scanned)
            proof = {"kind": "tree", "symmetries": [], "records": records}
            yield certificate(code, s, "optimal", proof)


@cache
def examples():
    """Certificates of every kind, some with room above the true value."""
    found = []
    for seed in (2, 5, 9, 12, 17, 21, 33):
        code = small_code(seed)
        for s in {1, code.workers // 2}:
            value = worst(code, s)[0]
            for upper in {value, value * Fraction(9, 8)}:
                proof = {"kind": "tree", "symmetries": [], "records": tree(code, s, upper)}
                found.append(certificate(code, s, "optimal", proof, upper=upper))
            if s and sum(map(sum, code.encoding)):
                records = fixed_tree(code, s, "one-step", worst(code, s, "one-step")[0])
                proof = {"kind": "fixed-tree", "symmetries": [], "records": records}
                found.append(certificate(code, s, "one-step", proof))
    for code in BIREGULAR:
        for upper in (worst(code, 4)[0], worst(code, 4)[0] * Fraction(9, 8)):
            proof = {"kind": "tree", "symmetries": [], "records": tree(code, 4, upper)}
            found.append(certificate(code, 4, "optimal", proof, upper=upper))
    found += scans()
    cyclic, symmetries = turned((0, 1, 3), 6)
    found += [tree_certificate(cyclic, s, symmetries) for s in (2, 3)]
    found += [searched(code, s) for code in SYMMETRIC for s in (2, 4, 5)]
    found.append(certificate(block_design(7, 3, 1), 2, "one-step", closed("equal-overlap")))
    found.append(certificate(cyclic_repetition(6, 3), 2, "optimal", closed("ranks")))
    groups = GradientCode([[1, 1, 0], [2, 2, 0], [0, 0, 1], [0, 0, -1], [0, 0, 3]])
    found.append(certificate(groups, 3, "optimal", closed("disjoint-groups")))
    more = closed("monotone", stragglers=3, proof=found[-1]["proof"])
    found.append(certificate(groups, 2, "optimal", more, upper=worst(groups, 3)[0]))
    for code in (net(3, 2), grid([2, 3]), GradientCode([[2, 2], [-1, 0], [0, 3]])):
        for s in (1, 3):
            found.append(certificate(code, s, "optimal", closed("orthogonal-classes")))
    return found


def changed_number(rng, text):
    """The text with one of its numbers replaced."""
    places = [m.span() for m in re.finditer("-?[0-9]+", text)]
    if not places:
        return text
    first, last = rng.choice(places)
    x = int(text[first:last])
    other = rng.choice([x + 1, x - 1, -x, 2 * x, rng.randint(0, 6), 10**12, x // 2])
    return f"{text[:first]}{other}{text[last:]}"


def tamper_records(rng, records):
    i, j = rng.randrange(len(records)), rng.randrange(len(records))
    match rng.randrange(8):
        case 0:
            del records[i]
        case 1:
            records.insert(j, records[i])
        case 2:
            records[i], records[j] = records[j], records[i]
        case 3:
            others = [
                "e",
                "l",
                "s",
                "b 0",
                "b 1",
                "f 0 -",
                "f - 1",
                "o 0 0",
                "o 1 0,1",
                "k 0 -",
                "k 2 1",
            ]
            records[i] = rng.choice(others)
        case 4:
            del records[i:]
        case 5:
            records[i] = records[i].replace(" -", f" {rng.randint(0, 6)}", 1)
        case _:
            records[i] = changed_number(rng, records[i])


def tamper_claim(rng, tampered):
    claim, n = tampered["claim"], len(tampered["code"]["encoding"])
    if rng.randrange(3):
        factor = rng.choice(["1/2", "9/10", "999/1000", "11/10"])
        claim["upper"] = show(Fraction(claim["upper"]) * Fraction(factor))
    else:
        claim["stragglers"] = rng.randint(0, n)
    tampered["witness"] = sorted(rng.sample(range(n), claim["stragglers"]))


def tampered(rng, original):
    """A changed certificate, whose id and lower end are made to fit what was changed."""
    result = json.loads(json.dumps(original))
    proof, code = result["proof"], result["code"]
    for _ in range(rng.randint(1, 2)):
        kind = rng.randrange(8)
        if kind < 4 and proof.get("records"):
            tamper_records(rng, proof["records"])
        elif kind == 4 and proof.get("symmetries"):
            rng.shuffle(rng.choice(proof["symmetries"]))
        elif kind == 5:
            row = rng.choice(code["encoding"])
            row[rng.randrange(len(row))] = rng.choice([0, 1, 2, -1, "1/2"])
        elif kind == 6:
            proof["kind"] = rng.choice(CLOSED)
            for key in ("records", "symmetries", "stragglers", "proof"):
                proof.pop(key, None)
        else:
            tamper_claim(rng, result)
    with suppress(BadInput):
        lower = error(GradientCode(code["encoding"]), result["witness"], result["claim"]["decoder"])
        result["claim"]["lower"] = show(lower)
    return sealed(result)


def accepted_tamperings(seed, count):
    """How many tamperings the checker accepts, after making sure that their claims hold."""
    rng, originals, accepted = random.Random(seed), examples(), 0
    for number in range(count):
        certificate = tampered(rng, originals[number % len(originals)])
        try:
            check(certificate)
        except RejectedError:
            continue
        claim = certificate["claim"]
        code = GradientCode(certificate["code"]["encoding"])
        value = worst(code, claim["stragglers"], claim["decoder"])[0]
        assert Fraction(claim["lower"]) <= value <= Fraction(claim["upper"]), certificate
        accepted += certificate not in originals
    return accepted


def test_accepted_tamperings_are_still_proofs():
    assert accepted_tamperings(0, 200) > 5


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 11))
def test_many_more_accepted_tamperings_are_still_proofs(seed):
    assert accepted_tamperings(seed, 2000) > 50


def test_no_claim_below_the_true_value_is_accepted():
    """Even with a witness that is not the worst set, and the records of the true claim."""
    for original in examples():
        claim, code = original["claim"], GradientCode(original["code"]["encoding"])
        s, decoder = claim["stragglers"], claim["decoder"]
        value = worst(code, s, decoder)[0]
        for silent in combinations(range(code.workers), s):
            lower = error(code, silent, decoder)
            for upper in {lower, (lower + value) / Fraction(2), value - Fraction(1, 10**20)}:
                if lower <= upper < value:
                    low = claim | {"lower": show(lower), "upper": show(upper)}
                    with pytest.raises(RejectedError):
                        check(sealed(original | {"claim": low, "witness": [*silent]}))


def test_an_untouched_id_gives_every_change_away():
    original = examples()[0]
    check(original)
    check(original | {"about": {"seconds": 0.1, "anything": [None]}})
    rng = random.Random(0)
    for _ in range(50):
        changed = tampered(rng, original)
        if changed != original:
            with pytest.raises(RejectedError, match="the id is not"):
                check(changed | {"id": original["id"]})
