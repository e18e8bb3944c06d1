"""Every closed form is asked before a search, in any disguise of the code, and is right."""

from __future__ import annotations

from itertools import combinations

import pytest
from disguised import disguises
from hypothesis import given, settings
from hypothesis import strategies as st
from searching import search_alone

from adversary import certified, curve, error, worst_case
from adversary.certificate import verify
from adversary.worst_case.closed_form import FORMS, closed_form
from adversary.worst_case.result import Method
from designs import block_design, cyclic_repetition, fractional_repetition
from designs.codes import duplicated, grid, net, of_classes, product, uncoded

FANO, TRIANGLE, SQUARE = block_design(7, 3, 1), block_design(3, 2, 1), block_design(4, 3, 2)
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


@pytest.mark.parametrize(("code", "method"), CODES.values(), ids=CODES)
@given(data=st.data())
@settings(max_examples=6)
def test_closed_forms_of_codes_in_disguise(code, method, data):
    other = data.draw(disguises(code))
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


def test_codes_without_structure_are_searched():
    code = cyclic_repetition(6, 3)
    assert all(form(code, 3, "optimal") is None for form in FORMS)
