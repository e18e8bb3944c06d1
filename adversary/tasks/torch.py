"""PyTorch modules as tasks: their parameters as one vector, their gradients on the workers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np

from adversary.tasks.task import Task, Vector, resolve
from designs.errors import BadInput

Targets = Literal["float", "long"]


class TorchGradient:
    """The gradient function of a PyTorch module and a loss, for workers to call.

    Write it into a module that the workers can import, and name it there::

        # my_model.py
        def network():
            return torch.nn.Linear(64, 10)

        gradient = TorchGradient(network, torch.nn.CrossEntropyLoss(reduction="sum"), "long")

    ``build`` makes the module, which is put into evaluation mode and double precision; ``loss`` is
    called with its output and the targets, and must be the *sum* over the rows: batch statistics
    and means over a batch are no sums of gradients of rows. The parameters are those of the module,
    in its order, flattened one after the other. Targets are as they come, or ``long`` for classes.
    One thread is used. PyTorch is imported by the first call.

    Raises:
        BadInput: when called without PyTorch.

    Complexity: that of the module, forwards and backwards.

    >>> TorchGradient(lambda: None, lambda output, targets: 0).targets
    'float'
    """

    def __init__(
        self, build: Callable[[], Any], loss: Callable[..., Any], targets: Targets = "float"
    ) -> None:
        self.build, self.loss, self.targets = build, loss, targets
        self._built: tuple[Any, Vector] | None = None

    def _build(self) -> tuple[Any, Vector]:
        """The module and the parameters that it was built with, once."""
        if self._built is None:
            torch = _torch()
            torch.set_num_threads(1)
            module = self.build().double().eval()
            whole = torch.nn.utils.parameters_to_vector(module.parameters())
            self._built = module, np.array(whole.detach().numpy(), dtype=np.float64)
        return self._built

    @property
    def module(self) -> Any:
        """The module, with the parameters of the last call."""
        return self._build()[0]

    def start(self) -> Vector:
        """The parameters that the module was built with, as one vector."""
        return self._build()[1].copy()

    def __call__(self, parameters: Vector, features: Vector, targets: Vector) -> Vector:
        """The gradient of the summed loss over the rows, as one vector."""
        if not len(targets):
            return np.zeros_like(parameters)
        self.module.zero_grad(set_to_none=True)
        self.summed_loss(parameters, features, targets).backward()
        parts = [
            np.zeros(p.numel()) if p.grad is None else p.grad.numpy().ravel()
            for p in self.module.parameters()
        ]
        return np.concatenate(parts)

    def summed_loss(self, parameters: Vector, features: Vector, targets: Vector) -> Any:
        """The loss as a PyTorch scalar."""
        return self.loss(self.output(parameters, features), self._tensor(targets))

    def output(self, parameters: Vector, features: Vector) -> Any:
        """The output of the module for these rows, as a tensor."""
        torch = _torch()
        whole = torch.from_numpy(np.array(parameters, dtype=np.float64))
        torch.nn.utils.vector_to_parameters(whole, self.module.parameters())
        return self.module(torch.from_numpy(np.array(features, dtype=np.float64)))

    def _tensor(self, targets: Vector) -> Any:
        torch = _torch()
        tensor = torch.from_numpy(np.array(targets, dtype=np.float64))
        return tensor.long() if self.targets == "long" else tensor


def torch_task(
    name: str,
    gradient: str,
    partitions: Sequence[tuple[Vector, ...]],
    *,
    rate: float,
    test: tuple[Vector, Vector] | None = None,
) -> Task:
    """The task of training the module of a `TorchGradient` that is named ``module:name``.

    Partitions hold features and targets. The loss is the mean over all of their rows; the accuracy
    is the share of the test rows whose class has the largest output, or 0 without such.

    Raises:
        BadInput: PyTorch is not installed, or the name is not of a `TorchGradient`.

    Complexity: one module is built; an evaluation is a pass over all rows.

    >>> torch_task("none", "math:hypot", [], rate=1.0)
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: math:hypot is no TorchGradient
    """
    function: Any = resolve(gradient)
    if not isinstance(function, TorchGradient):
        raise BadInput(f"{gradient} is no TorchGradient")
    start = function.start()
    rows = sum(len(targets) for _, targets in partitions)

    def evaluate(parameters: Vector) -> tuple[float, float]:
        with _torch().no_grad():
            losses = [float(function.summed_loss(parameters, x, y)) for x, y in partitions]
            if test is None:
                return sum(losses) / rows, 0.0
            guess = function.output(parameters, test[0]).argmax(dim=1).numpy()
        return sum(losses) / rows, float((guess == test[1]).mean())

    return Task(
        name=name,
        gradient=gradient,
        partitions=partitions,
        dimension=len(start),
        rows=rows,
        rate=rate,
        evaluate=evaluate,
        start=start,
    )


def _torch() -> Any:
    try:
        import torch
    except ImportError:
        raise BadInput("PyTorch modules need torch: pip install 'kirkman[torch]'") from None
    return torch
