"""The data that scikit-learn bundles."""

from __future__ import annotations

import numpy as np

from adversary.tasks.task import Vector
from designs.errors import BadInput

_MISSING = "the data come with scikit-learn: pip install 'kirkman[demo]'"


def labelled(name: str, seed: int) -> tuple[Vector, Vector]:
    """Features and labels of ``digits`` or ``breast_cancer``, in an order drawn from the seed.

    Raises:
        BadInput: scikit-learn is not installed.

    Complexity: a second to import scikit-learn.

    >>> labelled("digits", 0)[0].shape
    (1797, 64)
    """
    try:
        from sklearn import datasets
    except ImportError:
        raise BadInput(_MISSING) from None
    features, labels = getattr(datasets, f"load_{name}")(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(labels))
    return features[order], labels[order].astype(np.float64)


def photographs() -> tuple[Vector, Vector]:
    """The two photographs, each of shape (427, 640, 3), with values in 0..1.

    Raises:
        BadInput: scikit-learn or Pillow is not installed.

    Complexity: a second to import scikit-learn.

    >>> photographs()[0].shape
    (427, 640, 3)
    """
    try:
        from sklearn.datasets import load_sample_images

        first, second = load_sample_images().images
    except ImportError:
        raise BadInput(_MISSING) from None
    return first / 255.0, second / 255.0
