"""The registry of training tasks, on real data that need no download."""

from __future__ import annotations

from collections.abc import Callable

from adversary.tasks.cancer import breast_cancer as breast_cancer
from adversary.tasks.digits import digits as digits
from adversary.tasks.features import random_features as random_features
from adversary.tasks.patches import patches as patches
from adversary.tasks.task import Split, Task, tiny
from designs.errors import BadInput, require

# Each takes the partitions, the split, the seed, and perhaps a size.
TASKS: dict[str, Callable[..., Task]] = {
    "digits": digits,
    "breast-cancer": breast_cancer,
    "patches": patches,
    "random-features": random_features,
    "tiny": lambda partitions, _split="shuffled", _seed=0: tiny(partitions),
}
SIZED = ("patches", "random-features")


def task_of(name: str, partitions: int, split: Split = "shuffled", seed: int = 0) -> Task:
    """A task by its name, with a size behind a colon for those that have one.

    The size is the side of the `patches` (3, 5 or 7) or the number of `random_features`.

    Raises:
        BadInput: there is no such task, or see the task.

    Complexity: that of the task.

    >>> task_of("tiny", 3).rows
    3
    >>> task_of("tiny:5", 3)
    Traceback (most recent call last):
    designs.errors.BadInput: a size goes with patches, random-features, got 'tiny:5'
    """
    kind, colon, size = name.partition(":")
    require(kind in TASKS, f"the data must be one of {', '.join(TASKS)}, got {name!r:.40}")
    if not colon:
        return TASKS[kind](partitions, split, seed)
    require(kind in SIZED, f"a size goes with {', '.join(SIZED)}, got {name!r:.40}")
    try:
        number = int(size)
    except ValueError:
        raise BadInput(f"the size of a task is a whole number, got {name!r:.40}") from None
    return TASKS[kind](partitions, split, seed, number)
