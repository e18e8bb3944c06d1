"""Decoders: those that certificates know, and those of the literature, one a file."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from designs.lazy import lazily as _lazily

if _TYPE_CHECKING:
    from adversary.decoding.bursty import Bursty as Bursty
    from adversary.decoding.classes import classes_error as classes_error
    from adversary.decoding.classes import classes_weights as classes_weights
    from adversary.decoding.clustering import markov_stragglers as markov_stragglers
    from adversary.decoding.clustering import play_clusters as play_clusters
    from adversary.decoding.clustering import recluster as recluster
    from adversary.decoding.communication import BlockErrors as BlockErrors
    from adversary.decoding.communication import block_error as block_error
    from adversary.decoding.communication import decode_sum as decode_sum
    from adversary.decoding.communication import decoding_matrix as decoding_matrix
    from adversary.decoding.communication import encode as encode
    from adversary.decoding.communication_frame import decode_classes as decode_classes
    from adversary.decoding.debiased import Debiased as Debiased
    from adversary.decoding.debiased import debiased as debiased
    from adversary.decoding.debiased import independent_stragglers as independent_stragglers
    from adversary.decoding.decode import DECODERS as DECODERS
    from adversary.decoding.decode import Decoder as Decoder
    from adversary.decoding.decode import decode as decode
    from adversary.decoding.decoder import decoder_of as decoder_of
    from adversary.decoding.early_stop import Early as Early
    from adversary.decoding.early_stop import early as early
    from adversary.decoding.early_stop import early_groups as early_groups
    from adversary.decoding.edge_scheme import edge_error as edge_error
    from adversary.decoding.edge_scheme import edge_weights as edge_weights
    from adversary.decoding.erasure_head import erasure_head as erasure_head
    from adversary.decoding.error import error as error
    from adversary.decoding.error import survivors_of as survivors_of
    from adversary.decoding.iterative import Iterate as Iterate
    from adversary.decoding.iterative import iterates as iterates
    from adversary.decoding.iterative import iterative as iterative
    from adversary.decoding.nested import choose as choose
    from adversary.decoding.online import Decoded as Decoded
    from adversary.decoding.online import Decoding as Decoding
    from adversary.decoding.partial_straggler import StageWeights as StageWeights
    from adversary.decoding.partial_straggler import stage_weights as stage_weights
    from adversary.decoding.partial_work import Combination as Combination
    from adversary.decoding.partial_work import combine as combine
    from adversary.decoding.quantised import quantised as quantised
    from adversary.decoding.sequential import run_multiplexed as run_multiplexed
    from adversary.decoding.sequential import run_selective_reattempt as run_selective_reattempt
    from adversary.decoding.tabulated import Table as Table
    from adversary.decoding.tabulated import tabulate as tabulate
    from adversary.decoding.unbiased import two_tracks as two_tracks
    from adversary.decoding.unbiased import unbiased_weights as unbiased_weights
else:
    __getattr__, __dir__ = _lazily(__name__)
