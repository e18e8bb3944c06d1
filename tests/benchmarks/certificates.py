"""Certificates: seconds to write, bytes compressed, and seconds of the checker in a plain Python.

Run as ``python tests/benchmarks/certificates.py``, on Linux. Writing is the search with its records
and the file, without the checker that `certified` calls at its end; the checker is
``adversary/check.py`` run by a Python of its own that sees neither our packages nor anyone else's
(``python -I -S``). Seconds are processor time; compilation, once a machine, is not counted. Codes
are named as in ``tests/benchmarks/worst_case.py``; "bibd" is a block design with workers = points.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from searched_codes import code_of
from worst_case import proved

import adversary.check
from adversary.certificate import closed_form_certificate, tree_certificate
from adversary.worst_case.proof import Proof
from adversary.worst_case.request import Request
from designs import GradientCode, block_design

CASES = [
    ("reg:24:5", 6), ("reg:40:5", 10), ("reg:40:5", 20), ("bgc:40:5", 20), ("cyc:40:5", 20),
    ("kron:7:7", 12), ("kron:7:13", 12), ("bibd:13:4:1", 3), ("bibd:91:10:1", 30),
]  # fmt: skip
RUN = """
import runpy, sys, time
del sys.argv[0]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    status = open("/proc/self/status").read()
    print(time.process_time(), status.split("VmHWM:")[1].split()[0])
"""


def named(name: str) -> GradientCode:
    if name.startswith("bibd"):
        v, k, lam = map(int, name.split(":")[1:])
        return block_design(v, k, lam)
    return code_of(name)


def write(code: GradientCode, s: int, path: Path) -> tuple[float, int]:
    """Seconds to prove and write, and the number of records."""
    begin = time.process_time()
    proof = Proof(code, s, Request(records=True), None)
    proof.attack(())
    proof.finish(None)
    result, records = proof.result(), proof.records()
    if records is None:
        certificate = closed_form_certificate(code, result)
    else:
        certificate = tree_certificate(code, result, records, proof.symmetries)
    certificate.write(path)
    return time.process_time() - begin, len(records or [])


def checked(path: Path) -> tuple[float, float]:
    """Seconds of the checker, its start included, and its peak memory in MiB."""
    command = [sys.executable, "-I", "-S", "-c", RUN, adversary.check.__file__, str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds, peak = said.splitlines()[-1].split()
    return float(seconds), int(peak) / 1024


def main() -> None:
    proved(code_of("reg:20:4"), 5)
    print(f"{'code':>14} {'s':>3} {'records':>8} {'write':>8} {'bytes':>9} {'check':>8} {'MiB':>5}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.json.gz"
        for name, s in CASES:
            seconds, records = write(named(name), s, path)
            checking, memory = checked(path)
            print(f"{name:>14} {s:3} {records:8,} {seconds:7.2f}s {path.stat().st_size:9,}", end="")
            print(f" {checking:7.2f}s {memory:5.0f}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the writer: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
