"""The table of what is done with schemes is made from the registry, and is true of both engines."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest
from nested_runs import processes
from page_scripts import DOCS, page_script
from schemes import small

from designs.codes.family import SCHEMES

WORDS = ["-s", "1", "--attack", "none", "--rounds", "3", "--data", "breast-cancer", "--json",
         "--deadline", "60"]  # fmt: skip


@pytest.fixture(scope="module")
def module():
    return page_script("scheme_table")


def test_every_scheme_has_a_row_whose_cells_say_yes_or_why_not(module):
    rows = [line.strip("| ").split(" | ") for line in module.table()][2:]
    assert [row[0] for row in rows] == [f"`{name}`" for name in SCHEMES]
    for row in rows:
        assert len(row) == len(module.HEADS)
        assert set(row[2:7]) == {"yes"}, row
        assert all(cell.startswith(("yes", "no: ", "its components: ")) for cell in row[2:])


def test_what_is_not_possible_says_why(module):
    from designs import BadInput

    def refused():
        raise BadInput("it is too large")

    assert (module.tried(refused), module.tried(int)) == ("no: it is too large", "yes")


def test_the_page_includes_what_is_written(module, tmp_path):
    module.write(tmp_path)
    assert (tmp_path / "schemes.txt").read_text().count("\n") == len(SCHEMES) + 2
    assert "{include} _static/schemes.txt" in (DOCS / "harness.md").read_text()


def trained(name, path, *words):
    """What the verb run tells of a scheme's file."""
    path.write_text(json.dumps(small(name).to_json()))
    command = [sys.executable, "-m", "kirkman", "run", str(path), *WORDS, *words]
    job = subprocess.run(command, capture_output=True, timeout=240, check=True)
    return json.loads(job.stdout)


@processes
@pytest.mark.parametrize("name", ["communication-exact", "multiplexed"])
def test_the_verb_runs_a_scheme_on_processes(name, tmp_path):
    told = trained(name, tmp_path / "scheme.json")
    assert (told["engine"], told["failed_rounds"], len(told["rounds"])) == ("processes", 0, 3)
    assert told["bytes"] > 0


@pytest.mark.slow
@pytest.mark.skipif(find_spec("mpi4py") is None, reason="needs mpi4py")
@pytest.mark.parametrize("name", SCHEMES)
def test_the_verb_runs_every_scheme_over_mpi(name, tmp_path):
    told = trained(name, tmp_path / "scheme.json", "--engine", "mpi")
    assert (told["engine"], told["failed_rounds"], len(told["rounds"])) == ("mpi", 0, 3)
    assert told["bytes"] > 0
    exact = told["worst_measured_error"]
    assert exact < 1e-9 or name == "communication-approximate"
