"""Reads of the register: what is public, what an approval binds, what is missing, and what rests on what."""

from .cover import (
    covered,
    held_back,
    holding_transfers,
    stale,
    uncovered,
    uncovered_gains,
    with_overlays,
)
from .drill import Affected, Fall, fall_of
from .lint import Finding, blockers, lint, lint_all, published, words_of
from .on_record import CheckLine, OnRecord, PlaceCover, checklist, places_with_cover
from .public import (
    PublicListing,
    approved_content,
    counts_by_status,
    listings_in,
    public_content,
    public_listings,
    shortcomings,
    shown_everywhere,
    shown_now,
    vetted_content,
)
from .standing import (
    assessment_standing,
    assessments_that_are,
    ending_soon,
    evidence_standing,
    evidence_that_is,
    soon,
)

__all__ = [
    "Affected",
    "CheckLine",
    "Fall",
    "Finding",
    "OnRecord",
    "PlaceCover",
    "PublicListing",
    "approved_content",
    "assessment_standing",
    "assessments_that_are",
    "blockers",
    "checklist",
    "counts_by_status",
    "covered",
    "ending_soon",
    "evidence_standing",
    "evidence_that_is",
    "fall_of",
    "held_back",
    "holding_transfers",
    "lint",
    "lint_all",
    "listings_in",
    "places_with_cover",
    "public_content",
    "public_listings",
    "published",
    "shortcomings",
    "shown_everywhere",
    "shown_now",
    "soon",
    "stale",
    "uncovered",
    "uncovered_gains",
    "vetted_content",
    "with_overlays",
    "words_of",
]
