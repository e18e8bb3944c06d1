"""The calls that a training loop needs: every engine has them, with the same parameters."""

from __future__ import annotations

import inspect

import pytest

from adversary.cluster.engine import Engine
from adversary.cluster.mpi.engine import Mpi
from adversary.cluster.processes import Processes

CALLS = [name for name, call in vars(Engine).items() if inspect.isfunction(call) and name[0] != "_"]


@pytest.mark.parametrize("engine", [Processes, Mpi])
@pytest.mark.parametrize("name", CALLS)
def test_an_engine_is_called_as_the_protocol_says(engine, name):
    wanted = inspect.signature(getattr(Engine, name)).parameters.values()
    found = inspect.signature(getattr(engine, name)).parameters.values()
    assert [(p.name, p.kind, p.default) for p in found] == [
        (p.name, p.kind, p.default) for p in wanted
    ]


@pytest.mark.parametrize("engine", [Processes, Mpi])
def test_an_engine_is_a_context_manager_with_workers(engine):
    assert isinstance(inspect.getattr_static(engine, "workers"), property)
    assert callable(engine.__enter__)
    assert callable(engine.__exit__)
    assert {"broadcast", "collect", "stop", "kill", "restart", "close"} <= set(CALLS)
