"""Designs with a prescribed group: orbit matrices, then indexing, from random starts."""

from __future__ import annotations

from itertools import islice

import numpy as np

from designs.constructions.action import develop_under
from designs.errors import Unavailable
from designs.search.offline.decomposition import Decomposition
from designs.search.offline.indexing import base_blocks, index
from designs.search.offline.orbit_matrices import orbit_matrices

Base = list[tuple[int, ...]]

_EACH = 8


def tactical(shape: Decomposition, seed: int = 0, rounds: int = 1000) -> Base:
    """Base blocks of a 2-design with this tactical decomposition; the checker has counted it.

    Every round draws a few orbit matrices and tries to index each. The same seed finds the same
    design.

    Raises:
        Unavailable: none was found in so many rounds, which proves nothing.

    Complexity: exponential; rounds of `orbit_matrices` and `index`.
    Source: Z. Janko, Tran van Trung, Construction of a new symmetric block design for (78,22,6)
    with the help of tactical decompositions, J. Combin. Theory A 40 (1985).

    >>> from designs.incidence.parameters import Parameters
    >>> shape = Decomposition(Parameters(31, 10, 3), 7, 1, 3, 3)
    >>> len(tactical(shape))
    7
    """
    rng = np.random.default_rng(seed)
    p = shape.parameters
    for _ in range(rounds):
        for rows, fixed in islice(orbit_matrices(shape, rng), _EACH):
            if (sets := index(shape, rows, rng)) is not None:
                base = base_blocks(shape, rows, fixed, sets)
                develop_under(shape.action(), base).confirmed(p.v, p.k, p.lam)
                return base
    raise Unavailable(f"no {p} design with this group was found in {rounds} rounds")
