"""The verb verify: sets really stopped, measured, compared."""

from __future__ import annotations

import json


def test_verify_measures_what_is_certified(run):
    code, out, _ = run("verify", "uncoded", "--sets", 2, "--json")
    results = json.loads(out)["results"]
    assert code == 0
    assert {result["family"] for result in results} == {"uncoded"}
    assert "sets really stopped" in run("verify", "uncoded", "--sets", 1)[1]
    assert run("verify", "nothing")[0] == 2
