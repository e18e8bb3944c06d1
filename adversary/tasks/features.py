"""Fixed random features of the digits: any number of parameters on the same data."""

from __future__ import annotations

import numpy as np

from adversary.tasks.bundled import labelled
from adversary.tasks.digits import softmax_task
from adversary.tasks.task import Split, Task
from designs.errors import require

_MOST_FEATURES = 50_000
_WIDTH = 0.7


def random_features(
    partitions: int, split: Split = "shuffled", seed: int = 0, features: int = 1000
) -> Task:
    """Softmax regression on m random cosines of the digits: 10 m parameters, 10,000 by default.

    A digit x becomes ``sqrt(2/m) cos(W x + b)`` with a normal W and a uniform b drawn from the
    seed, so that inner products approximate a Gaussian kernel. Each has squared length at most 2;
    the softmax loss then has curvature at most 1, and the rate is 1.

    Raises:
        BadInput: scikit-learn is not installed, or no such number of partitions or features.

    Complexity: O(1797 m) time and memory.
    Source: random features of A. Rahimi and B. Recht (2007).

    >>> random_features(3, features=50).dimension
    500
    """
    known = 1 <= features <= _MOST_FEATURES
    require(known, f"random features must be 1..{_MOST_FEATURES}, got {features}")
    pixels, labels = labelled("digits", seed)
    random = np.random.default_rng(seed)
    weights = _WIDTH * random.normal(size=(pixels.shape[1], features))
    phases = random.uniform(0, 2 * np.pi, features)
    waves = np.sqrt(2 / features) * np.cos(pixels / 16.0 @ weights + phases)
    return softmax_task("random features of digits", waves, labels, partitions, split, rate=1.0)
