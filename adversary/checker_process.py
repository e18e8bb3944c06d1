"""The checker in a process of its own, which can be ended: it has no time limit of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from adversary import check
from designs.errors import VerificationError

_LEAST_SECONDS = 1.0


def accepted_by(deadline: float, certificate: bytes) -> bool:
    """Whether the checker has accepted the content of a file before a moment of `time.monotonic`.

    False says that it had too little time, of which it has a second at least.

    Raises:
        VerificationError: it has rejected it.

    Complexity: that of the checker, and of starting Python.

    >>> accepted_by(time.monotonic() + 60, b"{}")
    Traceback (most recent call last):
    designs.errors.VerificationError: it is no object with a format that is known here
    """
    left = max(deadline - time.monotonic(), _LEAST_SECONDS)
    with TemporaryDirectory(prefix="kirkman-") as folder:
        file = Path(folder, "certificate")
        file.write_bytes(certificate)
        words = [sys.executable, "-I", str(check.__file__), str(file)]
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=left, check=False)
        except subprocess.TimeoutExpired:
            return False
    if done.returncode:
        said = (done.stdout or done.stderr).strip().rpartition("\n")[2]
        raise VerificationError(said.partition(": rejected: ")[2] or said)
    return True
