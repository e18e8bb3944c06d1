"""The verb best."""

from __future__ import annotations

import pytest

from bounds.optimal.report import proved_optimal
from kirkman.__main__ import main


def test_the_verb_prints_the_best_beside_the_design(capsys):
    assert main(["best", "-n", "7", "-d", "3", "-s", "2"]) == 0
    words = capsys.readouterr().out.split()
    assert "1/4" in words
    assert "4/7" in words
    assert main(["best", "-n", "7", "-d", "3", "-s", "2", "--json"]) == 0
    assert '"error": "1/4"' in capsys.readouterr().out


def test_the_code_for_one_number_of_stragglers_is_written(tmp_path, capsys):
    target = tmp_path / "best.json"
    assert main(["best", "-n", "13", "-d", "4", "--at", "2", "-o", str(target)]) == 0
    assert "written to" in capsys.readouterr().out
    assert main(["certify", str(target), "-s", "2", "--json"]) == 0
    assert '"error": "1/13"' in capsys.readouterr().out


def test_the_count_is_printed(capsys):
    assert main(["best", "--count"]) == 0
    assert str(proved_optimal()) in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["-n", "7", "-d", "3", "-o", "code.json"],
        ["-n", "7", "-d", "3", "--at", "2", "-s", "2"],
        ["-n", "7"],
    ],
)
def test_what_does_not_fit_is_told(words, capsys):
    assert main(["best", *words]) == 2
    assert "give" in capsys.readouterr().err
