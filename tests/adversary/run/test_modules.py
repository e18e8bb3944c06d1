"""What a plain run needs of the toolkit: the files whose functions it calls, and what it loads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import designs
from designs import block_design

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]
PACKAGES = ("designs", "adversary", "bounds", "kirkman")
MOST_FILES = 37
# Runs the command while a profile notes every file of which a function is called; what runs while
# files are loaded, such as the decorators of registries, does not count.
SCRIPT = """
import inspect, json, sys
called = set()
def loading(frame):
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_code.co_filename != "<string>":
            return True
        frame = frame.f_back
    return False
def note(frame, event, _):
    code = frame.f_code
    if event == "call" and code.co_flags & inspect.CO_NEWLOCALS and code.co_name[0] != "<":
        if code.co_filename not in called and not loading(frame):
            called.add(code.co_filename)
sys.setprofile(note)
from kirkman.__main__ import main
rc = main(sys.argv[1:])
sys.setprofile(None)
print(json.dumps([rc, sorted(called), sorted(sys.modules)]))
"""


def executed(*words):
    """The files of ours whose functions a command calls in its process; all modules it loads."""
    root = Path(designs.__file__).parents[1]
    job = subprocess.run(
        [sys.executable, "-c", SCRIPT, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    rc, called, loaded = json.loads(job.stdout.splitlines()[-1])
    assert rc == 0, job.stderr
    ours = [Path(name) for name in called if Path(name).is_relative_to(root)]
    names = [path.relative_to(root) for path in ours]
    return ["/".join(name.parts) for name in names if name.parts[0] in PACKAGES], set(loaded)


@pytest.fixture
def code_file(tmp_path):
    path = tmp_path / "code.json"
    path.write_text(json.dumps(block_design(3, 2, 1).to_json()))
    return path


def test_a_run_of_a_plain_code_needs_few_files(code_file):
    called, loaded = executed("run", code_file, "-s", 1, "--data", "tiny", "--rounds", 3)
    assert {"adversary/run/training.py", "adversary/cluster/member.py"} <= set(called)
    assert len(called) <= MOST_FILES, called
    unasked = {
        "adversary.run.nested", "adversary.run.delays", "adversary.run.stragglers",
        "adversary.run.traces", "adversary.run.run_log", "adversary.run.baselines",
        "adversary.run.picture", "adversary.run.timeline",
        "adversary.cluster.slowdowns", "adversary.cluster.usage", "adversary.cluster.mpi",
        "adversary.portable",
    }  # fmt: skip
    assert unasked.isdisjoint(loaded)


def test_what_is_asked_for_is_loaded(code_file):
    words = ("run", code_file, "-s", 1, "--data", "tiny", "--rounds", 1, "--json")
    called, _ = executed(*words, "--delays", "exponential:mean=0.001", "--baseline", "wait")
    assert {"adversary/run/stragglers.py", "adversary/run/baselines.py"} <= set(called)
