"""Every closed form is asked before a search, in any disguise of the code, and is right."""

from __future__ import annotations

import csv
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from searching import search_alone

from adversary import certified, curve, error, worst_case
from adversary.certificate import verify
from adversary.worst_case.closed_form import FORMS, closed_form
from adversary.worst_case.result import Method
from bounds.threshold import find_threshold
from designs import GradientCode, block_design, cyclic_repetition, fractional_repetition
from designs.codes import duplicated, grid, net, of_classes, product, uncoded

FANO, TRIANGLE, SQUARE = block_design(7, 3, 1), block_design(3, 2, 1), block_design(4, 3, 2)
SCALES = st.sampled_from([1, 2, -1, Fraction(1, 2), Fraction(-3, 7)])
CODES = {
    "design": (FANO, Method.EQUAL_OVERLAP),
    "repetition": (fractional_repetition(6, 2), Method.DISJOINT_GROUPS),
    "net": (net(3, 2), Method.ORTHOGONAL_CLASSES),
    "grid": (grid([2, 2, 3]), Method.ORTHOGONAL_CLASSES),
    "unequal blocks": (of_classes(12, [
        [(0, 1, 2, 3), (4, 5, 6, 7, 8, 9, 10, 11)],
        [(0, 4, 8), (1, 5, 9), (2, 3, 6, 7, 10, 11)],
    ]), Method.ORTHOGONAL_CLASSES),
    "product": (product(TRIANGLE, SQUARE), Method.PRODUCT),
    "product of equal factors": (product(TRIANGLE, TRIANGLE), Method.PRODUCT),
    "blocks without overlap": (product(uncoded(2), SQUARE), Method.PRODUCT),
    "two of each worker": (duplicated(SQUARE, 2), Method.COPIES),
    "two of each worker of a grid": (duplicated(grid([2, 2]), 2), Method.COPIES),
}  # fmt: skip


def disguised(code, data):
    """The code with rows scaled, rows and columns in another order."""
    rows = data.draw(st.permutations(range(code.workers)))
    columns = data.draw(st.permutations(range(code.partitions)))
    scales = [data.draw(SCALES) for _ in rows]
    return GradientCode([
        [x * code.encoding[w][j] for j in columns] for w, x in zip(rows, scales, strict=True)
    ])  # fmt: skip


@pytest.mark.parametrize(("code", "method"), CODES.values(), ids=CODES)
@given(data=st.data())
@settings(max_examples=6)
def test_closed_forms_of_codes_in_disguise(code, method, data):
    other = disguised(code, data)
    n = code.workers
    proved = [found for s in range(n + 1) if (found := closed_form(other, s))]
    assert len(proved) >= 2
    s = data.draw(st.integers(0, len(proved) - 1))
    found = closed_form(other, s)
    assert found.method is method
    assert len(set(found.worst_set)) == s
    assert found.value == error(other, found.worst_set)
    assert found.value == max(error(code, silent) for silent in combinations(range(n), s))


@pytest.mark.parametrize(("code", "method"), CODES.values(), ids=CODES)
def test_whole_curves_by_formula_are_those_by_search(code, method):
    points = curve(code)
    assert {method} <= {p.method for p in points}
    with search_alone():
        assert [p.error for p in points] == [p.error for p in curve(code)]


EQUAL = [net(3, 2), net(2, 3), grid([2, 2, 2]), fractional_repetition(4, 1)]
UNEQUAL = [grid([2, 3]), GradientCode([[1, 1, 0, 0], [0, 0, 1, 1], [2, 0, 2, 0], [0, 2, 0, 2]])]


@pytest.mark.parametrize("code", EQUAL)
def test_one_step_decoding_of_classes_in_disguise(code):
    """All classes have blocks of one size, and all entries are one number."""
    scaled = GradientCode([[Fraction(x, 3) for x in row] for row in reversed(code.encoding)])
    points = curve(scaled, decoder="one-step")
    assert all(p.method.closed_form for p in points)
    with search_alone():
        assert [p.error for p in points] == [p.error for p in curve(scaled, decoder="one-step")]
    for p in points:
        assert error(scaled, p.worst_set, "one-step") == p.error


@pytest.mark.parametrize("code", UNEQUAL)
def test_other_classes_have_no_formula_for_one_step(code):
    assert closed_form(code, 2, "one-step") is None
    assert closed_form(code, 2) is not None


def test_the_net_of_order_seven_as_a_bare_matrix(tmp_path, run):
    table = tmp_path / "net.csv"
    with table.open("w", newline="") as file:
        csv.writer(file).writerows(net(7, 5).encoding)
    for s, value in ((15, "147/23"), (9, "49/17")):
        status, out, _ = run("certify", table, "-s", s, "--json")
        assert status == 0
        assert f'"error": "{value}"' in out
        assert Method.ORTHOGONAL_CLASSES.sentence in out
    status, out, _ = run("threshold", table, "--error", "1/5")
    assert status == 0
    assert out.startswith("20 stragglers")


@given(st.data())
@settings(max_examples=5)
def test_the_net_of_order_seven_in_disguise(data):
    code = disguised(net(7, 5), data)
    assert worst_case(code, 15).error == Fraction(147, 23)
    assert worst_case(code, 9).error == Fraction(49, 17)
    assert find_threshold(code, Fraction(49, 5)).at_most == 20


def test_a_product_beyond_the_reach_of_any_search():
    plane = block_design(13, 4, 1)
    whole = product(plane, plane)
    mixed = GradientCode([row[::-1] for row in whole.encoding[::-1]])
    assert worst_case(mixed, 13).error == Fraction(13, 5)
    assert closed_form(mixed, 39) is not None
    assert closed_form(mixed, 40) is None


def test_twice_a_product_is_asked_by_one_copy():
    found = worst_case(duplicated(product(FANO, FANO), 2), 21)
    assert found.method is Method.COPIES
    assert found.error == worst_case(product(FANO, FANO), 10).error == Fraction(167, 80)


@pytest.mark.parametrize(("code", "method"), CODES.values(), ids=CODES)
def test_closed_forms_have_certificates_without_a_search(code, method):
    for s in range(1, 4):
        found = closed_form(code, s)
        if found is None:
            continue
        result, certificate = certified(code, s)
        assert result.error == found.value
        assert certificate.proof["kind"] == method.certificate_kind
        assert verify(certificate)


def test_copies_of_scaled_equal_overlaps_have_certificates():
    tilted = GradientCode([[x * (w + 1) for x in row] for w, row in enumerate(
        [[2 * x + 1 for x in row] for row in FANO.encoding])])  # fmt: skip
    for code in (duplicated(tilted, 2), duplicated(product(TRIANGLE, TRIANGLE), 2)):
        result, certificate = certified(code, 3)
        assert certificate.proof["kind"] == "copies"
        assert certificate.upper == result.error == worst_case(code, 2).error


@pytest.mark.parametrize("code", [net(3, 2), grid([2, 2, 2])])
def test_a_closed_form_without_a_kind_of_proof_is_certified_by_its_search(code):
    result, certificate = certified(code, 3, decoder="one-step")
    assert result.method is Method.ONE_STEP_CLASSES
    assert result.error == worst_case(code, 3, decoder="one-step").error
    assert certificate.proof["kind"] == "fixed-tree"
    assert verify(certificate)


def test_a_certificate_that_takes_too_long_leaves_the_value():
    result, certificate = certified(net(7, 5), 17, decoder="one-step", time_limit=0)
    assert result.proved
    assert certificate is None


def test_scaled_equal_overlaps_have_a_certificate():
    rows = [[x * (w + 1) for x in row] for w, row in enumerate(FANO.encoding)]
    tilted = GradientCode([[2 * x + 1 for x in row] for row in FANO.encoding])
    for code in (GradientCode(rows), tilted):
        for s in range(8):
            result, certificate = certified(code, s)
            assert result.method is Method.EQUAL_OVERLAP
            assert verify(certificate)


def test_codes_without_structure_are_searched():
    code = cyclic_repetition(6, 3)
    assert all(form(code, 3, "optimal") is None for form in FORMS)
