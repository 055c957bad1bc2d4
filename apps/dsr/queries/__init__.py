"""Reads of data subject requests: a file per question."""
