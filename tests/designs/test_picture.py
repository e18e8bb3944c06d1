"""Pictures that cannot be written are refused at once."""

from __future__ import annotations

import pytest

from designs import BadInput
from designs.picture import check_picture


@pytest.mark.parametrize("name", ["a.docx", "a", "no/such/folder/a.png", "a.pgf"])
def test_pictures_that_cannot_be_written_are_refused_at_once(name, tmp_path):
    with pytest.raises(BadInput):
        check_picture(tmp_path / name)


def test_pictures_without_matplotlib_are_refused_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr("designs.picture.find_spec", lambda _: None)
    with pytest.raises(BadInput, match="pip install"):
        check_picture(tmp_path / "a.png")
