"""What mpiexec tells a process: its rank, and whether the job survives a loss."""

from __future__ import annotations

import pytest

from adversary.cluster.mpi.environment import inside, rank, ulfm


@pytest.mark.parametrize("number", [None, 0, 12])
def test_a_process_is_inside_a_job_when_it_has_a_rank(monkeypatch, number):
    monkeypatch.delenv("OMPI_COMM_WORLD_RANK", raising=False)
    if number is not None:
        monkeypatch.setenv("OMPI_COMM_WORLD_RANK", str(number))
    assert inside() == (number is not None)
    assert rank() == (number or 0)


@pytest.mark.parametrize(
    ("text", "survives"),
    [("1", True), ("True", True), ("yes", True), ("ON", True), ("0", False), ("", False),
     ("false", False), ("no", False)],
)  # fmt: skip
def test_the_job_survives_where_the_switch_is_on(monkeypatch, text, survives):
    monkeypatch.setenv("OMPI_MCA_mpi_ft_enable", text)
    assert ulfm() == survives
