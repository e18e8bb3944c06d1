"""Handwritten digits: softmax regression."""

from __future__ import annotations

import numpy as np

from adversary.tasks.bundled import labelled
from adversary.tasks.task import Split, Task, Vector, cut

_CLASSES = 10


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


def softmax_task(
    name: str,
    features: Vector,
    labels: Vector,
    partitions: int,
    split: Split,
    rate: float,
) -> Task:
    """Softmax regression on these rows; the first quarter is kept for testing.

    Raises:
        BadInput: see `adversary.tasks.task.cut`.

    Complexity: O(rows * columns).

    >>> softmax_task("a", np.ones((8, 1)), np.arange(8.0), 2, "sorted", 1.0).rows
    6
    """
    test = len(labels) // 4
    train_x, train_y = features[test:], labels[test:]

    def evaluate(parameters: Vector) -> tuple[float, float]:
        chances = softmax(parameters, train_x)
        likelihood = chances[np.arange(len(train_y)), train_y.astype(np.int64)]
        loss = -np.log(np.maximum(likelihood, 1e-300)).mean()
        guess = softmax(parameters, features[:test]).argmax(axis=1)
        return float(loss), float((guess == labels[:test]).mean())

    return Task(
        name=f"{name}, {split}",
        gradient="adversary.tasks.digits:softmax_gradient",
        partitions=cut([train_x, train_y], partitions, split, by=train_y),
        dimension=features.shape[1] * _CLASSES,
        rows=len(train_y),
        rate=rate,
        evaluate=evaluate,
    )


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
    pixels, labels = labelled("digits", seed)
    features = np.hstack([pixels / 16.0, np.ones((len(labels), 1))])
    return softmax_task("digits", features, labels, partitions, split, rate=1.0)
