"""Training runs under attack: settings, trials, rules, logs and reports."""
