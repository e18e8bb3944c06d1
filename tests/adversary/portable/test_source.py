"""Source that is written: every primitive, shapes that are checked, what cannot be written."""

from __future__ import annotations

import ast
import subprocess
import sys

import numpy as np
import pytest
from exported import (
    EVERYTHING,
    X,
    check,
    drawn,
    jax,
    jnp,
    lax,
    loaded,
    picked,
)

from adversary.portable import export, export_gradient, supported
from adversary.portable.flow import read
from designs.errors import BadInput


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
             "scatter-sub", "scatter_sub", "lt_to", "iota_2x32_shape"}  # fmt: skip


def test_no_supported_primitive_is_left_untested():
    seen = set()
    for function, *arguments in EVERYTHING.values():
        seen |= set(primitives(read(jax.make_jaxpr(function)(*arguments))))
    assert set(supported()) - seen <= ELSEWHERE


def test_arrays_held_by_the_function():
    held = np.arange(6, dtype=np.float32).reshape(2, 3)
    check(lambda x: jnp.asarray(held) @ x, drawn(0, (3,))[0])
    with pytest.raises(BadInput, match=r"1000 entries in all, got 4096 .*arguments"):
        export(lambda x: x @ jnp.zeros((64, 64)) @ np.ones((64, 64), np.float32), [np.ones(64)])


@pytest.mark.parametrize(
    ("function", "arguments", "text"),
    [
        (lambda x: jax.random.gamma(jax.random.key(0), x), [X[0]], "random_gamma .* outside"),
        (lambda x: jax.random.bits(jax.random.key(0, impl="rbg")) + x, [X[0]], "Threefry"),
        (lax.bessel_i0e, [X[0]], "bessel_i0e .* argument"),
        (lambda x: x * 1j, [X[0]], "complex64"),
        (lambda x: jnp.float32(x) if x > 0 else x, [X[0, 0]], "could not trace"),
        (lambda x: x, [], "takes 1 arguments|could not trace"),
        (lambda x: x, ["text"], "could not trace"),
    ],
)
def test_what_cannot_be_exported(function, arguments, text):
    with pytest.raises(BadInput, match=text):
        export(function, arguments)


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


def test_names_do_not_hide_what_the_source_needs():
    def function(np, scan, rows, checked):
        total, _ = lax.scan(lambda c, x: (c + x, c), jnp.sum(rows) * np, scan)
        return total + checked

    source = export(function, [1.0, X[0], X[0], 2.0], rows=[2])
    got = loaded(source, "function")(1.0, X[0], X[1], 2.0)
    assert got == pytest.approx(X[0].sum() + X[1].sum() + 2, rel=1e-5)


@pytest.mark.parametrize("name", ["erf", "scan", "padded_with", "checked"])
def test_a_function_may_be_called_like_one_that_it_takes_along(name):
    def function(x):
        wide = lax.pad(lax.erf(x), jnp.float32(9), [(1, 1, 0)])
        return lax.scan(lambda c, y: (c + y, c), jnp.float32(0), wide)

    found = loaded(export(function, [X[0]], name=name), name)(X[0])
    np.testing.assert_allclose(found[0], function(X[0])[0], rtol=1e-5)
    function.__name__ = name
    assert loaded(export(function, [X[0]]), name)(X[0])[0] == found[0]


@pytest.mark.parametrize("name", ["np", "max", "lambda", "CONSTANT", "two words"])
def test_a_name_hides_nothing_that_the_source_needs(name):
    with pytest.raises(BadInput, match="hides no built-in function"):
        export(jnp.sin, [X[0]], name=name)


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
