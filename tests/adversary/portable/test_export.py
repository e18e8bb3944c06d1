"""Exported gradient functions compute what JAX computes, without JAX."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.portable import export, export_gradient, supported
from adversary.portable.flow import read
from adversary.run.settings import Settings
from adversary.run.trial import trial
from adversary.tasks.task import Task
from designs import block_design
from designs.errors import BadInput

jax = pytest.importorskip("jax")
jnp, lax = jax.numpy, jax.lax
few = settings(max_examples=3, deadline=None)
sizes = st.integers(1, 4)


def loaded(source, name):
    space = {}
    exec(compile(source, "exported", "exec"), space)
    return space[name]


def drawn(seed, *shapes):
    generator = np.random.default_rng(seed)
    return [generator.normal(size=shape).astype(np.float32) for shape in shapes]


def check(function, *arguments, tolerance=1e-5):
    """The exported function gives what JAX gives: shapes, element types and values."""
    written = loaded(export(function, arguments, name="written"), "written")
    leaves = [np.asarray(leaf) for leaf in jax.tree.leaves(arguments)]
    found = written(*leaves)
    found = found if isinstance(found, tuple) else (found,)
    wanted = jax.tree.leaves(jax.jit(function)(*arguments))
    assert len(found) == len(wanted)
    for got, want in zip(found, map(np.asarray, wanted), strict=True):
        assert (got.dtype, got.shape) == (want.dtype, want.shape)
        np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)


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


ACTIVATIONS = {
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
    "sigmoid": jax.nn.sigmoid,
    "gelu": jax.nn.gelu,
    "exact gelu": lambda x: jax.nn.gelu(x, approximate=False),
    "softplus": jax.nn.softplus,
    "silu": jax.nn.silu,
    "elu": jax.nn.elu,
    "leaky relu": jax.nn.leaky_relu,
}


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


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_derivatives_of_activations(activation):
    f = ACTIVATIONS[activation]
    points = np.array([-100, -20, -1.5, -0.2, 0, 0.3, 1, 2, 30], np.float32)
    check(lambda x: jnp.sum(f(x)), points)
    check(jax.grad(lambda x: jnp.sum(f(x))), points)


def one_hot(scores, labels):
    chances = jax.nn.log_softmax(scores) * jax.nn.one_hot(labels, scores.shape[1])
    return -jnp.sum(chances)


def picked(scores, labels):
    return -jnp.take_along_axis(jax.nn.log_softmax(scores), labels[:, None], axis=1).sum()


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


# What an exporter known to us gets wrong: strictness, axes, chained slices, batches.


@pytest.mark.parametrize("compare", [jnp.less, jnp.greater, jnp.less_equal, jnp.greater_equal,
                                     jnp.equal, jnp.not_equal])  # fmt: skip
def test_comparisons_are_strict_where_they_should_be(compare):
    check(lambda x: compare(x, 1), np.array([0.5, 1.0, 1.5], np.float32))


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
@pytest.mark.parametrize("find", [jnp.argmax, jnp.argmin, jnp.max, jnp.min, jnp.prod, jnp.sum,
                                  jnp.all, jnp.any])  # fmt: skip
def test_axes_are_kept(find, axis):
    (x,) = drawn(1, (2, 3, 4))
    check(lambda x: find(jnp.round(x), axis=axis), x)


def test_chained_slices():
    (x,) = drawn(1, (5, 6, 4))
    check(lambda x: x[1:4][0:2][:, 1:5:2][:, :, 3], x)


@st.composite
def contractions(draw):
    """Two shapes, contracted axes and batch axes, in any order."""
    left, right, contract, batch = [], [], ([], []), ([], [])
    for kind in draw(st.permutations(["both", "both", "batch", "batch", "left", "right"])):
        size = draw(sizes)
        if draw(st.booleans()):
            continue
        if kind in ("both", "batch", "left"):
            left.append((kind, size))
        if kind in ("both", "batch", "right"):
            right.append((kind, size))
    right = draw(st.permutations(right))
    for kind, axes in (("both", contract), ("batch", batch)):
        taken = set()
        for i, entry in enumerate(left):
            fits = [j for j, other in enumerate(right) if other == entry and j not in taken]
            if entry[0] == kind:
                axes[0].append(i)
                axes[1].append(fits[0])
                taken.add(fits[0])
    shapes = [tuple(size for _, size in side) for side in (left, right)]
    return shapes, (contract, batch)


@settings(max_examples=25, deadline=None)
@given(contractions())
def test_contractions_of_any_axes_with_any_batches(problem):
    shapes, numbers = problem
    check(lambda x, y: lax.dot_general(x, y, numbers), *drawn(0, *shapes), tolerance=1e-4)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.integers(-7, 7), min_size=1, max_size=4), st.sampled_from(["clip", "fill"]))
def test_gathering_and_scattering_also_outside(places, mode):
    x, updates = drawn(0, (4, 3), (len(places), 3))
    index = np.array(places, np.int32)
    check(lambda x, i: x.at[i].get(mode=mode), x, index)
    mode = "drop" if mode == "fill" else mode
    check(lambda x, i, u: x.at[i].add(u, mode=mode), x, index, updates)
    check(lambda x, i, u: x.at[:, i].max(u.T, mode=mode), drawn(1, (3, 4))[0], index, updates)


X, Y = drawn(5, (3, 4), (3, 4))
POSITIVE = np.abs(X) + np.float32(0.1)
INSIDE = np.tanh(X)
WHOLE = np.array([[7, -7, 2], [-3, 5, 0]], np.int32)
# What JAX 0.4.30 does not have yet.
NEWER = (
    lambda x: [lax.split(x, (1, 3), axis=1)] if hasattr(lax, "split") else [],
    lambda x, i: [x.at[i].subtract(1)] if hasattr(x.at[i], "subtract") else [],
)
EVERYTHING = {
    "unary": (lambda x: [f(x) for f in (
        jnp.abs, jnp.ceil, jnp.cos, jnp.cosh, jnp.exp, jnp.exp2, jnp.expm1, jnp.floor, jnp.sign,
        jnp.sin, jnp.sinh, jnp.square, jnp.tan, jnp.tanh, jnp.arctan, jnp.arcsinh, jnp.cbrt,
        jnp.isfinite, jnp.negative, lax.logistic, lax.erf, lax.erfc, jnp.round,
        lambda x: lax.round(x * 2, lax.RoundingMethod.AWAY_FROM_ZERO),
    )], X),
    "positive": (lambda x: [f(x) for f in (
        jnp.log, jnp.log1p, jnp.sqrt, lax.rsqrt, lambda x: jnp.arccosh(x + 1), lambda x: x**2.5,
        lambda x: lax.integer_pow(x, -3), lambda x: lax.pow(x, 3), lambda x: x > 0.1,
    )], POSITIVE),
    "inside": (lambda x: [jnp.arcsin(x), jnp.arccos(x), jnp.arctanh(x)], INSIDE),
    "binary": (lambda x, y: [
        x + y, x - y, x * y, x / y, jnp.maximum(x, y), jnp.minimum(x, y), jnp.arctan2(x, y),
        jnp.nextafter(x, y), lax.rem(x, y), jnp.clip(x, -0.5, 0.5), jnp.where(x > y, x, 2.0),
        lax.clamp(jnp.float32(-0.2), x, jnp.float32(0.3)), (x > 0) & (y > 0), (x > 0) | (y >= 0),
        (x < 0) ^ (y <= 0), ~(x == y), x != y,
    ], X, Y),
    "integers": (lambda n: [
        n // 2, n % 3, lax.div(n, 2), lax.rem(n, 3), ~n, n & 3, n.astype(jnp.float32),
        (n * 1.7).astype(jnp.int8), jnp.select([n == 0, n == 2], [n, 2 * n], -n), n.sum(),
        lax.select_n(jnp.clip(n, 0, 2), n, n + 1, n + 2), n.astype(bool), n**3, n.prod(),
        (jnp.full(3, jnp.nan) / n.shape[0]).astype(jnp.int32), jnp.max(n, axis=(0, 1)),
        (n * 1e30).astype(jnp.int32),
    ], WHOLE),
    "shapes": (lambda x: [
        x.T, x.reshape(2, 6), x[None], x[:, None].squeeze(1), jnp.tile(x, (2, 1)), jnp.flip(x, 1),
        jnp.transpose(x[None], (2, 0, 1)), jnp.concatenate([x, 2 * x], axis=1),
        lax.pad(x, jnp.float32(9), [(1, -1, 2), (-2, 3, 0)]), jnp.split(x, [1, 3], axis=1),
        lax.iota(jnp.int32, 3), lax.broadcasted_iota(jnp.float32, (2, 3, 2), 1),
        lax.broadcast_in_dim(x, (3, 2, 4), (0, 2)), jnp.zeros((2, 2)), lax.stop_gradient(x),
        lax.expand_dims(x, (1,)), [row * i for i, row in enumerate(x)],
        jnp.stack([x, 2 * x], axis=1), jnp.repeat(x, 2, axis=0), *NEWER[0](x),
    ], X),
    "sums along": (lambda x: [
        jnp.cumsum(x, 1), lax.cumsum(x, 0, reverse=True), jnp.cumprod(x, 0), lax.cummax(x, 1),
        lax.cummin(x, 0), lax.cumlogsumexp(x, 1), x.sum(), x.max(axis=(0, 1)), jnp.argmax(x),
        jnp.any(x > 1), jnp.all(x > -9, axis=0), jnp.mean(x, axis=0), jnp.prod(x, axis=1),
        lax.argmin(x, 0, jnp.int32),
    ], X),
    "sorting": (lambda x, y: [
        jnp.sort(x, axis=0), jnp.argsort(x, axis=1), lax.sort((jnp.round(x), y), num_keys=2),
    ], X, Y),
    "moving": (lambda x, i: [
        lax.dynamic_slice(x, (i, i), (2, 2)), lax.dynamic_update_slice(x, x[:2, :2], (i, 1)),
        x[i], x.at[i].set(0), x.at[i].add(1),
        *NEWER[1](x, i), x.at[:, 1].mul(2), x.at[0, 1:3].min(0), x.at[1, :].max(0),
        jnp.take(x, jnp.array([0, 2]), axis=1), x[jnp.array([0, 1]), jnp.array([3, 3])],
    ], X, np.int32(2)),
    "control": (lambda x: [
        lax.cond(x[0, 0] > 0, jnp.sum, lambda x: -jnp.sum(x), x),
        lax.switch(x.shape[0] * 5, [jnp.sum, jnp.max], x),
        lax.switch((x[0, 0] * 0).astype(int) + 1, [jnp.sum, jnp.max, jnp.min], x),
        lax.scan(lambda c, row: (c + row.sum(), c * row), jnp.float32(0), x),
        lax.scan(lambda c, row: (c * row, c + row), jnp.ones(4), x, reverse=True),
        lax.while_loop(lambda s: s[0] < 5, lambda s: (s[0] + 1, s[1] * x), (0, x)),
        lax.fori_loop(0, 3, lambda i, s: s + i * x, x),
        jax.checkpoint(jnp.sin)(x), jax.jit(jnp.cos)(x),
    ], X),
    "products": (lambda x, y: [
        x @ y.T, x.T @ y, x[0] @ y[0], x @ y[0], jnp.einsum("ij,ij->i", x, y),
        jnp.einsum("ij,kj->kij", x, y), jnp.tensordot(x, y, 2), jnp.outer(x[0], y[0]),
        jnp.einsum("ij,kl->ijkl", x, y),
        lax.dot_general(x, y, (((1,), (1,)), ((), ())), preferred_element_type=jnp.float32),
    ], X, Y),
}  # fmt: skip


@pytest.mark.parametrize("group", EVERYTHING)
def test_every_primitive(group):
    function, *arguments = EVERYTHING[group]
    check(function, *arguments)


def primitives(program):
    for step in program.steps:
        yield step.primitive
        for body in step.bodies:
            yield from primitives(body)


# Names of other versions of JAX, and what only open sizes lead to.
ELSEWHERE = {"dim_as_value", "expand_dims", "add_any", "scatter_add", "scatter_mul", "scatter_min",
             "scatter_max", "stack", "tile", "unstack", "split", "square",
             "scatter-sub", "scatter_sub"}  # fmt: skip


def test_no_supported_primitive_is_left_untested():
    seen = set()
    for function, *arguments in EVERYTHING.values():
        seen |= set(primitives(read(jax.make_jaxpr(function)(*arguments))))
    assert set(supported()) - seen <= ELSEWHERE


def test_numbers_keep_their_element_type():
    check(lambda x: jnp.float32(1) / 3 + 0 * x, np.float32(2))
    check(lambda x: (x + 0.1) * jnp.inf, np.float16(2))
    check(lambda x: x / (1 - jnp.float32(1)), np.float32(-2))
    check(lambda _: 5, np.float32(1))


def test_gradients_through_loops():
    def loss(w, xs):
        state, kept = lax.scan(lambda c, x: (jnp.tanh(c * w + x), c), jnp.float32(0), xs)
        return state + jnp.sum(kept**2)

    check(jax.grad(loss), np.float32(0.7), X[:, 0])


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


def test_what_need_not_be_computed_is_not():
    source = export_gradient(lambda x: jnp.sum(x * x) / 2 + jnp.sum(x) * (0.5 - 0.25), [X[0]])
    body = source[source.index("def gradient") :]
    assert "np.full" not in body
    assert "np.float32(1.0)" not in body
    assert "0.25" in body
    check(lambda x: jnp.ones(3) * jnp.full(3, 2.0) - x * jnp.ones(3), X[0, :3])
    check(lambda x: jnp.where(x > 0, jnp.ones(3), jnp.zeros(3)), X[0, :3])
    check(lambda x: jnp.where(x.sum() > 0, jnp.ones(3), jnp.zeros(3)), X[0, :3])
    check(lambda x: jnp.float32(1) / jnp.zeros(3) * jnp.ones(3) * x, X[0, :3])


def test_names_and_order_of_arguments():
    def function(lambda_, tree, *rest):
        return lambda_ + tree["b"][0] + tree["a"] + sum(rest)

    source = export(function, [1.0, {"b": [2.0], "a": 3.0}, 4.0, 5.0])
    written = loaded(source, "function")
    names = tuple(inspect.signature(written).parameters)
    assert names == ("lambda_", "tree_a", "tree_b_0", "rest_0", "rest_1")
    assert written(1, 3, 2, 4, 5) == 15


def test_names_do_not_hide_what_the_source_needs():
    def function(np, scan, rows, checked):
        total, _ = lax.scan(lambda c, x: (c + x, c), jnp.sum(rows) * np, scan)
        return total + checked

    source = export(function, [1.0, X[0], X[0], 2.0], rows=[2])
    got = loaded(source, "function")(1.0, X[0], X[1], 2.0)
    assert got == pytest.approx(X[0].sum() + X[1].sum() + 2, rel=1e-5)


def test_arrays_held_by_the_function():
    held = np.arange(6, dtype=np.float32).reshape(2, 3)
    check(lambda x: jnp.asarray(held) @ x, drawn(0, (3,))[0])
    with pytest.raises(BadInput, match=r"1000 entries in all, got 4096 .*arguments"):
        export(lambda x: x @ jnp.zeros((64, 64)) @ np.ones((64, 64), np.float32), [np.ones(64)])


def test_shapes_are_checked():
    written = loaded(export(lambda x, y: x @ y, [X, X[0]]), "function")
    with pytest.raises(ValueError, match=r"y must have shape \(4,\), got \(3,\)"):
        written(X, X[0, :3])
    with pytest.raises(ValueError, match="x must have shape"):
        written(X[0], X[0])
    opened = loaded(export(lambda x, y: x @ y, [X.T, X[0, :3]], rows=[0]), "function")
    assert opened(np.ones((9, 3)), np.ones(3)).shape == (9,)
    both = loaded(export(lambda x, y: x * y, [X[0], X[0]], rows=[0, 1]), "function")
    with pytest.raises(ValueError, match=r"y must have shape \(4,\), got \(3,\)"):
        both(np.ones(4), np.ones(3))


@pytest.mark.parametrize(
    ("function", "arguments", "text"),
    [
        (lambda x: jnp.convolve(x, x), [X[0]], "conv_general_dilated .* slices"),
        (lambda x: lax.top_k(x, 2), [X[0]], "top_k .* sort"),
        (lax.erf_inv, [X[0]], "erf_inv .* argument"),
        (lax.lgamma, [X[0]], "lgamma .* argument"),
        (lambda x: x * 1j, [X[0]], "complex64"),
        (lambda x: jnp.float32(x) if x > 0 else x, [X[0, 0]], "could not trace"),
        (lambda x: x, [], "takes 1 arguments|could not trace"),
        (lambda x: x, ["text"], "could not trace"),
    ],
)
def test_what_cannot_be_exported(function, arguments, text):
    with pytest.raises(BadInput, match=text):
        export(function, arguments)


def test_bad_options():
    with pytest.raises(BadInput, match=r"rows must be positions 0\.\.0, got 1"):
        export(jnp.sin, [X], rows=[1])
    with pytest.raises(BadInput, match="must have an axis"):
        export(jnp.sin, [1.0], rows=[0])
    with pytest.raises(BadInput, match="name must be"):
        export(jnp.sin, [1.0], name="a b")
    with pytest.raises(BadInput, match="could not trace"):
        export_gradient(jnp.sin, [X])


def test_exported_source_runs_where_jax_cannot_be_imported(tmp_path):
    def loss(layers, x, y):
        for w in layers[:-1]:
            x = jax.nn.relu(x @ w)
        return picked(x @ layers[-1], y)

    layers = drawn(0, (3, 5), (5, 4))
    x, y = drawn(1, (6, 3))[0], np.array([0, 1, 2, 3, 0, 1], np.int32)
    source = export_gradient(loss, (layers, x, y), rows=(1, 2), vector=True)
    imports = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Import | ast.ImportFrom)]
    assert [alias.name for node in imports for alias in node.names] == ["numpy"]
    (tmp_path / "exported_gradient.py").write_text(source)
    flat = np.concatenate([np.ravel(w) for w in layers])
    np.savez(tmp_path / "given.npz", flat=flat, x=x, y=y)
    program = (
        "import sys; sys.modules['jax'] = None\n"
        "import numpy as np, exported_gradient\n"
        "given = np.load('given.npz')\n"
        "found = exported_gradient.gradient(given['flat'], given['x'], given['y'])\n"
        "np.save('found.npy', found)\n"
        "assert not {'designs', 'adversary', 'bounds', 'jaxlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)
    wanted = np.concatenate([np.ravel(g) for g in jax.grad(loss)(layers, x, y)])
    np.testing.assert_allclose(np.load(tmp_path / "found.npy"), wanted, rtol=1e-5, atol=1e-5)


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
