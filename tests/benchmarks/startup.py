"""Cold start of the command line against a Python that only imports numpy, in the same run.

Run as ``python tests/benchmarks/startup.py``.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

COMMANDS = {
    "python, numpy only": ["-c", "import numpy"],
    "kirkman exists 7 3 1": ["-m", "kirkman", "exists", "7", "3", "1"],
    "kirkman exists 21 5 1": ["-m", "kirkman", "exists", "21", "5", "1"],
    "kirkman exists 1000003 3 1": ["-m", "kirkman", "exists", "1000003", "3", "1"],
    "kirkman --help": ["-m", "kirkman", "--help"],
}


def seconds(words: list[str]) -> float:
    """Median of five cold runs."""
    spent = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run([sys.executable, *words], capture_output=True, check=False)
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent)


def main() -> None:
    base = 0.0
    for name, words in COMMANDS.items():
        found = seconds(words)
        base = base or found
        print(f"{name:28} {found:6.2f} s {found / base:5.1f}x")


if __name__ == "__main__":
    main()
