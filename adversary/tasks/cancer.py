"""Breast cancer: logistic regression with a ridge."""

from __future__ import annotations

import numpy as np

from adversary.tasks.bundled import labelled
from adversary.tasks.task import Split, Task, Vector, cut

# The ridge of every row; without it the optimal parameters would be infinite.
RIDGE = 1e-3


def logistic_gradient(parameters: Vector, features: Vector, labels: Vector) -> Vector:
    """Gradient of the summed loss ``log(1 + exp(x p)) - y x p + RIDGE |p|^2 / 2``, labels y 0 or 1.

    Complexity: O(rows * columns).

    >>> logistic_gradient(np.zeros(1), np.ones((2, 1)), np.array([0.0, 1.0])).tolist()
    [0.0]
    """
    gradient: Vector = features.T @ (_chance(features @ parameters) - labels)
    return gradient + RIDGE * len(labels) * parameters


def logistic_loss(parameters: Vector, features: Vector, labels: Vector) -> float:
    """The loss itself, summed over the rows.

    >>> round(logistic_loss(np.zeros(1), np.ones((1, 1)), np.ones(1)), 6)
    0.693147
    """
    scores = features @ parameters
    losses = np.logaddexp(0.0, scores) - labels * scores
    return float(losses.sum() + RIDGE * len(labels) * (parameters @ parameters) / 2)


def breast_cancer(partitions: int, split: Split = "shuffled", seed: int = 0) -> Task:
    """Logistic regression on scikit-learn's bundled breast cancer data (569 rows, 30 columns).

    A quarter of the rows is kept for testing; columns are standardised. The loss is strongly
    convex, by the ridge, and the rate is one over its largest curvature
    ``|X|^2 / 4N + RIDGE``. 31 parameters.

    Raises:
        BadInput: scikit-learn is not installed, or more partitions than training rows.

    Complexity: a second to import scikit-learn.
    Source: the Wisconsin diagnostic data of W. Wolberg, N. Street and O. Mangasarian, as
    scikit-learn bundles it.

    >>> breast_cancer(7).dimension
    31
    """
    raw, labels = labelled("breast_cancer", seed)
    test = len(labels) // 4
    scaled = (raw - raw[test:].mean(axis=0)) / raw[test:].std(axis=0)
    features = np.hstack([scaled, np.ones((len(labels), 1))])
    train_x, train_y = features[test:], labels[test:]
    curvature = np.linalg.norm(train_x, 2) ** 2 / (4 * len(train_y)) + RIDGE

    def evaluate(parameters: Vector) -> tuple[float, float]:
        guess = features[:test] @ parameters > 0
        loss = logistic_loss(parameters, train_x, train_y) / len(train_y)
        return loss, float((guess == labels[:test]).mean())

    return Task(
        name=f"breast cancer, {split}",
        gradient="adversary.tasks.cancer:logistic_gradient",
        partitions=cut([train_x, train_y], partitions, split, by=train_y),
        dimension=features.shape[1],
        rows=len(train_y),
        rate=float(1 / curvature),
        evaluate=evaluate,
    )


def _chance(scores: Vector) -> Vector:
    """The logistic function, without overflow."""
    chances: Vector = np.exp(-np.logaddexp(0.0, -scores))
    return chances
