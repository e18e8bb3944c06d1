"""PyTorch modules as tasks; needs the extra torch, which is too large for the others."""

from __future__ import annotations

import sys
import textwrap

import numpy as np
import pytest

from adversary.run.settings import Settings
from adversary.run.trial import trial
from adversary.tasks import digits
from adversary.tasks.digits import softmax_gradient
from adversary.tasks.task import Task
from adversary.tasks.torch import TorchGradient, torch_task
from designs import BadInput, block_design


def test_without_torch_there_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(BadInput, match=r"kirkman\[torch\]"):
        TorchGradient(lambda: None, lambda *_: 0).start()


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A module that the workers can import, with a linear model and a network."""
    pytest.importorskip("torch")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "some_models.py").write_text(
        textwrap.dedent("""
            import torch
            from torch import nn
            from adversary.tasks.torch import TorchGradient

            def linear():
                return nn.Linear(64, 10, bias=False)

            def network():
                torch.manual_seed(1)
                return nn.Sequential(nn.Linear(64, 16), nn.Tanh(), nn.Linear(16, 10))

            class Idle(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.used, self.idle = nn.Linear(1, 1), nn.Linear(2, 2)

                def forward(self, x):
                    return self.used(x)

            loss = nn.CrossEntropyLoss(reduction="sum")
            softmax = TorchGradient(linear, loss, "long")
            gradient = TorchGradient(network, loss, "long")
            idle = TorchGradient(Idle, nn.MSELoss(reduction="sum"))
        """)
    )
    import some_models

    yield some_models
    del sys.modules["some_models"]


def pixels(count):
    return [(x[:, :-1], y) for x, y in digits(count).partitions]


def test_a_linear_model_has_the_softmax_gradient(models):
    random = np.random.default_rng(1)
    features, labels = random.normal(size=(9, 64)), random.integers(0, 10, 9).astype(float)
    weights = random.normal(size=(64, 10))
    found = models.softmax(weights.T.ravel(), features, labels)
    wanted = softmax_gradient(weights.ravel(), features, labels)
    found = found.reshape(10, 64).T
    assert found == pytest.approx(wanted.reshape(64, 10), abs=1e-12)


def test_the_gradient_of_a_network_is_the_derivative_and_adds_up(models):
    (features, labels), *_ = pixels(20)
    point = models.gradient.start()
    whole = models.gradient(point, features, labels)
    halves = models.gradient(point, features[:9], labels[:9]) + models.gradient(
        point, features[9:], labels[9:]
    )
    assert whole == pytest.approx(halves, abs=1e-10)
    for i in (0, 500, 1100, len(point) - 1):
        moved = np.eye(len(point))[i] * 1e-5
        losses = [
            models.gradient.summed_loss(point + x, features, labels).item() for x in (moved, -moved)
        ]
        assert whole[i] == pytest.approx((losses[0] - losses[1]) / 2e-5, abs=1e-5)


def test_parameters_without_effect_have_no_gradient_and_no_rows_none(models):
    point = models.idle.start()
    found = models.idle(point, np.ones((2, 1)), np.zeros((2, 1)))
    assert len(found) == len(point) == 8
    assert found[:2].all()
    assert not found[2:].any()
    assert not models.idle(point, np.ones((0, 1)), np.zeros((0, 1))).any()


def test_a_network_trains_on_workers(models):
    pytest.importorskip("sklearn")
    task = torch_task("a network", "some_models:gradient", pixels(7), rate=0.5, test=pixels(1)[0])
    assert isinstance(task, Task)
    first = task.evaluate(models.gradient.start())[0]
    result = trial(block_design(7, 3, 1), task, Settings(1, rounds=60, fault="kill", deadline=60.0))
    assert not result.failures
    assert result.loss < 0.7 * first
    assert task.evaluate(models.gradient.start())[0] == first
    assert result.accuracy > 0.5
