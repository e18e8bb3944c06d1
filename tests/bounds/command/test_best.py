"""The verb best."""

from __future__ import annotations

from kirkman.__main__ import main


def test_the_verb_prints_the_best_beside_the_design(capsys):
    assert main(["best", "-n", "7", "-d", "3", "-s", "2"]) == 0
    words = capsys.readouterr().out.split()
    assert "1/4" in words
    assert "4/7" in words
    assert main(["best", "-n", "7", "-d", "3", "-s", "2", "--json"]) == 0
    assert '"error": "1/4"' in capsys.readouterr().out
