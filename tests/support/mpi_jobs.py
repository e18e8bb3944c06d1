"""Jobs of mpiexec for the tests of the engine over MPI: started, heard, and looked after."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest

from adversary.cluster.mpi.launch import command

HERE = Path(__file__).parent
MPIEXEC = (Path(sys.executable).parent / "mpiexec").exists() or shutil.which("mpiexec")
SECONDS = 240
mpi = pytest.mark.skipif(
    importlib.util.find_spec("mpi4py") is None or not MPIEXEC,
    reason="needs mpi4py and Open MPI: pip install 'kirkman[mpi]'",
)


def left() -> set[str]:
    """What Open MPI leaves in shared memory and among the temporary files when it is killed."""
    segments = {p.name for p in Path("/dev/shm").glob("sm_segment.*")}
    return segments | {p.name for p in Path("/tmp").glob("ompi.*")}


def nothing_more(before, seconds=60.0):
    """Whether nothing new is left, once other jobs on this machine have ended, too."""
    end = time.monotonic() + seconds
    while left() - before and time.monotonic() < end:
        time.sleep(0.02)
    return not left() - before


def started(scene, *told, ranks=4, ulfm=True, words=(), script="mpi_scenes.py"):
    """A job that plays a scene; with words for mpiexec."""
    head = [*command(ranks), *words]
    if not ulfm:
        head = [word for word in head if word not in ("--with-ft", "ulfm")]
    return subprocess.Popen(
        [*head, sys.executable, str(HERE / script), scene, *told],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def played(scene, *told, **options):
    """What a scene says, by name, in order, and its exit code."""
    job = started(scene, *told, **options)
    try:
        out, errors = job.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        job.terminate()
        job.communicate(timeout=30)
        raise
    said = defaultdict(list)
    for line in out.splitlines():
        if not line.startswith('["'):  # mpiexec has something to say
            continue
        name, value = json.loads(line)
        said[name].append(value)
    return said, job.returncode, errors
