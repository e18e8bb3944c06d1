"""Gradient codes: one family a file, all as `GradientCode`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any, get_type_hints

from designs.answers.recipe import Recipe
from designs.codes.base import FORMAT as FORMAT
from designs.codes.base import GradientCode as GradientCode
from designs.codes.base import Symmetry as Symmetry
from designs.codes.bernoulli import bernoulli as bernoulli
from designs.codes.bernoulli import regularised_bernoulli as regularised_bernoulli
from designs.codes.block_coordinate import block_coordinate as block_coordinate
from designs.codes.block_design import block_design as block_design
from designs.codes.block_design import from_design as from_design
from designs.codes.circulant import circulant as circulant
from designs.codes.clustering import dynamic_clustering as dynamic_clustering
from designs.codes.communication import MessageBlocks as MessageBlocks
from designs.codes.communication_approximate import (
    communication_approximate as communication_approximate,
)
from designs.codes.communication_exact import communication_exact as communication_exact
from designs.codes.communication_exact import repetition_linear as repetition_linear
from designs.codes.communication_exact import repetition_mds as repetition_mds
from designs.codes.communication_frame import communication_frame as communication_frame
from designs.codes.communication_frame import communication_resolved as communication_resolved
from designs.codes.cyclic import cyclic_repetition as cyclic_repetition
from designs.codes.cyclic_float import cyclic_repetition_float as cyclic_repetition_float
from designs.codes.duplication import duplicated as duplicated
from designs.codes.edge_scheme import edge_scheme as edge_scheme
from designs.codes.edge_scheme import edge_scheme_of as edge_scheme_of
from designs.codes.expander import expander as expander
from designs.codes.expander import expander_of as expander_of
from designs.codes.family import from_recipe, required
from designs.codes.graphs import from_bipartite as from_bipartite
from designs.codes.heterogeneous import heterogeneous as heterogeneous
from designs.codes.nested import NestedScheme as NestedScheme
from designs.codes.nested import nested_cyclic as nested_cyclic
from designs.codes.nested import nested_fractional as nested_fractional
from designs.codes.net import grid as grid
from designs.codes.net import net as net
from designs.codes.net import of_classes as of_classes
from designs.codes.net import resolvable_design as resolvable_design
from designs.codes.pairwise_balanced import pairwise_balanced as pairwise_balanced
from designs.codes.pairwise_balanced import (
    stochastic_gradient_coding as stochastic_gradient_coding,
)
from designs.codes.partial_straggler import PartialScheme as PartialScheme
from designs.codes.partial_straggler import partial_cyclic as partial_cyclic
from designs.codes.partial_straggler import partial_fractional as partial_fractional
from designs.codes.product import product as product
from designs.codes.random_graphs import random_regular as random_regular
from designs.codes.recovery import keeps_full_span as keeps_full_span
from designs.codes.repetition import fractional_repetition as fractional_repetition
from designs.codes.repetition import uncoded as uncoded
from designs.codes.scheme import Scheme as Scheme
from designs.codes.sequential import multiplexed as multiplexed
from designs.codes.sequential import selective_reattempt as selective_reattempt
from designs.codes.soft_bibd import soft_bibd as soft_bibd
from designs.codes.sparse import random_biregular as random_biregular
from designs.codes.sparse import regular_graph as regular_graph
from designs.codes.stochastic_block import hidden_blocks as hidden_blocks
from designs.codes.stochastic_block import stochastic_block as stochastic_block
from designs.errors import BadInput

FAMILIES: Mapping[str, Callable[..., GradientCode]] = {
    "block-design": block_design,
    "fractional-repetition": fractional_repetition,
    "cyclic-repetition": cyclic_repetition,
    "cyclic-repetition-float": cyclic_repetition_float,
    "random-biregular": random_biregular,
    "bernoulli": bernoulli,
    "regularised-bernoulli": regularised_bernoulli,
    "regular-graph": regular_graph,
    "stochastic-block": stochastic_block,
    "expander": expander,
    "edge-scheme": edge_scheme,
    "circulant": circulant,
    "net": net,
    "grid": grid,
    "resolvable-design": resolvable_design,
    "uncoded": uncoded,
    "soft-bibd": soft_bibd,
    "product": product,
    "duplicated": duplicated,
    "heterogeneous": heterogeneous,
    "stochastic-gradient-coding": stochastic_gradient_coding,
    "pairwise-balanced": pairwise_balanced,
}

# Several encodings that are used together; each component is a code.
SCHEMES: Mapping[str, Callable[..., Scheme]] = {
    "partial-cyclic": partial_cyclic,
    "partial-fractional": partial_fractional,
    "nested-cyclic": nested_cyclic,
    "nested-fractional": nested_fractional,
    "communication-exact": communication_exact,
    "repetition-mds": repetition_mds,
    "repetition-linear": repetition_linear,
    "communication-frame": communication_frame,
    "communication-resolved": communication_resolved,
    "communication-approximate": communication_approximate,
    "selective-reattempt": selective_reattempt,
    "multiplexed": multiplexed,
    "block-coordinate": block_coordinate,
    "dynamic-clustering": dynamic_clustering,
}


def build(recipe: Mapping[str, Any]) -> GradientCode:
    """The code that a recipe describes: ``{"family": name, parameter: value, ...}``.

    Rationals are written as strings "p/q"; a code among the parameters as its recipe or code file.

    Raises:
        BadInput: unknown family, or parameters that the family does not take.

    Complexity: that of the family.

    >>> build({"family": "uncoded", "workers": 2}).encoding
    ((1, 0), (0, 1))
    """
    code: GradientCode = _build(recipe, FAMILIES)
    return code


def build_scheme(recipe: Mapping[str, Any]) -> Scheme:
    """The scheme that a recipe describes, like `build`.

    Raises:
        BadInput: unknown scheme, or parameters that the scheme does not take.

    Complexity: that of the scheme.

    >>> build_scheme({"family": "nothing"})
    Traceback (most recent call last):
    designs.errors.BadInput: unknown family 'nothing'...
    """
    scheme: Scheme = _build(recipe, SCHEMES)
    return scheme


def _build(recipe: Mapping[str, Any], known: Mapping[str, Callable[..., Any]]) -> Any:
    arguments = dict(recipe)
    family = str(arguments.pop("family", None))
    if family not in known:
        raise BadInput(f"unknown family {family!r}; the families are {', '.join(known)}")
    make = known[family]
    hints = get_type_hints(make)
    try:
        bound = signature(make).bind(**arguments)
        bound.arguments |= {x: _given(hints[x], y) for x, y in bound.arguments.items()}
    except (TypeError, ValueError, ZeroDivisionError) as error:
        raise BadInput(f"the parameters do not fit the family {family}: {error}") from None
    return make(*bound.args, **bound.kwargs)


def _given(hint: Any, value: Any) -> Any:
    """A parameter from its JSON form; designs and codes are rebuilt."""
    kind = required(hint)
    if kind is Recipe and value is not None:
        return Recipe.from_json(value)
    if kind is GradientCode and isinstance(value, dict):
        return build(value) if "family" in value else GradientCode.from_json(value)
    return from_recipe(hint, value)
