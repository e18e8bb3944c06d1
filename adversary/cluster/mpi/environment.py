"""The environment that mpiexec sets: whether this process is a rank, which, and of what job."""

from __future__ import annotations

import os

_ULFM = "OMPI_MCA_mpi_ft_enable"
_TRANSPORTS = "OMPI_MCA_btl"
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


def one_host() -> bool:
    """Whether all ranks of the job are on this host.

    >>> one_host()
    False
    """
    here, all_ = (os.environ.get(f"OMPI_COMM_WORLD_{name}SIZE") for name in ("LOCAL_", ""))
    return all_ is not None and here == all_


def keep_off_the_network() -> None:
    """Have the ranks of one host use shared memory alone, unless transports were chosen.

    Each would else listen for the others on all addresses of the host, whether they come or not.

    >>> keep_off_the_network()
    >>> _TRANSPORTS in os.environ
    False
    """
    if one_host():
        os.environ.setdefault(_TRANSPORTS, "self,sm")


def marks_of_others() -> tuple[str, str]:
    """The mark in the environment of all ranks of this job, and one that only ours has.

    >>> marks_of_others()
    ('', '')
    """
    job, rank_ = (os.environ.get(name, "") for name in ("PMIX_NAMESPACE", "PMIX_RANK"))
    return (f"PMIX_NAMESPACE={job}\0", f"PMIX_RANK={rank_}\0") if job and rank_ else ("", "")


def ulfm() -> bool:
    """Whether the job survives the loss of a rank: started with ``--with-ft ulfm``.

    >>> ulfm()
    False
    """
    return os.environ.get(_ULFM, "0").lower() in ("1", "true", "yes", "on")
