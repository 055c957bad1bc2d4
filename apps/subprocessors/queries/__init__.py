"""Reads of the register: what is public, what an approval binds, what is missing, and what rests on what."""

from .cover import (
    CheckLine,
    PlaceCover,
    checklist,
    covered,
    holding_transfers,
    places_with_cover,
    stale,
    uncovered,
    uncovered_gains,
    with_overlays,
)
from .drill import Affected, Fall, fall_of
from .lint import Finding, blockers, lint, lint_all, published, words_of
from .public import (
    PublicListing,
    approved_content,
    counts_by_status,
    public_listings,
    shortcomings,
    vetted_content,
)

__all__ = [
    "Affected",
    "CheckLine",
    "Fall",
    "Finding",
    "PlaceCover",
    "PublicListing",
    "approved_content",
    "blockers",
    "checklist",
    "counts_by_status",
    "covered",
    "fall_of",
    "holding_transfers",
    "lint",
    "lint_all",
    "places_with_cover",
    "public_listings",
    "published",
    "shortcomings",
    "stale",
    "uncovered",
    "uncovered_gains",
    "vetted_content",
    "with_overlays",
    "words_of",
]
