"""The verb export, and training with what it wrote."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest

from kirkman.__main__ import main

pytest.importorskip("jax")

LOSS = """
import jax, jax.numpy as jnp, numpy as np

def loss(parameters, features, labels):
    chances = jax.nn.log_softmax(features @ parameters.reshape(-1, 10))
    return -jnp.take_along_axis(chances, labels.astype(int)[:, None], axis=1).sum()

examples = np.zeros(650), np.zeros((5, 65)), np.zeros(5)
number = 5
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "some_losses.py").write_text(LOSS)
    yield tmp_path
    for name in ("some_losses", "digits_gradient"):
        sys.modules.pop(name, None)


def test_source_is_printed_or_written(folder, capsys):
    words = ["export", "some_losses:loss", "--examples", "some_losses:examples"]
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert "def gradient(parameters, features, labels):" in printed
    assert main([*words, "-o", "written.py"]) == 0
    assert (folder / "written.py").read_text() == printed


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("nowhere:loss --examples some_losses:examples", "nowhere"),
        ("some_losses:no --examples some_losses:examples", "no"),
        ("some_losses --examples some_losses:examples", "module:name"),
        (":loss --examples some_losses:examples", "module:name"),
        ("some_losses:number --examples some_losses:examples", "must be a function"),
        ("some_losses:loss --examples some_losses:number", "must be a tuple"),
        ("some_losses:loss --examples some_losses:examples --rows 3", r"0..2, got 3"),
        ("some_losses:loss --examples some_losses:examples -o no/file.py", "no such folder"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_is_refused(words, text, capsys):
    assert main(["export", *words.split()]) == 2
    assert text in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux")
@pytest.mark.usefixtures("folder", "nothing_left")
def test_training_with_exported_source_is_training_with_the_gradient_by_hand(capsys):
    pytest.importorskip("sklearn")
    words = "export some_losses:loss --examples some_losses:examples --rows 1,2 --vector"
    assert main([*words.split(), "-o", "digits_gradient.py"]) == 0
    assert main(["code", "block-design", "3", "2", "1", "-o", "code.json"]) == 0
    capsys.readouterr()
    losses = []
    for more in ([], ["--gradient", "digits_gradient:gradient"]):
        assert main(["run", "code.json", "-s", "1", "--rounds", "10", "--json", *more]) == 0
        losses.append(json.loads(capsys.readouterr().out)["loss"])
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-4)


@pytest.mark.usefixtures("folder")
def test_a_gradient_that_is_not_there(capsys):
    pytest.importorskip("sklearn")
    assert main(["code", "block-design", "3", "2", "1", "-o", "code.json"]) == 0
    assert main(["run", "code.json", "-s", "1", "--gradient", "nowhere:gradient"]) == 2
    assert "nowhere" in capsys.readouterr().err
