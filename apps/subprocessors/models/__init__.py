"""The tables of the register of recipients."""

from .chain import ChainMember
from .changes import ListChange, ListReading, ListSource
from .listings import DESCRIBED, Listing, Location
from .objections import ObjectedChange, Objection
from .parties import GroupMember, ThirdParty
from .transfers import Transfer
from .vetting import Evidence, TransferAssessment

__all__ = [
    "DESCRIBED",
    "ChainMember",
    "Evidence",
    "GroupMember",
    "ListChange",
    "ListReading",
    "ListSource",
    "Listing",
    "Location",
    "ObjectedChange",
    "Objection",
    "ThirdParty",
    "Transfer",
    "TransferAssessment",
]
