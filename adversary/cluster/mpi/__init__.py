"""The engine over MPI: ranks of one job, on one host or on many."""

from adversary.cluster.mpi.job import server as server
