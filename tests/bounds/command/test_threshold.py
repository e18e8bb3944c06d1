"""The verb threshold."""

from __future__ import annotations

import json

from designs.codes import random_biregular


def test_the_threshold_verb(run, fano, tmp_path):
    code, out, _ = run("threshold", fano, "--error", "1/7")
    assert (code, out) == (0, "3 stragglers can force an error of 1; no fewer can\n")
    value = json.loads(run("threshold", fano, "--error", "1", "--absolute", "--json")[1])
    assert (value["at_least"], value["at_most"], value["relative_error"]) == (3, 3, "1/7")
    path = tmp_path / "regular.json"
    path.write_text(json.dumps(random_biregular(24, 24, 5, seed=1).to_json()))
    code, out, _ = run("threshold", path, "--error", "0.2", "--time-limit", 0)
    assert code == 1
    assert "at least" in out
    for bad in ("0", "2", "-1", "x"):
        code, out, err = run("threshold", fano, "--error", bad)
        assert (code, out) == (2, "")
        assert len(err.strip().splitlines()) == 1
