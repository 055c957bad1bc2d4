"""Every write of the consent log."""

from .purposes import add_purpose, change_purpose
from .record import forget_receipts, record

__all__ = ["add_purpose", "change_purpose", "forget_receipts", "record"]
