"""Round times when workers have random speeds."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from designs.answers.discovery import lazily as _lazily

if _TYPE_CHECKING:
    from bounds.expectation.latency.communication import Speeds as Speeds
    from bounds.expectation.latency.communication import best_tradeoff as best_tradeoff
    from bounds.expectation.latency.communication import mean_of_least as mean_of_least
    from bounds.expectation.latency.communication import round_time as round_time
    from bounds.expectation.latency.groups import early_level_times as early_level_times
    from bounds.expectation.latency.groups import expected_group_time as expected_group_time
    from bounds.expectation.latency.groups import (
        group_failure_probability as group_failure_probability,
    )
    from bounds.expectation.latency.nested import expected_nested_time as expected_nested_time
    from bounds.expectation.latency.nested import nested_survival as nested_survival
    from bounds.expectation.latency.order_statistics import TimeModel as TimeModel
    from bounds.expectation.latency.order_statistics import (
        expected_level_time as expected_level_time,
    )
    from bounds.expectation.latency.order_statistics import (
        failure_probability as failure_probability,
    )
    from bounds.expectation.latency.order_statistics import harmonic as harmonic
    from bounds.expectation.latency.report import LatencyRow as LatencyRow
    from bounds.expectation.latency.report import latency_report as latency_report
    from bounds.expectation.latency.simulate import Estimate as Estimate
    from bounds.expectation.latency.simulate import Latency as Latency
    from bounds.expectation.latency.simulate import finish_times as finish_times
    from bounds.expectation.latency.simulate import level_times as level_times
    from bounds.expectation.latency.simulate import simulate as simulate
else:
    __getattr__, __dir__ = _lazily(__name__)
