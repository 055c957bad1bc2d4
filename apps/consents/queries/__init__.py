"""Reads of the consent log."""
