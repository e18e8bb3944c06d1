"""Average-case theory: expected errors, high-probability bounds, convergence and latency."""
