"""Every write about what is published and told."""

from .addresses import look_up_address

__all__ = ["look_up_address"]
