"""Bounds derived from one another are below every code, and the checker derives the same."""

from __future__ import annotations

from fractions import Fraction

import pytest

from adversary import curve
from adversary.check import check
from bounds.optimal.known import best_known
from bounds.universal.certificate import universal_certificate
from bounds.universal.derive import best_proved, derived, theorem
from bounds.universal.least import stored_results
from bounds.universal.shape import Shape
from designs import block_design
from designs.codes import circulant

SMALL = [(7, 3), (8, 3), (9, 3), (9, 4), (10, 4), (11, 5), (12, 4), (13, 4)]


def test_no_code_of_the_table_of_all_small_codes_is_below():
    attained = set()
    for (n, k, d, load, s), entry in stored_results().items():
        found = derived(Shape(n, k, d, constant_load=load is not None), s)
        for kind, proved in found.items():
            assert proved.value <= entry.error, (n, k, d, load, s, kind)
            attained |= {kind} if 0 < proved.value == entry.error else set()
    assert attained >= {"dimension", "complement", "unless a design", "two partitions", "star"}


@pytest.mark.parametrize(("n", "d"), SMALL)
def test_no_best_known_code_is_below(n, d):
    for s, known in best_known(n, d).items():
        value = best_proved(Shape(n, n, d, constant_load=True), s).value
        assert value <= known.value
        assert best_proved(Shape(n, n, d), s).value <= value


@pytest.mark.parametrize(("n", "base"), [(7, (0, 1)), (8, (0, 1, 3)), (9, (0, 2, 3, 4))])
def test_no_circulant_and_no_complement_is_below(n, base):
    turned = [j for j in range(n) if j not in base]
    for held in (base, turned):
        shape = Shape(n, n, len(held), constant_load=True)
        for s, point in enumerate(curve(circulant(n, held))):
            assert best_proved(shape, s).value <= point.lower


@pytest.mark.parametrize("design", [(7, 3, 1), (11, 5, 2), (13, 4, 1), (16, 6, 2)])
def test_a_design_and_its_complement_have_the_value_of_the_theorem(design):
    code, n, d = block_design(*design), design[0], design[1]
    for s, point in enumerate(curve(code)):
        found = derived(Shape(n, n, d), s).get("unless a design")
        assert found is None or found.value <= point.lower
    assert best_proved(Shape(n, n, d), 2 * d - design[2] - 1).value == min(
        Fraction(2), Fraction(curve(code)[2 * d - design[2] - 1].lower)
    )


@pytest.mark.parametrize("load", [False, True])
def test_the_checker_derives_the_same(load):
    for n, k, d in ((7, 7, 3), (6, 12, 3), (9, 6, 3), (13, 13, 4), (5, 5, 5), (4, 1, 2)):
        if load and k * d % n:
            continue
        for coefficients in ("binary", "real"):
            shape = Shape(n, k, d, coefficients, constant_load=load)
            for s in range(n + 1):
                value = universal_certificate(shape, s)
                for kind, proved in derived(shape, s).items():
                    if proved.value or kind not in ("star", "three survivors"):
                        claim = {"lower": str(proved.value), "proof": proved.proof}
                        assert check(value | claim).startswith(f"e({s}) >= {proved.value} for ")


def test_a_class_without_constant_redundancy_has_the_mean():
    shape = Shape(6, 6, Fraction(5, 2), constant_replication=False)
    assert best_proved(shape, 4).value == 2
    assert theorem("dimension")(shape, 4) is None
