"""The desk of government requests."""
