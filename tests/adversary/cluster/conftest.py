"""Processes to stop, to slow and to watch."""

from __future__ import annotations

import pytest
from burning import started


@pytest.fixture
def burning():
    """A process that wants a core for itself."""
    process = started("print(flush=True)\nwhile True: pass")
    process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def sleeping():
    """A process that wants nothing."""
    process = started("import time; print(flush=True); time.sleep(600)")
    process.stdout.readline()
    yield process
    process.kill()
    process.communicate()
