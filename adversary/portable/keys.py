"""Keys of random numbers in a traced function: arrays of words, and what is done to them, traced.

JAX has an element type for keys. Here a key is what it is made of: an array of keys of shape
``shape`` is one of uint32 of shape ``(*shape, 2)``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adversary.portable.program import Value, value_of
from designs.errors import require

_WORDS = 2
_GENERATOR = "key<fry>"
SAME_WORDS = frozenset({"random_wrap", "random_unwrap", "random_clone"})


def is_keyed(equation: Any) -> bool:
    """Whether an equation of a traced function has keys among its inputs or outputs.

    >>> from types import SimpleNamespace as Like
    >>> is_keyed(Like(invars=[Like(aval=Like(dtype="float32"))], outvars=[]))
    False
    """
    return any(map(_has_keys, [*equation.invars, *equation.outvars]))


def words_of(aval: Any) -> Value:
    """The value that stands for an abstract value; keys are words.

    Raises:
        BadInput: see `value_of`; or keys of another generator than Threefry, the default.

    >>> from types import SimpleNamespace as Like
    >>> words_of(Like(dtype="key<fry>", shape=(3,))).shape
    (3, 2)
    """
    name = str(aval.dtype)
    if not name.startswith("key<"):
        return value_of(aval)
    require(name == _GENERATOR, f"keys must be those of Threefry (key<fry>), got {name}")
    return Value((*aval.shape, _WORDS), "uint32")


def without_keys(equation: Any) -> Any:
    """What the equation does, as a ``ClosedJaxpr`` on the words of its keys; None if it keeps them.

    Complexity: that of tracing it.

    >>> import pytest
    >>> jax = pytest.importorskip("jax")
    >>> drawn = jax.make_jaxpr(jax.random.bits)(jax.random.key(0)).eqns[0]
    >>> [len(variable.aval.shape) for variable in without_keys(drawn).jaxpr.invars]
    [1]
    """
    import jax

    name = str(equation.primitive.name)
    if name in SAME_WORDS:
        return None
    given = [_structure(words_of(variable.aval)) for variable in equation.invars]
    return jax.make_jaxpr(_function(name, equation))(*given)


def _function(name: str, equation: Any) -> Callable[..., Any]:
    """What a primitive does to words: it makes random numbers, or moves keys about."""
    import jax
    from jax.extend.random import threefry_prng_impl as generator

    parameters, first = equation.params, equation.invars[0].aval
    single: dict[str, Callable[..., Any]] = {
        "random_seed": generator.seed,
        "random_fold_in": generator.fold_in,
        "random_split": lambda key: generator.split(key, tuple(parameters["shape"])),
        "random_bits": lambda key: generator.random_bits(
            key, parameters["bit_width"], tuple(parameters["shape"])
        ),
    }
    if name in single:
        function: Callable[..., Any] = single[name]
        for _ in first.shape:
            function = jax.vmap(function)
        return function
    axes = [-1 if _has_keys(variable) else None for variable in equation.invars]
    moved: Callable[..., Any] = jax.vmap(
        lambda *inputs: equation.primitive.bind(*inputs, **parameters), in_axes=axes, out_axes=-1
    )
    return moved


def _has_keys(variable: Any) -> bool:
    return str(variable.aval.dtype).startswith("key<")


def _structure(value: Value) -> Any:
    import jax

    return jax.ShapeDtypeStruct(value.shape, value.dtype)
