"""Engines of real worker processes, and real faults."""

from adversary.cluster.engine import ClusterError as ClusterError
from adversary.cluster.engine import Collected as Collected
from adversary.cluster.engine import Engine as Engine
