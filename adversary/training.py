"""Real tasks on real data: partitions, a gradient function, a loss, and an accuracy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from designs.errors import BadInput, require

Vector = NDArray[np.float64]
Split = Literal["shuffled", "sorted"]
_CLASSES = 10


@dataclass(frozen=True, slots=True)
class Task:
    """A training problem cut into partitions.

    ``gradient`` names a function ``module:function`` that maps the parameters and the arrays of one
    partition to the *sum* of the gradients of its rows; the gradient of the mean loss is the sum
    over partitions divided by ``rows``. ``evaluate`` maps parameters to (loss, accuracy).

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


def softmax_gradient(parameters: Vector, features: Vector, labels: Vector) -> Vector:
    """Gradient of the summed cross-entropy of softmax regression, shape (10 * columns,).

    Features have shape (rows, columns), labels (rows,) with values 0..9; parameters are the
    (columns, 10) weights, flattened.

    Complexity: O(10 * rows * columns).

    >>> softmax_gradient(np.zeros(10), np.ones((1, 1)), np.zeros(1)).round(1).tolist()
    [-0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]
    """
    chances = softmax(parameters, features)
    chances[np.arange(len(labels)), labels.astype(np.int64)] -= 1
    gradient: Vector = features.T @ chances
    return gradient.ravel()


def softmax(parameters: Vector, features: Vector) -> Vector:
    """Class probabilities, shape (rows, 10).

    >>> softmax(np.zeros(10), np.ones((1, 1))).sum().round(6).item()
    1.0
    """
    scores = features @ parameters.reshape(-1, _CLASSES)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Vector = powers / powers.sum(axis=1, keepdims=True)
    return chances


def digits(partitions: int, split: Split = "shuffled", seed: int = 0) -> Task:
    """Softmax regression on scikit-learn's bundled digits (1,797 images of 8 x 8 pixels).

    A quarter of the images is kept for testing. The rest is cut into equal partitions, ``shuffled``
    or ``sorted`` by digit: sorted partitions hold one or two digits each, so that losing a
    partition loses a class, which is the hard case for ignoring stragglers. 650 parameters.

    Raises:
        BadInput: scikit-learn is not installed, or more partitions than training images.

    Complexity: a second to import scikit-learn.
    Source: the optical recognition data of E. Alpaydin and C. Kaynak, as scikit-learn bundles it.

    >>> digits(13).dimension
    650
    """
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise BadInput(
            "the digits data come with scikit-learn: pip install 'kirkman[demo]'"
        ) from None
    pixels, labels = load_digits(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(labels))
    features = np.hstack([pixels / 16.0, np.ones((len(labels), 1))])[order]
    labels = labels[order].astype(np.float64)
    test = len(labels) // 4
    train_x, train_y = features[test:], labels[test:]
    most = 1 <= partitions <= len(train_y)
    require(most, f"partitions must be 1..{len(train_y)}, got {partitions}")
    if split == "sorted":
        by_digit = np.argsort(train_y, kind="stable")
        train_x, train_y = train_x[by_digit], train_y[by_digit]
    elif split != "shuffled":
        raise BadInput(f'split must be "shuffled" or "sorted", got {split!r}')
    parts = zip(
        np.array_split(train_x, partitions), np.array_split(train_y, partitions), strict=True
    )

    def evaluate(parameters: Vector) -> tuple[float, float]:
        chances = softmax(parameters, train_x)
        likelihood = chances[np.arange(len(train_y)), train_y.astype(np.int64)]
        loss = -np.log(np.maximum(likelihood, 1e-300)).mean()
        guess = softmax(parameters, features[:test]).argmax(axis=1)
        return float(loss), float((guess == labels[:test]).mean())

    return Task(
        name=f"digits, {split}",
        gradient="adversary.training:softmax_gradient",
        partitions=list(parts),
        dimension=features.shape[1] * _CLASSES,
        rows=len(train_y),
        rate=1.0,
        evaluate=evaluate,
    )


def mean_gradient(parameters: Vector, values: Vector) -> Vector:
    """Gradient of ``sum (p - x)^2 / 2`` over the values x, for one parameter p.

    >>> mean_gradient(np.array([1.0]), np.array([0.0, 3.0])).tolist()
    [-1.0]
    """
    return np.array([np.sum(parameters[0] - values)])


def tiny(partitions: int) -> Task:
    """Finding the mean of 0, 1, ..., partitions - 1, one number a partition: for tests.

    >>> tiny(3).evaluate(np.array([1.0]))
    (1.0, 1.0)
    """
    numbers = np.arange(float(partitions))

    def evaluate(parameters: Vector) -> tuple[float, float]:
        loss = float(((parameters[0] - numbers) ** 2).sum() / 2)
        return loss, float(abs(parameters[0] - numbers.mean()) < 1e-6)

    return Task(
        name="tiny",
        gradient="adversary.training:mean_gradient",
        partitions=[(np.array([x]),) for x in numbers],
        dimension=1,
        rows=partitions,
        rate=0.5,
        evaluate=evaluate,
    )


TASKS: dict[str, Callable[[int, Split, int], Task]] = {
    "digits": digits,
    "tiny": lambda partitions, _split, _seed: tiny(partitions),
}
