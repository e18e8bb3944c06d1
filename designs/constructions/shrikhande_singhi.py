"""Symmetric designs of a planar difference set and the cyclotomic classes modulo the same prime."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from designs.algebra.arithmetic import is_prime, prime_power
from designs.algebra.field import GF, Elements
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.constructions.difference_sets import singer
from designs.constructions.geometry import points_of
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_SOURCE = "S. S. Shrikhande, N. M. Singhi, Utilitas Math. 8 (1975) (family as remembered)"


@construction("shrikhande-singhi", example={"order": 2})
def shrikhande_singhi(order: int) -> Design:
    """A symmetric 2-(m^3+m+1, m^2+1, m) design for m = q + 1, q and N = q^2 + q + 1.

    Here q is a prime power and N a prime. The points are q + 2 copies of Z_N and q + 1 more, all
    called infinite. With a planar difference set D and the cyclotomic classes C_0, ..., C_q of
    order q + 1 modulo N, the blocks are, for i = 0..q,

    * copy i and all infinite points;
    * C_(i+j) in each copy j = 0..q, -D in the last copy, and infinite point i, and its translates;
    * D in each copy but the last, 0 in the last, and its translates.

    The products of C_(i+j) and -C_(i+l), summed over i, are a constant off zero, and so are those
    of D and -D; that leaves ``-D (Z_N - 0)`` and ``-D 0`` for the last copy, which are constant.

    Raises:
        BadInput: q is no prime power, or q^2 + q + 1 is no prime.

    Complexity: O(q^9) for the count.
    Source: S. S. Shrikhande, N. M. Singhi (1975), for the parameters; the form given here is ours.

    >>> shrikhande_singhi(2).parameters()
    Parameters(v=31, k=10, lam=3)
    """
    q, n = order, order * order + order + 1
    fits = prime_power(q) is not None and is_prime(n)
    require(fits, f"q must be a prime power and q^2 + q + 1 prime, got q={q}")
    difference_set = np.array(singer(2, q).blocks[0])
    classes = [GF(n).cyclotomic_class(i, q + 1) for i in range(q + 1)]
    infinite = [*range((q + 2) * n, (q + 2) * n + q + 1)]
    blocks = [[*range(i * n, (i + 1) * n), *infinite] for i in range(q + 1)]
    for t in range(n):
        for i in range(q + 1):
            parts = [*(classes[(i + j) % (q + 1)] for j in range(q + 1)), -difference_set]
            blocks.append([*_copies([part + t for part in parts], n), infinite[i]])
        blocks.append(_copies([*[difference_set + t] * (q + 1), np.array([t])], n))
    m = q + 1
    return Design(m**3 + m + 1, blocks).confirmed(m**3 + m + 1, m * m + 1, m)


def _copies(parts: Sequence[Elements], n: int) -> list[int]:
    """Elements of Z_n, part i of them taken in copy i."""
    return [int(i * n + x % n) for i, part in enumerate(parts) for x in part]


@direct_rule("planar difference sets with cyclotomic classes", "2-design")
def instances(p: Parameters) -> Instances:
    """The design of this family with these parameters.

    >>> [x.because for x in instances(Parameters(69, 17, 4))]
    ['a planar difference set and the cyclotomic classes of order 4 modulo 13']
    """
    m = p.lam
    if (p.v, p.k) != (m**3 + m + 1, m * m + 1) or prime_power(m - 1) is None:
        return
    if is_prime(n := points_of(2, m - 1)):
        because = f"a planar difference set and the cyclotomic classes of order {m} modulo {n}"
        yield Exists(p, Recipe.of("shrikhande-singhi", order=m - 1), because, _SOURCE)
