"""Every guard is needed: without it, a test that passes with it fails.

The engine is copied (as links), one guard is taken out of the copy, and the test named is run
against it in a process of its own.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

import adversary

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux")
TESTS = Path(__file__).resolve().parents[1]
ROOM = Path(adversary.__file__).resolve().parent

# The guard, its file, its lines, what stands there instead, and a test that then fails.
GUARDS = {
    "round check": (
        "cluster/rounds.py",
        "if message.round == self._round and message.kind in",
        "if message.kind in",
        "faults/test_late.py::test_a_result_that_is_late[1]",
    ),
    "only what was asked": (
        "cluster/rounds.py",
        "if message.round != member.outstanding:",
        "if message.round == -1:",
        "faults/test_late.py::test_messages_of_every_kind_out_of_the_blue",
    ),
    "checksum of the vector": (
        "cluster/rounds.py",
        "if vector is not None and found == message.checksum:",
        "if vector is not None:",
        "faults/test_damage.py::test_a_vector_that_is_not_the_one_announced[announces_early]",
    ),
    "stamp of the parameters": (
        "cluster/worker.py",
        "if self.stamp(self.parameters) != message.checksum:",
        "if False:",
        "faults/test_stale.py::test_stopped_before_all_parameters_are_read[reads_late-STALE]",
    ),
    "seal on the parameters": (
        "cluster/processes.py",
        "        seal(parameters)\n",
        "",
        "faults/test_stale.py::test_no_worker_can_write_into_the_parameters",
    ),
    "credit": (
        "cluster/rounds.py",
        "            if member.outstanding is None:\n",
        "            if True:\n",
        "faults/test_stop.py::test_no_queue_forms_before_a_stopped_worker",
    ),
    "residual check": (
        "run/training.py",
        "if not agrees(one.measured, one.exact):",
        "if False:",
        "faults/test_late.py::test_the_answer_of_another_worker_is_a_failed_round",
    ),
    "death with the server": (
        "cluster/member.py",
        "ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)\n",
        "",
        "faults/test_children.py::test_workers_end_with_the_server_without_a_guard_too",
    ),
    "death of children with the server": (
        "cluster/faults.py",
        'sweep(mark, "", 0)\n',
        "",
        "faults/test_children.py::test_children_end_with_the_server[9]",
    ),
    "signals to the group": (
        "cluster/faults.py",
        "os.killpg(self.pid, sig)",
        "os.kill(self.pid, sig)",
        "faults/test_children.py::test_children_stop_and_go_on_with_their_worker",
    ),
    "version in the hello": (
        "cluster/messages.py",
        "if message.checksum != PROTOCOL:",
        "if False:",
        "faults/test_start.py::test_another_hello[next version]",
    ),
    "hello first": (
        "cluster/messages.py",
        "if message.kind != Kind.HELLO:",
        "if False:",
        "faults/test_start.py::test_another_hello[an answer]",
    ),
    "order of the levels": (
        "cluster/rounds.py",
        "if message.level != len(member.levels) or message.level >= member.count:",
        "if False:",
        "faults/test_damage.py::test_levels_out_of_order[[1, 0]]",
    ),
    "finite gradients": (
        "cluster/worker.py",
        "if found is None:",
        "if found is None and 1 < 0:",
        "faults/test_damage.py::test_gradients_that_are_no_real_numbers_fail_by_name[infinite]",
    ),
    "faults are seen": (
        "cluster/faults.py",
        "    await_state(process.pid, stopped=True)\n",
        "",
        "adversary/cluster/test_processes.py::test_faults_on_the_dead_and_the_unknown",
    ),
}


QUICK = ["round check", "checksum of the vector", "credit", "residual check",
         "death with the server"]  # fmt: skip


def copied(folder):
    """A copy of the room, by links; compiled files are still valid for files that are linked."""
    shutil.copytree(ROOM, folder / "adversary", copy_function=os.symlink)
    return folder


def tried(folder, *tests):
    """Run these tests against the copy: their last line."""
    environment = os.environ | {"PYTHONPATH": str(folder)}
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [*command, *(str(TESTS / test) for test in tests)], env=environment, cwd=TESTS.parent,
            capture_output=True, check=False, text=True, timeout=240,
        )  # fmt: skip
    finally:
        end_what_is_left(folder)
    return done.stdout


def end_what_is_left(folder):
    """Without a guard processes may be left; the path to the copy is in their environment."""
    paths = [os.fsencode(f"{folder}{end}") for end in (os.pathsep, "\0")]
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            told = environment.read_bytes()
            if any(path in told for path in paths):
                os.kill(int(environment.parent.name), signal.SIGKILL)


@pytest.mark.parametrize(
    "guard", [g if g in QUICK else pytest.param(g, marks=pytest.mark.slow) for g in GUARDS]
)
def test_without_the_guard_its_test_fails(tmp_path, guard):
    name, lines, instead, test = GUARDS[guard]
    file = copied(tmp_path) / "adversary" / name
    source = file.read_text()
    assert source.count(lines) == 1, f"the guard is no longer found in {name}"
    file.unlink()
    file.write_text(source.replace(lines, instead))
    assert "1 failed" in tried(tmp_path, test)


@pytest.mark.slow
def test_with_all_guards_their_tests_pass(tmp_path):
    tests = {test for *_, test in GUARDS.values()}
    assert f"{len(tests)} passed" in tried(copied(tmp_path), *tests)
    where = [sys.executable, "-P", "-c", "import adversary; print(adversary.__file__)"]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    found = subprocess.run(where, env=environment, capture_output=True, check=True, text=True)
    assert found.stdout.startswith(str(tmp_path))
