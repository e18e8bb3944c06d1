"""Keys of random numbers are words."""

from __future__ import annotations

import numpy as np
from exported import check, jax, jnp, loaded

from adversary.portable import export
from adversary.portable.flow import read


def test_keys_that_are_moved_about():
    def function(seed):
        keys = jax.random.split(jax.random.key(seed), 4)
        turned = jnp.concatenate([keys[2:], keys[:1]]).reshape(3, 1)
        return jax.random.key_data(turned), jax.random.uniform(turned[1, 0], (2,))

    check(function, np.uint32(3))


def test_a_key_is_an_argument_of_words():
    program = read(jax.make_jaxpr(jax.random.bits)(jax.random.key(0)))
    (words,) = program.inputs
    assert (words.shape, words.dtype) == ((2,), "uint32")


def test_masks_differ_by_round_and_agree_between_workers():
    def mask(seed, round_):
        return jax.random.bernoulli(jax.random.fold_in(jax.random.key(seed), round_), 0.5, (64,))

    written = loaded(export(mask, [np.uint32(0), np.uint32(0)]), "mask")
    assert (written(1, 1) == written(1, 1)).all()
    assert (written(1, 1) != written(1, 2)).any()
    assert (written(5, 9) == np.asarray(mask(5, 9))).all()
