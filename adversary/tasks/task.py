"""Training tasks: partitions, a gradient function, a loss, and an accuracy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from designs.errors import BadInput, require

Vector = NDArray[np.float64]
Split = Literal["shuffled", "sorted"]


@dataclass(frozen=True, slots=True)
class Task:
    """A training task, with its data cut into partitions.

    ``gradient`` names a function ``module:function`` that maps the parameters and the arrays of one
    partition to the *sum* of the gradients of its rows; the gradient of the mean loss is the sum
    over partitions divided by ``rows``. ``evaluate`` maps parameters to (loss, accuracy). Training
    starts at ``start``, which is zero if it is not given.

    >>> tiny(2).rows
    2
    """

    name: str
    gradient: str
    partitions: Sequence[tuple[Vector, ...]] = field(repr=False)
    dimension: int
    rows: int
    rate: float
    evaluate: Callable[[Vector], tuple[float, float]] = field(repr=False)
    start: Vector | None = field(default=None, repr=False)


def cut(
    arrays: Sequence[Vector], partitions: int, split: Split, by: Vector
) -> list[tuple[Vector, ...]]:
    """The rows of arrays in equal partitions: in their order, or ``sorted`` by these values.

    Raises:
        BadInput: more partitions than rows, none at all, or another split.

    Complexity: O(rows log rows).

    >>> x = np.array([3.0, 1.0, 2.0])
    >>> [part.tolist() for (part,) in cut([x], 2, "sorted", by=x)]
    [[1.0, 2.0], [3.0]]
    """
    fits = 1 <= partitions <= len(by)
    require(fits, f"partitions must be 1..{len(by)}, got {partitions}")
    if split == "sorted":
        order = np.argsort(by, kind="stable")
        arrays = [a[order] for a in arrays]
    elif split != "shuffled":
        raise BadInput(f'split must be "shuffled" or "sorted", got {split!r}')
    return list(zip(*(np.array_split(a, partitions) for a in arrays), strict=True))


def mean_gradient(parameters: Vector, values: Vector) -> Vector:
    """Gradient of ``sum (p - x)^2 / 2`` over the values x, for one parameter p.

    >>> mean_gradient(np.array([1.0]), np.array([0.0, 3.0])).tolist()
    [-1.0]
    """
    return np.array([np.sum(parameters[0] - values)])


def tiny(partitions: int) -> Task:
    """The task to find the mean of 0, 1, ..., partitions - 1, one number a partition: for tests.

    >>> tiny(3).evaluate(np.array([1.0]))
    (1.0, 1.0)
    """
    numbers = np.arange(float(partitions))

    def evaluate(parameters: Vector) -> tuple[float, float]:
        loss = float(((parameters[0] - numbers) ** 2).sum() / 2)
        return loss, float(abs(parameters[0] - numbers.mean()) < 1e-6)

    return Task(
        name="tiny",
        gradient="adversary.tasks.task:mean_gradient",
        partitions=[(np.array([x]),) for x in numbers],
        dimension=1,
        rows=partitions,
        rate=0.5,
        evaluate=evaluate,
    )


def resolve(path: str) -> Callable[..., Vector]:
    """The function that ``module:function`` names.

    >>> resolve("math:hypot")(3, 4)
    5.0
    """
    module, _, name = path.partition(":")
    function: Callable[..., Vector] = getattr(import_module(module), name)
    return function
