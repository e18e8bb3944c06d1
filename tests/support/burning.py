"""Processes of our own to try things on."""

from __future__ import annotations

import subprocess
import sys


def started(program):
    """A bare Python that runs this program; what it prints can be read."""
    return subprocess.Popen([sys.executable, "-S", "-E", "-c", program], stdout=subprocess.PIPE)
