"""Optimisers as immutable values: gradient descent, Nesterov, and Adam with two tracks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from designs.errors import require

Vector = NDArray[np.float64]
Rate = Callable[[int], float]


def constant(rate: float) -> Rate:
    """The same step size at every step.

    >>> constant(0.5)(7)
    0.5
    """
    return lambda _step: rate


def harmonic(convexity: float) -> Rate:
    """The step sizes 1/(l t), t = 1, 2, ..., for a loss that is l-strongly convex.

    >>> harmonic(2.0)(5)
    0.1
    """
    return lambda step: 1 / (convexity * step)


class Optimiser(Protocol):
    """What a training loop needs: ask for the gradient at ``point``, then take the ``step``."""

    @property
    def parameters(self) -> Vector:
        """The parameters that have been found."""

    @property
    def point(self) -> Vector:
        """Where the next gradient is to be taken."""

    def step(self, gradient: Vector, second: Vector | None = None) -> Self:
        """The state after a step; ``second`` is the estimate for second moments, if another."""


@dataclass(frozen=True, slots=True, eq=False)
class GradientDescent:
    """Gradient descent, ``b' = b - rate(t) g`` for t = 1, 2, ...

    >>> GradientDescent(np.array([1.0]), constant(0.5)).step(np.array([1.0])).parameters.tolist()
    [0.5]
    """

    parameters: Vector
    rate: Rate
    steps: int = 0

    @property
    def point(self) -> Vector:
        """Where the next gradient is to be taken: at the parameters."""
        return self.parameters

    def step(self, gradient: Vector, second: Vector | None = None) -> GradientDescent:
        """The state after a step; the second estimate is not used."""
        del second
        t = self.steps + 1
        return replace(self, parameters=self.parameters - self.rate(t) * gradient, steps=t)


@dataclass(frozen=True, slots=True, eq=False)
class Nesterov:
    """Accelerated descent with theta_t = 2/(t + 2), as the gradient coding experiments use it.

    With ``y = (1-theta) b + theta u`` the gradient g is taken at y, then
    ``b' = y - rate g - decay rate b`` and ``u' = b + (b' - b)/theta``; the first u is b.

    Source: the formulas of the released code of R. Tandon et al. (2017), where decay is 2/N.

    >>> Nesterov(np.array([1.0]), constant(0.5)).step(np.array([1.0])).parameters.tolist()
    [0.5]
    """

    parameters: Vector
    rate: Rate
    decay: float = 0.0
    steps: int = 0
    ahead: Vector | None = None

    @property
    def point(self) -> Vector:
        """Where the next gradient is to be taken: ahead of the parameters."""
        if self.ahead is None:
            return self.parameters
        theta = 2 / (self.steps + 2)
        return (1 - theta) * self.parameters + theta * self.ahead

    def step(self, gradient: Vector, second: Vector | None = None) -> Nesterov:
        """The state after a step; the second estimate is not used."""
        del second
        old, theta, size = self.parameters, 2 / (self.steps + 2), self.rate(self.steps + 1)
        new = self.point - size * gradient - self.decay * size * old
        ahead = old + (new - old) / theta
        return replace(self, parameters=new, steps=self.steps + 1, ahead=ahead)


@dataclass(frozen=True, slots=True, eq=False)
class TwoTrackAdam:
    """Adam whose second moments may come from another estimate of the gradient than its first.

    ``m' = b1 m + (1-b1) g``, ``v' = b2 v + (1-b2) h^2``, and the step is
    ``rate m^ / (sqrt(v^) + epsilon)`` with the means m^, v^ corrected for their start at zero.
    With h = g this is Adam. Under random stragglers g is the unbiased and h the shrunken estimate
    of `adversary.decoding.unbiased.two_tracks`, since the noise of g enters v as a bias.
    If h is always c g, this is Adam with rate/c and epsilon/c for rate and epsilon.

    Raises:
        BadInput: a decay outside 0 <= b < 1.

    Source: D. Kingma and J. Ba, Adam (2015); H. Song and J. Choi (2025) for the two tracks.

    >>> start = TwoTrackAdam(np.array([1.0]), constant(0.5))
    >>> start.step(np.array([3.0])).parameters.round(6).tolist()
    [0.5]
    >>> start.step(np.array([3.0]), np.array([6.0])).parameters.round(6).tolist()
    [0.75]
    """

    parameters: Vector
    rate: Rate
    first_decay: float = 0.9
    second_decay: float = 0.999
    epsilon: float = 1e-8
    steps: int = 0
    first: Vector | float = 0.0
    second: Vector | float = 0.0

    def __post_init__(self) -> None:
        both = 0 <= self.first_decay < 1 and 0 <= self.second_decay < 1
        pair = f"{self.first_decay}, {self.second_decay}"
        require(both, f"the decays of Adam must be in 0 <= b < 1, got {pair}")

    @property
    def point(self) -> Vector:
        """Where the next gradient is to be taken: at the parameters."""
        return self.parameters

    def step(self, gradient: Vector, second: Vector | None = None) -> TwoTrackAdam:
        """The state after a step; the second moments take ``second``, or else the gradient."""
        t, a, b = self.steps + 1, self.first_decay, self.second_decay
        other = gradient if second is None else second
        m = a * self.first + (1 - a) * gradient
        v = b * self.second + (1 - b) * other**2
        size = self.rate(t) * m / (1 - a**t) / (np.sqrt(v / (1 - b**t)) + self.epsilon)
        return replace(self, parameters=self.parameters - size, steps=t, first=m, second=v)


OPTIMISERS: dict[str, Callable[[Vector, Rate], Optimiser]] = {
    "gd": GradientDescent,
    "nesterov": Nesterov,
    "adam": TwoTrackAdam,
}
