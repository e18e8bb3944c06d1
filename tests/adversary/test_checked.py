"""A certificate is checked at hand, as JSON and in a file."""

from __future__ import annotations

import subprocess
import time

import numpy as np
import pytest

import kirkman as km
from adversary import certified
from adversary.checked import accepted_by
from designs import VerificationError, block_design


def test_certificates_are_checked_from_files_and_objects(tmp_path):
    _, certificate = km.certified([[1, 1, 0], [0, 1, 1], [1, 0, 1]], 1)
    for name in ("proof.json", "proof.json.gz"):
        certificate.write(tmp_path / name)
        assert km.check(tmp_path / name) == km.check(certificate) == km.check(certificate.to_json())
    assert km.check(certificate, [[1, 1, 0], [0, 1, 1], [1, 0, 1]]) == km.check(certificate)
    with pytest.raises(km.VerificationError):
        km.check(certificate, np.eye(3))
    value = certificate.to_json()
    value["claim"]["upper"] = "0"
    with pytest.raises(km.VerificationError):
        km.check(value)
    with pytest.raises(km.BadInput, match="cannot read"):
        km.check(tmp_path / "nothing.json")


def test_the_checker_in_a_process_of_its_own_says_the_same():
    _, certificate = certified(block_design(7, 3, 1), 2)
    content = certificate.to_bytes(packed=False)
    assert accepted_by(time.monotonic() + 600, content)
    forged = content.replace(b'"upper":"4/7"', b'"upper":"1/7"')
    assert forged != content
    with pytest.raises(VerificationError, match="the id is not that of the content"):
        accepted_by(time.monotonic() + 600, forged)


def test_the_checker_is_ended_when_its_time_is_over(monkeypatch):
    asked = []

    def overdue(words, **options):
        asked.append(options["timeout"])
        raise subprocess.TimeoutExpired(words, options["timeout"])

    monkeypatch.setattr(subprocess, "run", overdue)
    assert not accepted_by(time.monotonic() - 5, b"{}")
    assert asked == [1.0]
