"""The fault suite again and again, each time with another seed: does it ever fail?

Run as ``python tests/benchmarks/faults.py`` (20 times; ``--times N``; ``--slow`` with the slow
tests too). Prints a line a time: seed, result, seconds, processes left. A failure prints what
pytest says; ``KIRKMAN_FAULT_SEED=SEED python -m pytest tests/faults`` repeats it. Exit
code 1 if any failed. Not for a busy machine: seconds are wall clock.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def workers_alive() -> int:
    """Worker processes of ours on this machine."""
    count = 0
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            count += b"adversary.cluster.worker" in line.read_bytes()
        except OSError:
            continue
    return count


def once(seed: int, *, slow: bool) -> bool:
    """Run the suite once; whether it passed."""
    suite = sorted(str(file) for file in ROOT.glob("tests/faults/test_*.py"))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *suite]
    command += ["-m", "slow or not slow"] if slow else []
    environment = os.environ | {"KIRKMAN_FAULT_SEED": str(seed)}
    before, begin = workers_alive(), time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, check=False, text=True
    )
    seconds, left = time.monotonic() - begin, workers_alive() - before
    last = (done.stdout.splitlines() or ["no output"])[-1]
    print(f"{seed:4} {'passed' if done.returncode == 0 else 'FAILED':7} {seconds:7.1f} s "
          f"{left:3} left   {last}", flush=True)  # fmt: skip
    if done.returncode:
        print(done.stdout, done.stderr)
    return done.returncode == 0 and left == 0


def main() -> int:
    parser = argparse.ArgumentParser(description="The fault suite again and again.")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--slow", action="store_true")
    words = parser.parse_args()
    passed = sum(once(seed, slow=words.slow) for seed in range(words.times))
    print(f"{passed} of {words.times} passed")
    return 0 if passed == words.times else 1


if __name__ == "__main__":
    sys.exit(main())
