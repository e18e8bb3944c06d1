"""Names for the variables of exported source: words rather than letters, each used once."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable

_WORDS = {
    "dot_general": "product", "add": "added", "add_any": "added", "sub": "difference",
    "mul": "scaled", "div": "ratio", "neg": "negative", "integer_pow": "power",
    "reduce_sum": "total", "reduce_max": "largest", "reduce_min": "least", "reduce_prod": "product",
    "reduce_and": "all_true", "reduce_or": "any_true", "select_n": "chosen", "max": "larger",
    "min": "smaller", "exp": "power_of_e", "exp2": "power_of_two", "log": "logarithm",
    "log1p": "logarithm", "expm1": "power_less_one", "logistic": "sigmoid", "sqrt": "root",
    "rsqrt": "inverse_root", "broadcast_in_dim": "spread", "reshape": "reshaped",
    "squeeze": "reshaped", "transpose": "turned", "convert_element_type": "converted",
    "gt": "above", "ge": "at_least", "lt": "below", "le": "at_most", "eq": "equal",
    "ne": "different", "iota": "count", "slice": "part", "dynamic_slice": "part",
    "gather": "picked", "pad": "padded", "concatenate": "joined", "stack": "stacked",
    "tile": "tiled",
    "round": "rounded", "pow": "power",
    "not": "opposite", "and": "both", "or": "either", "sort": "in_order", "unstack": "row",
    "scatter-add": "scattered", "argmax": "place",
    "argmin": "place", "abs": "size", "clamp": "clamped", "rev": "flipped",
    "conv_general_dilated": "convolution", "reduce_window_max": "pooled",
    "reduce_window_sum": "pooled", "reduce_window_min": "pooled", "top_k": "largest",
    "select_and_scatter_add": "spread_back", "triangular_solve": "solution", "lu": "factors",
    "threefry2x32": "random_word", "bitcast_convert_type": "same_bits",
    "dim_as_value": "size", "scan": "scanned", "cond": "branch", "while": "state",
}  # fmt: skip


# The built-in functions that exported source uses.
_BUILT_IN = ("int", "max", "min")


class Names:
    """A supply of names that are no keywords, not reserved, and not used before.

    >>> names = Names(["np"])
    >>> names.new("tanh"), names.new("tanh"), names.new("lambda"), names.new("np")
    ('tanh', 'tanh_2', 'lambda_2', 'np_2')
    """

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._used = {*keyword.kwlist, *_BUILT_IN, *reserved}

    def new(self, wanted: str) -> str:
        """This name, or the next numbered one that is free."""
        plain = unicodedata.normalize("NFKC", wanted)  # as Python reads names
        other = re.sub(r"\W+", "_", f"value_{plain}", flags=re.ASCII)
        word = plain if plain.isidentifier() else other
        name, count = word, 1
        while name in self._used:
            count += 1
            name = f"{word}_{count}"
        self._used.add(name)
        return name

    def for_primitive(self, primitive: str) -> str:
        """A name for what this primitive computes.

        >>> Names().for_primitive("dot_general")
        'product'
        """
        return self.new(_WORDS.get(primitive, primitive))
