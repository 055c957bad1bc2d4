"""Letters, what became of them, mail that came in, and the addresses that list mail does not go to."""

from .events import Acceptance, ProviderEvent
from .inbound import InboundMessage, MailboxCheck
from .letters import DatabaseRun, Delivery, Letter, LetterQuerySet, Mould, Pause, Round
from .suppression import Suppression

__all__ = [
    "Acceptance",
    "DatabaseRun",
    "Delivery",
    "InboundMessage",
    "Letter",
    "LetterQuerySet",
    "MailboxCheck",
    "Mould",
    "Pause",
    "ProviderEvent",
    "Round",
    "Suppression",
]
