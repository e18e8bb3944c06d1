"""Gradient codes: one family a file, all as `GradientCode`."""

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
from designs.codes.family import FAMILIES as FAMILIES
from designs.codes.family import SCHEMES as SCHEMES
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
from designs.codes.recipes import build as build
from designs.codes.recipes import build_scheme as build_scheme
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
