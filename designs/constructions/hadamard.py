"""Hadamard designs: the 2-designs and the 3-designs of Hadamard matrices."""

from __future__ import annotations

import numpy as np

from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule, resolved_rule
from designs.constructions.hadamard_matrices import Plan, Signs, hadamard_matrix, plan
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_SOURCE = "J. A. Todd, J. Math. Phys. 12 (1933) 321-333; R. E. A. C. Paley, the same, 311-320"


@construction("hadamard", example={"matrix": ("paley-1", 11)})
def hadamard(matrix: Plan) -> Design:
    """The symmetric 2-(4n-1, 2n-1, n-1) design of a Hadamard matrix of order 4n.

    With the first row and column made positive, the blocks are the places of +1 in the other rows,
    the first column left out.

    Raises:
        BadInput: no plan of a Hadamard matrix, or one of order below 8.

    Complexity: O(n^3) for the count.
    Source: J. A. Todd, A combinatorial problem (1933).

    >>> hadamard(("paley-1", 11)).parameters()
    Parameters(v=11, k=5, lam=2)
    """
    core = _normalised(matrix)[1:, 1:]
    v = len(core)
    blocks = [np.flatnonzero(row == 1).tolist() for row in core]
    return Design(v, blocks).confirmed(v, (v - 1) // 2, (v - 3) // 4)


@construction("hadamard-3", example={"matrix": ("sylvester", 3)})
def hadamard_3(matrix: Plan) -> Design:
    """The Hadamard 3-design of a Hadamard matrix of order 4n, as a 2-(4n, 2n, 2n-1) design.

    Its blocks are the places of +1 and those of -1 in each row but the first, which is made
    positive; these two are a parallel class. Any two blocks of different classes meet in n points.

    Raises:
        BadInput: no plan of a Hadamard matrix, or one of order below 8.

    Complexity: O(n^3) for the count.
    Source: J. A. Todd, A combinatorial problem (1933).

    >>> design = hadamard_3(("sylvester", 3))
    >>> design.parameters(), len(design.resolution)
    (Parameters(v=8, k=4, lam=3), 7)
    """
    rows = _normalised(matrix)[1:]
    v = len(rows) + 1
    classes = [[np.flatnonzero(row == s).tolist() for s in (1, -1)] for row in rows]
    return Design.of_classes(v, classes).confirmed(v, v // 2, v // 2 - 1)


def _normalised(matrix: Plan) -> Signs:
    """The Hadamard matrix with rows and columns negated so that the first ones are positive."""
    signs = hadamard_matrix(matrix)
    require(len(signs) >= 8, f"a Hadamard design needs a matrix of order >= 8, got {len(signs)}")
    signs = signs * signs[:1]
    return signs * signs[:, :1]


@direct_rule("Hadamard designs", "2-design")
@resolved_rule("Hadamard 3-designs", "hadamard-3")
def instances(p: Parameters) -> Instances:
    """The design of the Hadamard matrix with these parameters, if a matrix is known here.

    >>> [x.because for x in instances(Parameters(39, 19, 9))]
    ['a Hadamard matrix of order 40: kronecker(sylvester(1), paley-1(19))']
    >>> [x.recipe.rule for x in instances(Parameters(12, 6, 5))]
    ['hadamard-3']
    """
    for rule, order, k, lam in (
        ("hadamard", p.v + 1, (p.v - 1) // 2, (p.v - 3) // 4),
        ("hadamard-3", p.v, p.v // 2, p.v // 2 - 1),
    ):
        if order % 4 or order < 8 or (p.k, p.lam) != (k, lam):
            continue
        if (matrix := plan(order)) is not None:
            because = f"a Hadamard matrix of order {order}: {_sentence(matrix)}"
            yield Exists(p, Recipe.of(rule, matrix=matrix), because, _SOURCE)


@direct_rule("Hadamard 3-designs", "t-design")
def strong_instances(p: Parameters) -> Instances:
    """The 3-(4n, 2n, n-1) design of a Hadamard matrix.

    >>> next(strong_instances(Parameters(12, 6, 2, t=3))).recipe.rule
    'hadamard-3'
    """
    if (p.t, p.v, p.v) == (3, 2 * p.k, 4 * p.lam + 4):
        yield from (found.about(p) for found in instances(Parameters(p.v, p.k, p.k - 1)))


def _sentence(matrix: Plan) -> str:
    """A plan as a term.

    >>> _sentence(("paley-1", 3))
    'paley-1(3)'
    """
    name, *arguments = matrix
    inner = (_sentence(x) if isinstance(x, tuple) else str(x) for x in arguments)
    return f"{name}({', '.join(inner)})"
