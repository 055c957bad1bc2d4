"""Government requests and everything that belongs to them."""

from .authorities import Authority, AuthorityContact
from .bases import LegalBasis
from .checks import Check, Cost
from .decisions import Decision, PushedBack
from .demands import Demand, Target
from .notices import Notice
from .originals import Original
from .preservations import Preservation
from .releases import PackageFile, Release
from .reports import TransparencyReport
from .silences import Cleared, Silence

__all__ = [
    "Authority",
    "AuthorityContact",
    "Check",
    "Cleared",
    "Cost",
    "Decision",
    "Demand",
    "LegalBasis",
    "Notice",
    "Original",
    "PackageFile",
    "Preservation",
    "PushedBack",
    "Release",
    "Silence",
    "Target",
    "TransparencyReport",
]
