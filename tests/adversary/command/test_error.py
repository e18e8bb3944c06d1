"""The verb error: one set of silent workers."""

from __future__ import annotations

import json


def test_error_is_exact_with_its_weights(run, tmp_path):
    path = tmp_path / "triangle.json"
    path.write_text("[[1, 1, 0], [0, 1, 1], [1, 0, 1]]")
    code, out, err = run("error", path, "--stragglers", "1", "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert (found["error"], found["relative_error"]) == ("1/3", "1/9")
    assert found["weights"] == {"0": "2/3", "2": "2/3"}
    assert run("error", path, "--stragglers", "3")[0] == 2
    assert "error 1/3 = 0.333333..." in run("error", path, "--stragglers", "1")[1]
