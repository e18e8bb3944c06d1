"""Exhaustion: formulas against truth tables, the checker against satisfiable formulas."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, Exists, Impossible, Parameters, exists
from designs.search.offline.exhaustive import Refutation, settle
from designs.search.offline.formula import Formula, incidence_formula
from designs.search.offline.rup import refutes

literals = st.integers(1, 4).flatmap(lambda x: st.sampled_from([x, -x]))
clauses = st.lists(literals, max_size=3).map(tuple)
formulas = st.lists(clauses, max_size=20)


def satisfiable(given_clauses):
    """Whether some row of the truth table of four variables makes every clause true."""
    for signs in product((1, -1), repeat=4):
        true = {sign * x for x, sign in enumerate(signs, start=1)}
        if all(true.intersection(clause) for clause in given_clauses):
            return True
    return False


def solved(given_clauses):
    """The solver's proof, or None if the clauses can be satisfied."""
    pysat = pytest.importorskip("pysat.solvers")
    with pysat.Glucose4(bootstrap_with=given_clauses, with_proof=True) as solver:
        return None if solver.solve() else solver.get_proof()


lines = st.tuples(st.sampled_from(["", "d "]), clauses).map(
    lambda line: line[0] + " ".join(map(str, [*line[1], 0]))
)


@given(formulas, st.lists(lines, max_size=8))
def test_no_proof_refutes_what_can_be_satisfied(given_clauses, proof):
    if refutes(given_clauses, [*proof, "0"]):
        assert not satisfiable(given_clauses)


@given(formulas.map(lambda some: [clause for clause in some if clause]))
def test_every_proof_of_the_solver_is_replayed(given_clauses):
    proof = solved(given_clauses)
    assert (proof is None) == satisfiable(given_clauses)
    if proof is not None:
        assert refutes(given_clauses, proof)


def models(formula, shown):
    """The values that the first variables take in the models of a formula."""
    found = set()
    for values in product((False, True), repeat=formula.variables):
        if all(any(values[abs(x) - 1] == (x > 0) for x in clause) for clause in formula.clauses):
            found.add(values[:shown])
    return found


@pytest.mark.parametrize(
    ("size", "number"), [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (3, 3), (4, 1)]
)
def test_exactly(size, number):
    formula = Formula()
    formula.exactly([formula.variable() for _ in range(size)], number)
    expected = {v for v in product((False, True), repeat=size) if sum(v) == number}
    assert models(formula, size) == expected


@pytest.mark.parametrize("size", [1, 2, 3])
def test_descending(size):
    formula = Formula()
    rows = [[formula.variable() for _ in range(size)] for _ in range(2)]
    formula.descending(*rows)
    table = product((False, True), repeat=2 * size)
    assert models(formula, 2 * size) == {v for v in table if v[:size] >= v[size:]}


def is_design(design, k, lam):
    pairs = Counter(pair for block in design.blocks for pair in combinations(block, 2))
    sized = all(len(set(block)) == k for block in design.blocks)
    return sized and all(pairs[pair] == lam for pair in combinations(range(design.points), 2))


@pytest.mark.parametrize(
    ("v", "k", "lam"), [(7, 3, 1), (6, 3, 2), (9, 3, 1), (13, 4, 1), (8, 4, 3), (11, 5, 2)]
)
def test_designs_are_found(v, k, lam):
    pytest.importorskip("pysat")
    assert is_design(settle(v, k, lam), k, lam)


@pytest.fixture(scope="module")
def refutation():
    """A replayed proof that there is no 2-(16,6,1) design."""
    pytest.importorskip("pysat")
    return settle(16, 6, 1)


def test_a_damaged_proof_is_refused(refutation):
    learnt = [i for i, line in enumerate(refutation.proof) if not line.startswith("d")]
    assert refutation.holds()
    assert not Refutation(refutation.parameters, refutation.proof[: learnt[0]]).holds()
    assert not Refutation(Parameters(7, 3, 1), refutation.proof).holds()
    assert not Refutation(refutation.parameters, ("-1 0", *refutation.proof)).holds()


@pytest.mark.parametrize("v", range(3, 9))
def test_exhaustion_and_the_table_agree(v):
    pytest.importorskip("pysat")
    for k, lam in product(range(2, v), (1, 2)):
        p = Parameters(v, k, lam)
        if p.r.denominator == p.b.denominator == 1:
            verdict = Impossible if isinstance(settle(v, k, lam), Refutation) else Exists
            assert isinstance(exists(v, k, lam), verdict), p


def test_fisher_by_exhaustion():
    pytest.importorskip("pysat")
    assert isinstance(settle(21, 6, 1), Refutation)
    assert isinstance(exists(21, 6, 1), Impossible)


def test_fractions_have_no_matrix():
    with pytest.raises(BadInput, match="integers"):
        incidence_formula(Parameters(8, 3, 1))
    with pytest.raises(BadInput, match="number must be"):
        Formula().exactly([], 1)


@pytest.mark.slow
def test_there_is_no_2_15_5_2_design():
    pytest.importorskip("pysat")
    assert settle(15, 5, 2).parameters == Parameters(15, 5, 2)
