"""Reads of what is published and told."""
