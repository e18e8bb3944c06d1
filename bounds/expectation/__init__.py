"""Average-case theory: expected errors, high-probability bounds, convergence and latency."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from designs.answers.discovery import lazily as _lazily

if _TYPE_CHECKING:
    from bounds.expectation.block_coordinate import completion_time as completion_time
    from bounds.expectation.block_coordinate import equalised_sizes as equalised_sizes
    from bounds.expectation.block_coordinate import estimate_mean_time as estimate_mean_time
    from bounds.expectation.block_coordinate import least_time as least_time
    from bounds.expectation.block_coordinate import mean_order_statistics as mean_order_statistics
    from bounds.expectation.block_coordinate import single_tolerance_time as single_tolerance_time
    from bounds.expectation.block_coordinate import whole_sizes as whole_sizes
    from bounds.expectation.by_structure import mean_by_structure as mean_by_structure
    from bounds.expectation.classes import classes_mean_error as classes_mean_error
    from bounds.expectation.classes import resolved_mean_bound as resolved_mean_bound
    from bounds.expectation.clustering import exact_probability as exact_probability
    from bounds.expectation.clustering import static_exact_probability as static_exact_probability
    from bounds.expectation.communication import fixed_decoder as fixed_decoder
    from bounds.expectation.communication import least_variance as least_variance
    from bounds.expectation.communication import mean_rank_bound as mean_rank_bound
    from bounds.expectation.communication import most_stragglers as most_stragglers
    from bounds.expectation.communication import sign_error as sign_error
    from bounds.expectation.communication import unbiased_variance as unbiased_variance
    from bounds.expectation.communication import worst_rank_bound as worst_rank_bound
    from bounds.expectation.convergence import adversarial_distance as adversarial_distance
    from bounds.expectation.convergence import adversarial_floor as adversarial_floor
    from bounds.expectation.convergence import attained_floor as attained_floor
    from bounds.expectation.convergence import constant_rate as constant_rate
    from bounds.expectation.convergence import smooth as smooth
    from bounds.expectation.convergence import smooth_decaying as smooth_decaying
    from bounds.expectation.convergence import strongly_convex as strongly_convex
    from bounds.expectation.convergence import strongly_convex_sharp as strongly_convex_sharp
    from bounds.expectation.covering import covered as covered
    from bounds.expectation.covering import erasure_head_time as erasure_head_time
    from bounds.expectation.covering import every_group as every_group
    from bounds.expectation.erasure_head import Moments as Moments
    from bounds.expectation.erasure_head import convergence_bound as convergence_bound
    from bounds.expectation.erasure_head import largest_step as largest_step
    from bounds.expectation.erasure_head import mean_square as mean_square
    from bounds.expectation.erasure_head import moments as moments
    from bounds.expectation.exact import average_curve as average_curve
    from bounds.expectation.exact import average_error as average_error
    from bounds.expectation.fixed_weights import best_common_weight as best_common_weight
    from bounds.expectation.fixed_weights import independent_error as independent_error
    from bounds.expectation.fixed_weights import one_step_error as one_step_error
    from bounds.expectation.fixed_weights import uniform_error as uniform_error
    from bounds.expectation.heterogeneous import aligned_optimum as aligned_optimum
    from bounds.expectation.heterogeneous import expected_error as expected_error
    from bounds.expectation.heterogeneous import is_minimax as is_minimax
    from bounds.expectation.heterogeneous import odds as odds
    from bounds.expectation.heterogeneous import second_moment as second_moment
    from bounds.expectation.heterogeneous import shrunken_optimum as shrunken_optimum
    from bounds.expectation.mean import Mean as Mean
    from bounds.expectation.mean import average as average
    from bounds.expectation.mean import mean_error as mean_error
    from bounds.expectation.mean import random_error as random_error
    from bounds.expectation.mean import stationary as stationary
    from bounds.expectation.partial_work import estimate_errors as estimate_errors
    from bounds.expectation.partial_work import expected_missing as expected_missing
    from bounds.expectation.quantised import BitAllocation as BitAllocation
    from bounds.expectation.quantised import allocate_bits as allocate_bits
    from bounds.expectation.quantised import effective_probabilities as effective_probabilities
    from bounds.expectation.schemes import scheme_average as scheme_average
    from bounds.expectation.sequential import least_sequential_load as least_sequential_load
    from bounds.expectation.soft_bibd import Ensemble as Ensemble
    from bounds.expectation.soft_bibd import constant_weight as constant_weight
    from bounds.expectation.soft_bibd import error_law as error_law
    from bounds.expectation.soft_bibd import hoeffding_bound as hoeffding_bound
    from bounds.expectation.soft_bibd import hoeffding_deviation as hoeffding_deviation
    from bounds.expectation.soft_bibd import proved_level as proved_level
    from bounds.expectation.soft_bibd import surviving_holders as surviving_holders
    from bounds.expectation.sparse import bernoulli_one_step as bernoulli_one_step
    from bounds.expectation.sparse import (
        constant_replication_one_step as constant_replication_one_step,
    )
    from bounds.expectation.sparse import lost_groups as lost_groups
    from bounds.expectation.sparse import regular_graph_bound as regular_graph_bound
    from bounds.expectation.sparse import regularised_replication as regularised_replication
    from bounds.expectation.sparse import repetition_error as repetition_error
    from bounds.expectation.sparse import repetition_tail as repetition_tail
    from bounds.expectation.sparse import repetition_worst as repetition_worst
    from bounds.expectation.sparse import sufficient_replication as sufficient_replication
    from bounds.expectation.stochastic import constant_overlap_variance as constant_overlap_variance
    from bounds.expectation.stochastic import expected_variance as expected_variance
    from bounds.expectation.stochastic import is_pairwise_balanced as is_pairwise_balanced
    from bounds.expectation.stochastic_block import BlockModel as BlockModel
    from bounds.expectation.stochastic_block import Detectability as Detectability
    from bounds.expectation.stochastic_block import detectability as detectability
    from bounds.expectation.stochastic_block import lost_blocks_error as lost_blocks_error
else:
    __getattr__, __dir__ = _lazily(__name__)
