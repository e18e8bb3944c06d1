"""Small nested schemes of both families."""

from __future__ import annotations

from designs.codes.nested import nested_cyclic, nested_fractional

SCHEMES = [
    nested_cyclic(5, [0, 1, 2, 3]), nested_cyclic(6, [1, 4], seed=2), nested_cyclic(3, [0, 1, 2]),
    nested_fractional(8, [0, 1, 3]), nested_fractional(6, [1, 5]), nested_fractional(4, [0, 1, 3]),
]  # fmt: skip
