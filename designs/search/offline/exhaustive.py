"""Small parameters settled by exhaustion: a design, or a proof that there is none.

A SAT solver decides; its answer is accepted only after the checker has counted the design, or
`designs.search.offline.rup` has replayed the proof.
"""

from __future__ import annotations

from dataclasses import dataclass

from designs.errors import VerificationError
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters
from designs.search.offline.formula import incidence_formula
from designs.search.offline.rup import refutes


@dataclass(frozen=True, slots=True)
class Refutation:
    """A proof, in the lines of `refutes`, that there is no design with these parameters.

    >>> Refutation(Parameters(7, 3, 1), ("0",)).holds()
    False
    """

    parameters: Parameters
    proof: tuple[str, ...]

    def holds(self) -> bool:
        """Replay the proof on the formula of the parameters, made afresh.

        Raises:
            BadInput: r or b of the parameters is no integer.

        Complexity: a unit propagation for each line of the proof, in Python.
        """
        formula, _ = incidence_formula(self.parameters)
        return refutes(formula.clauses, self.proof)


def settle(v: int, k: int, lam: int) -> Design | Refutation:
    """A 2-(v, k, lambda) design, or a replayed proof that there is none.

    Needs the extra ``sat``. Meant for a few hundred incidences: 2-(15,5,2), the least that
    only Hall and Connor exclude, takes ten minutes, nearly all of them for the replay.

    Raises:
        BadInput: the parameters are malformed, or r or b is no integer.
        VerificationError: the solver's proof or design does not stand up to the check.

    Complexity: exponential.
    Source: exhaustive search; the solver is Glucose by G. Audemard and L. Simon, through PySAT.

    >>> settle(7, 3, 1).parameters()
    Parameters(v=7, k=3, lam=1)
    """
    from pysat.solvers import Glucose4

    p = Parameters(v, k, lam)
    formula, matrix = incidence_formula(p)
    with Glucose4(bootstrap_with=formula.clauses, with_proof=True) as solver:
        if solver.solve():
            true = set(solver.get_model())
            columns = zip(*matrix, strict=True)
            blocks = [[i for i, x in enumerate(column) if x in true] for column in columns]
            return Design(v, blocks).confirmed(v, k, lam)
        refutation = Refutation(p, tuple(solver.get_proof()))
    if not refutation.holds():
        raise VerificationError(f"the solver's proof that there is no {p} design does not hold.")
    return refutation
