"""What mpiexec tells a process in its environment: whether it is a rank, which, and of what job."""

from __future__ import annotations

import os

_ULFM = "OMPI_MCA_mpi_ft_enable"
HOW = "mpiexec --with-ft ulfm -n RANKS"


def inside() -> bool:
    """Whether this process was started by Open MPI's mpiexec.

    >>> inside()
    False
    """
    return "OMPI_COMM_WORLD_RANK" in os.environ


def rank() -> int:
    """The rank of this process in its job; 0, the server, outside of one.

    >>> rank()
    0
    """
    return int(os.environ.get("OMPI_COMM_WORLD_RANK", "0"))


def ulfm() -> bool:
    """Whether the job survives the loss of a rank: started with ``--with-ft ulfm``.

    >>> ulfm()
    False
    """
    return os.environ.get(_ULFM, "0").lower() in ("1", "true", "yes", "on")
