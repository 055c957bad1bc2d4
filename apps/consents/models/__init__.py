"""The tables of the consent log."""

from .events import ConsentEvent, CurrentState, EventReceipt
from .people import ConsentIdentity
from .purposes import ConsentPurpose

__all__ = ["ConsentEvent", "ConsentIdentity", "ConsentPurpose", "CurrentState", "EventReceipt"]
