"""Letters, what became of them, and the addresses that list mail does not go to."""

from .events import Acceptance, ProviderEvent
from .letters import DatabaseRun, Delivery, Letter, LetterQuerySet, Mould, Pause, Round
from .suppression import Suppression

__all__ = [
    "Acceptance",
    "DatabaseRun",
    "Delivery",
    "Letter",
    "LetterQuerySet",
    "Mould",
    "Pause",
    "ProviderEvent",
    "Round",
    "Suppression",
]
