"""Commands that run themselves again in an MPI job."""

from __future__ import annotations

import os
import sys

import pytest

from adversary.cluster.mpi import launch
from designs import BadInput

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the engine mpi needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


@pytest.mark.parametrize(("user", "root"), [(0, True), (1000, False)])
@pytest.mark.parametrize("beside", [True, False])
def test_mpiexec_beside_our_python_comes_first(monkeypatch, tmp_path, user, root, beside):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(launch.shutil, "which", lambda name: f"/elsewhere/{name}")
    if beside:
        (tmp_path / "mpiexec").touch()
    program, *options = launch.command(5)
    assert program == (str(tmp_path / "mpiexec") if beside else "/elsewhere/mpiexec")
    assert options[:2] == ["--with-ft", "ulfm"]
    assert options[-2:] == ["-n", "5"]
    assert ("--allow-run-as-root" in options) == root


def test_without_mpiexec_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(launch.shutil, "which", lambda _: None)
    with pytest.raises(BadInput, match=r"pip install 'kirkman\[mpi\]'"):
        launch.enter(3, ["x.py"])


def test_outside_of_a_job_one_rank_more_than_workers_and_its_exit_code(monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr(launch, "command", lambda ranks: seen.append(ranks) or ["/usr/bin/env"])
    told = tmp_path / "told"
    script = (
        "import os, sys; open(sys.argv[1], 'w').write(os.environ['OMP_NUM_THREADS']); sys.exit(7)"
    )
    assert launch.enter(3, ["-c", script, str(told)]) == (7, launch.LOST)
    assert (seen, told.read_text()) == ([4], "1")
