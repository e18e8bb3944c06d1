"""Exported gradient functions compute what JAX computes, without JAX."""

from __future__ import annotations

import inspect
import sys

import numpy as np
import pytest
from exported import (
    ACTIVATIONS,
    X,
    check,
    drawn,
    jax,
    jnp,
    loaded,
    picked,
    sizes,
)
from gradients_at_hand import LOSSES
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.portable import export, export_gradient
from adversary.run.settings import Settings
from adversary.run.trial import trial
from adversary.tasks.task import Task
from designs import block_design
from designs.errors import BadInput

few = settings(max_examples=3, deadline=None)


def check_gradient(loss, *arguments):
    """Leaf by leaf, as a vector, and with any number of rows, all from one loss."""
    check(jax.grad(loss), *arguments, tolerance=3e-5)
    rows = range(1, len(arguments))
    source = export_gradient(loss, arguments, rows=rows, vector=True)
    gradient = loaded(source, "gradient")
    parameters, *data = arguments
    flat = np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(parameters)])
    compiled = jax.jit(jax.grad(loss))
    for part in ([np.concatenate([x, x[:1]]) for x in data], [x[:1] for x in data]):
        wanted = jax.tree.leaves(compiled(parameters, *part))
        got = gradient(flat, *part)
        assert got.dtype == np.float64
        expected = np.concatenate([np.ravel(leaf) for leaf in wanted])
        np.testing.assert_allclose(got, expected, rtol=3e-5, atol=3e-5)


@few
@given(
    activation=st.sampled_from(["tanh", "relu", "sigmoid", "gelu"]),
    rows=sizes, width=sizes, hidden=sizes, seed=st.integers(0, 9),
)  # fmt: skip
def test_multilayer_perceptrons(activation, rows, width, hidden, seed):
    def loss(layers, x, y):
        for layer in layers[:-1]:
            x = ACTIVATIONS[activation](x @ layer["weights"] + layer["bias"])
        return jnp.sum((x @ layers[-1]["weights"] + layers[-1]["bias"] - y) ** 2) / 2

    shapes = [(width, hidden), (hidden,), (hidden, 2), (2,), (rows, width), (rows, 2)]
    w1, b1, w2, b2, x, y = drawn(seed, *shapes)
    layers = [{"weights": w1, "bias": b1}, {"weights": w2, "bias": b2}]
    check_gradient(loss, layers, x, y)


def one_hot(scores, labels):
    chances = jax.nn.log_softmax(scores) * jax.nn.one_hot(labels, scores.shape[1])
    return -jnp.sum(chances)


def indexed(scores, labels):
    chances = jax.nn.logsumexp(scores, axis=1)
    return jnp.mean(chances - scores[jnp.arange(labels.shape[0]), labels])


@pytest.mark.parametrize("entropy", [one_hot, picked, indexed])
@few
@given(rows=sizes, width=sizes, classes=st.integers(2, 4), seed=st.integers(0, 9))
def test_softmax_cross_entropy(entropy, rows, width, classes, seed):
    weights, features = drawn(seed, (width, classes), (rows, width))
    labels = np.random.default_rng(seed).integers(0, classes, rows).astype(np.int32)
    check_gradient(lambda w, x, y: entropy(x @ w, y), weights, features, labels)


@few
@given(rows=sizes, width=sizes, seed=st.integers(0, 9))
def test_logistic_regression(rows, width, seed):
    def loss(parameters, features, signs):
        weights, bias = parameters
        return jnp.sum(jnp.log1p(jnp.exp(-signs * (features @ weights + bias))))

    weights, bias, features, signs = drawn(seed, (width,), (), (rows, width), (rows,))
    check_gradient(loss, (weights, bias), features, np.sign(signs))


@few
@given(rows=sizes, width=sizes, seed=st.integers(0, 9))
def test_least_squares(rows, width, seed):
    def loss(weights, features, targets):
        return jnp.sum(jnp.square(features @ weights - targets)) / 2 + jnp.dot(weights, weights)

    check_gradient(loss, *drawn(seed, (width,), (rows, width), (rows,)))


def test_the_softmax_gradient_by_hand():
    def loss(parameters, features, labels):
        scores = features @ parameters.reshape(-1, 10)
        return one_hot(scores, labels.astype(jnp.int32))

    parameters, features = drawn(3, (50,), (7, 5))
    labels = np.arange(7.0)
    source = export_gradient(loss, (parameters, features, labels), rows=(1, 2), vector=True)
    exported = loaded(source, "gradient")
    powers = np.exp(features.astype(float) @ parameters.reshape(5, 10))
    chances = powers / powers.sum(axis=1, keepdims=True) - np.eye(10)[:7]
    wanted = (features.T @ chances).ravel()
    np.testing.assert_allclose(exported(parameters, features, labels), wanted, atol=1e-5)


def test_results_are_new_arrays():
    same = loaded(export(lambda x: [x, jnp.broadcast_to(x, (2, 3))], [X[0, :3]]), "function")
    argument = X[0, :3].copy()
    for result in same(argument):
        result[...] = 0
    assert argument.any()


def test_the_example_of_the_paper():
    """The derivative of (1 - s) cos x + s x^2 in x, which its authors give at (4, 0.99)."""
    source = export_gradient(lambda x, s: (1 - s) * jnp.cos(x) + s * x**2, [4.0, 0.99])
    assert loaded(source, "gradient")(4.0, 0.99) == pytest.approx(7.927568, abs=1e-6)


def test_names_and_order_of_arguments():
    def function(lambda_, tree, *rest):
        return lambda_ + tree["b"][0] + tree["a"] + sum(rest)

    source = export(function, [1.0, {"b": [2.0], "a": 3.0}, 4.0, 5.0])
    written = loaded(source, "function")
    names = tuple(inspect.signature(written).parameters)
    assert names == ("lambda_", "tree_a", "tree_b_0", "rest_0", "rest_1")
    assert written(1, 3, 2, 4, 5) == 15


def test_bad_options():
    with pytest.raises(BadInput, match=r"rows must be positions 0\.\.0, got 1"):
        export(jnp.sin, [X], rows=[1])
    with pytest.raises(BadInput, match="must have an axis"):
        export(jnp.sin, [1.0], rows=[0])
    with pytest.raises(BadInput, match="name must be"):
        export(jnp.sin, [1.0], name="a b")
    with pytest.raises(BadInput, match="could not trace"):
        export_gradient(jnp.sin, [X])


@pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux")
@pytest.mark.usefixtures("nothing_left")
def test_workers_train_with_exported_source(tmp_path, monkeypatch):
    features = np.hstack([drawn(1, (22, 3))[0], np.ones((22, 1), np.float32)]).astype(float)
    weights = np.array([1.0, -2.0, 0.5, 3.0])
    targets = features @ weights
    parts = zip(np.array_split(features, 3), np.array_split(targets, 3), strict=True)
    task = Task(
        "least squares", "exported_squares:gradient", list(parts), 4, 22, 0.5,
        lambda found: (float(np.abs(found - weights).max()), 0.0),
    )  # fmt: skip

    def loss(w, x, y):
        return jnp.sum((x @ w - y) ** 2) / 2

    source = export_gradient(loss, (weights, features, targets), rows=(1, 2), vector=True)
    (tmp_path / "exported_squares.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    trained = trial(block_design(3, 2, 1), task, Settings(0, rounds=150))
    assert not trained.failures
    assert trained.loss < 1e-3


def test_without_jax_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "jax", None)
    with pytest.raises(BadInput, match=r"pip install 'kirkman\[jax\]'"):
        export(np.sin, [1.0])


@pytest.mark.parametrize("name", LOSSES)
def test_gradients_as_people_have_them(name):
    loss, examples = LOSSES[name]
    check(jax.grad(loss), *examples, tolerance=1e-4)
