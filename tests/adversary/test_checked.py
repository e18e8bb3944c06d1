"""A certificate is checked at hand, as JSON and in a file."""

from __future__ import annotations

import numpy as np
import pytest

import kirkman as km


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
