"""Float decoders of a node: their inner products are within the slack of what they should be."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from nodes import Node, nodes

from adversary.worst_case.tree.inverse import swept
from adversary.worst_case.tree.node import KEPT, having


def vectors(node, found):
    """The vectors r, z and e as coefficients on all rows and the all-ones vector, in fractions."""
    n = node.matrices.n
    matrix = node.stack.matrix[0].copy()
    from adversary.worst_case.tree.sweep_operator import sweep

    for w in found.basis:
        sweep(matrix, w)
    kept = having(node.stack.status[0], KEPT)

    def combined(row, own, inner):
        vector = [Fraction(0)] * (n + 1)
        for k, x in zip(found.basis, inner, strict=True):
            vector[k] = Fraction(float(x))
        for k in kept:
            vector[k] = Fraction(float(row[k]))
        vector[own] += 1
        return vector

    z = []
    for a, w in enumerate(found.basis):
        vector = combined(-matrix[w], n, found.H[a])
        vector[n] -= 1
        z.append(vector)
    r = [-x for x in combined(matrix[n], n, found.x)]
    r[n] = Fraction(1)
    e = []
    for d, w in enumerate(found.spare):
        vector = [
            -x for x in combined(np.where(abs(matrix[w]) > 1e-9, matrix[w], 0), n, found.N[d])
        ]
        vector[n], vector[w] = Fraction(0), Fraction(1)
        e.append(vector)
    return r, z, e


def product(node, a, b):
    exact = node.matrices.exact
    return sum(x * sum(y * exact[i][j] for j, y in enumerate(b) if y) for i, x in enumerate(a) if x)


@given(nodes())
def test_inner_products_are_within_the_slack(drawn):
    node = Node(*drawn)
    found = swept(node.problem, node.stack, 0, node.undecided)
    assert sorted([*found.basis, *found.spare]) == node.undecided.tolist()
    assert found.slack < 1e-6
    r, z, e = vectors(node, found)
    slack = Fraction(found.slack)
    assert abs(product(node, r, r) - Fraction(float(found.error))) <= slack
    for a, left in enumerate(z):
        for b, right in enumerate(z):
            assert abs(product(node, left, right) - Fraction(float(found.H[a, b]))) <= slack
    for i, left in enumerate([r, *e]):
        for right in [*z, *e, *([r] if i else [])]:
            assert abs(product(node, left, right)) <= slack


def test_a_node_that_is_nearly_singular_has_more_slack():
    from designs import GradientCode

    good, bad = (GradientCode([[x, x + 1], [x, x]]) for x in (1, 3000))
    near, far = (
        swept(node.problem, node.stack, 0, node.undecided).slack
        for node in (Node(good, 1), Node(bad, 1))
    )
    assert near < 1e-12 < far


def test_the_float_inverse_is_symmetric():
    from designs import random_biregular

    node = Node(random_biregular(20, 20, 4, seed=1), 2, (3, 7))
    found = swept(node.problem, node.stack, 0, node.undecided)
    assert (found.H == found.H.T).all()
