"""Codes of orthogonal classes: nets, grids, affine designs, unequal blocks, scaled rows."""

from __future__ import annotations

from designs import GradientCode, fractional_repetition
from designs.codes import grid, net, of_classes, resolvable_design

# Pairwise independent splits of the cells of a 3 x 4 grid, with blocks of different sizes.
UNEQUAL = of_classes(
    12,
    [
        [(0, 1, 2, 3), (4, 5, 6, 7, 8, 9, 10, 11)],
        [(0, 4, 8), (1, 5, 9), (2, 3, 6, 7, 10, 11)],
    ],
)
CODES = {
    "net(2,3)": net(2, 3),
    "net(3,2)": net(3, 2),
    "net(3,4)": net(3, 4),
    "net(4,2)": net(4, 2),
    "grid(2,3)": grid([2, 3]),
    "grid(2,2,3)": grid([2, 2, 3]),
    "affine 3-space over GF(2)": resolvable_design(8, 4, 3, 4),
    "affine plane of order 3": resolvable_design(9, 3, 1),
    "unequal blocks": UNEQUAL,
    "scaled rows": GradientCode([[3, 3, 0, 0], [0, 0, "1/2", "1/2"], [1, 0, 1, 0], [0, -2, 0, -2]]),
    "one class": fractional_repetition(3, 1),
    "with a worker that holds everything": GradientCode([*grid([2, 3]).encoding, (1,) * 6]),
}
