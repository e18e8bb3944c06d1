"""The registry of engines by name."""

from __future__ import annotations

from typing import Any, Literal, get_args

from adversary.cluster.engine import Engine
from adversary.tasks.task import Task
from designs.codes.scheme import Messages
from designs.errors import require

EngineName = Literal["processes", "mpi"]
ENGINES: tuple[EngineName, ...] = get_args(EngineName)


def open_engine(name: str, code: Messages, task: Task, **options: Any) -> Engine:
    """The engine of this name, started; use it as a context manager.

    ``processes`` are on this machine, ``mpi`` are the ranks of the MPI job that this process is in;
    the options are those of `adversary.cluster.processes.Processes`.

    Raises:
        BadInput: no such engine, or see the engine.
        ClusterError: the workers could not be started.

    >>> from adversary.tasks.task import tiny
    >>> from designs import uncoded
    >>> with open_engine("processes", uncoded(2), tiny(2), policy="abandon") as engine:
    ...     engine.workers
    2
    """
    require(name in ENGINES, f"the engine must be one of {', '.join(ENGINES)}, got {name!r}")
    if name == "mpi":
        from adversary.cluster.mpi.engine import Mpi

        return Mpi(code, task, **options)
    from adversary.cluster.processes import Processes

    return Processes(code, task, **options)
