"""Traced functions as plain steps."""

from __future__ import annotations

import numpy as np
import pytest
from exported import X, check, jax, jnp, lax

from adversary.portable.flow import read


def primitives(function, *arguments):
    return [step.primitive for step in read(jax.make_jaxpr(function)(*arguments)).steps]


def test_gradients_through_loops():
    def loss(w, xs):
        state, kept = lax.scan(lambda c, x: (jnp.tanh(c * w + x), c), jnp.float32(0), xs)
        return state + jnp.sum(kept**2)

    check(jax.grad(loss), np.float32(0.7), X[:, 0])


@pytest.mark.parametrize("wrap", [jax.jit, jax.checkpoint, lambda f: jax.jit(jax.jit(f))])
def test_calls_are_inlined(wrap):
    def function(x):
        return jnp.sum(jnp.tanh(x) * x)

    assert primitives(wrap(function), X) == primitives(function, X) == ["tanh", "mul", "reduce_sum"]


def test_what_nobody_uses_and_what_changes_nothing_is_left_out():
    def function(x):
        jnp.exp(x)
        return lax.stop_gradient(jnp.tanh(x.reshape(3, 4)).astype(jnp.float32))

    assert primitives(function, X) == ["tanh"]


def test_arrays_held_are_kept_if_used():
    held, idle = np.ones(4, np.float32), np.ones(4, np.float32)
    program = read(jax.make_jaxpr(lambda x: (x @ held, jnp.exp(idle))[0])(X))
    assert [np.asarray(array).tolist() for array in program.constants.values()] == [[1.0] * 4]


def test_bodies_are_programs_of_their_own():
    program = read(jax.make_jaxpr(lambda x: lax.cond(x[0, 0] > 0, jnp.sin, jnp.cos, x))(X))
    (step,) = [step for step in program.steps if step.bodies]
    assert [body.steps[0].primitive for body in step.bodies] == ["cos", "sin"]
