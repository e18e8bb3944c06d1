"""Patches of photographs: a pixel predicted from those around it, by least squares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from adversary.tasks.bundled import photographs
from adversary.tasks.task import Split, Task, Vector, cut
from designs.errors import require

SIDES = (3, 5, 7)


def square_gradient(parameters: Vector, features: Vector, targets: Vector) -> Vector:
    """Gradient of ``sum (x p - y)^2 / 2`` over the rows.

    Complexity: O(rows * columns).

    >>> square_gradient(np.ones(1), np.array([[2.0]]), np.array([5.0])).tolist()
    [-6.0]
    """
    gradient: Vector = features.T @ (features @ parameters - targets)
    return gradient


def closed_form(partitions: Sequence[tuple[Vector, ...]]) -> Vector:
    """The parameters of least square loss by the normal equations, which training must find.

    Complexity: O(rows * columns^2 + columns^3).

    >>> x, y = np.array([[1.0], [2.0]]), np.array([2.0, 4.0])
    >>> closed_form([(x, y)]).round(9).tolist()
    [2.0]
    """
    products: Vector = np.array([x.T @ x for x, _ in partitions]).sum(axis=0)
    sums: Vector = np.array([x.T @ y for x, y in partitions]).sum(axis=0)
    return np.asarray(np.linalg.solve(products, sums), dtype=np.float64)


def curvature(partitions: Sequence[tuple[Vector, ...]]) -> tuple[float, float]:
    """The least and the largest curvature of the mean square loss: eigenvalues of X'X/N.

    Complexity: O(rows * columns^2 + columns^3).

    >>> curvature([(np.array([[1.0, 0.0], [0.0, 3.0]]), np.zeros(2))])
    (0.5, 4.5)
    """
    rows = sum(len(y) for _, y in partitions)
    values = np.linalg.eigvalsh(sum(x.T @ x for x, _ in partitions) / rows)
    return float(values[0]), float(values[-1])


def patches(partitions: int, split: Split = "shuffled", seed: int = 0, side: int = 3) -> Task:
    """The task to predict the blue of a pixel from the rest of its patch: 271,150 rows.

    A patch is 3 x 3, 5 x 5 or 7 x 7 pixels of three colours; what is not the blue of its centre
    makes 26, 74 or 146 columns, and there is a constant one. Training is on the first of
    scikit-learn's two bundled photographs; the accuracy is R^2 on the second, 0 if below. The loss
    is strongly convex, so that training can be compared with `closed_form`; the rate is one over
    its largest curvature.

    Raises:
        BadInput: scikit-learn or Pillow is not installed, or no such side.

    Complexity: seconds; 56, 159 or 312 MB.
    Source: photographs bundled with scikit-learn; the task is derived here.

    >>> task = patches(7)
    >>> task.rows, task.dimension
    (271150, 27)
    """
    require(side in SIDES, f"the side of a patch must be one of {SIDES}, got {side}")
    (train_x, train_y), (test_x, test_y) = (_rows(picture, side) for picture in photographs())
    mean = train_x.mean(axis=0)
    mean[-1] = 0
    train_x -= mean
    test_x -= mean
    order = np.random.default_rng(seed).permutation(len(train_y))
    parts = cut([train_x[order], train_y[order]], partitions, split, by=train_y[order])
    spread = ((test_y - test_y.mean()) ** 2).sum()

    def evaluate(parameters: Vector) -> tuple[float, float]:
        loss = ((train_x @ parameters - train_y) ** 2).mean() / 2
        unexplained = ((test_x @ parameters - test_y) ** 2).sum() / spread
        return float(loss), max(0.0, float(1 - unexplained))

    return Task(
        name=f"patches of {side} x {side}, {split}",
        gradient="adversary.tasks.patches:square_gradient",
        partitions=parts,
        dimension=train_x.shape[1],
        rows=len(train_y),
        rate=1 / curvature(parts)[1],
        evaluate=evaluate,
    )


def _rows(picture: Vector, side: int) -> tuple[Vector, Vector]:
    """The patches of a picture without the blue of their centre, with a one; and that blue."""
    windows = np.lib.stride_tricks.sliding_window_view(picture, (side, side), axis=(0, 1))
    flat = windows.reshape(-1, 3 * side * side)
    blue = 2 * side * side + side * side // 2
    features = np.delete(flat, blue, axis=1)
    return np.hstack([features, np.ones((len(flat), 1))]), flat[:, blue].copy()
