"""Input of requests: clean values, no rules."""
