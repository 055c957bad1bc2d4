"""The tables of the consent log."""

from .events import ConsentEvent, CurrentState, EventReceipt
from .purposes import ConsentPurpose

__all__ = ["ConsentEvent", "ConsentPurpose", "CurrentState", "EventReceipt"]
