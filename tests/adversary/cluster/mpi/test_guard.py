"""The guard beside the server: whom it takes for mpiexec."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from adversary.cluster import faults
from adversary.cluster.mpi.guard import Guard, launcher

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the engine mpi needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


@pytest.mark.parametrize(("name", "known"), [("prterun", True), ("mpiexec", True), ("sh", False)])
def test_a_launcher_is_known_by_its_name_while_it_lives(tmp_path, name, known):
    program = tmp_path / name
    shutil.copy(shutil.which("sleep"), program)
    process = subprocess.Popen([program, "600"])
    while faults.state(process.pid) not in {"S", ""}:
        pass
    assert launcher(process.pid) == known
    process.kill()
    while faults.state(process.pid) != "Z":
        pass
    assert not launcher(process.pid)
    process.wait()
    assert not launcher(process.pid)


def test_outside_of_a_job_nobody_guards(leftovers):
    before = leftovers.children()
    guard = Guard()
    assert leftovers.children() == before
    guard.goodbye()
    guard.goodbye()
    assert not launcher(os.getppid())
