"""The verb run: training with a code while workers straggle, everything by its name."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any, cast

from adversary.run.settings import Settings
from adversary.run.trial import Trial, trial
from adversary.tasks import task_of
from adversary.tasks.task import Task
from designs.codes.coerce import CodeLike, as_code
from designs.codes.files import read_levels
from designs.codes.scheme import Messages
from designs.errors import integer


def run(
    code: CodeLike | Messages,
    stragglers: int,
    task: Task | str = "digits",
    *,
    log: Path | None = None,
    resume: bool = False,
    **settings: Any,
) -> Trial:
    """Train on real worker processes while the worst set of so many stragglers is stopped.

    A code may also be a scheme, or the name of a file of either. A task is one of yours, or named
    as in ``kirkman run --data``; the settings are those of `adversary.run.settings.Settings`; log
    and resume are those of `adversary.run.trial.trial`.

    Raises:
        BadInput: code, task and settings do not fit together.
        ClusterError: workers could not be started, or a fault had no effect.

    Complexity: see `adversary.run.trial.trial`.

    >>> found = run([[1, 1, 0], [0, 1, 1], [1, 0, 1]], 1, "tiny", rounds=2)
    >>> found.certified.error, found.rounds[0].exact
    (Fraction(1, 3), Fraction(1, 3))
    """
    if isinstance(code, str | PathLike):
        the_code = read_levels(str(code))
    else:
        scheme = hasattr(code, "levels")
        the_code = cast("Messages", code) if scheme else as_code(cast("CodeLike", code))
    the_task = task_of(task, the_code.partitions) if isinstance(task, str) else task
    chosen = Settings(stragglers=integer(stragglers, "stragglers"), **settings)
    return trial(the_code, the_task, chosen, log=log, resume=resume)
