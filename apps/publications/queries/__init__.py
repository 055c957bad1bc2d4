"""Reads of publications that join several models or serve several places."""

from .subscribers import address_key

__all__ = ["address_key"]
