"""The verb verify: what it prints, and that a complaint is a negative answer."""

from __future__ import annotations

import json
import sys

import pytest

import adversary.run.verification

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def test_the_verb_verify(run, monkeypatch):
    code, out, err = run("verify", "uncoded", "--sets", 2)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1].endswith("0 complaints")
    code, out, _ = run("verify", "uncoded", "--json")
    (result,) = json.loads(out)["results"]
    assert result["sets"] == 3
    assert result["certified"]["error"] == "1"
    monkeypatch.setattr(adversary.run.verification, "agrees", lambda _measured, _exact: False)
    assert run("verify", "uncoded")[0] == 1
    assert run("verify", "nothing")[0] == 2
