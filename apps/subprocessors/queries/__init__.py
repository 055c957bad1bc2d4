"""Reads of the register: what is public, what an approval binds, what is missing, and what rests on what."""

from .annex import Annex, AnnexEntry, Gap, Ground, Identity, Whereabouts, gaps
from .as_of import NoSuchDay, annex_of
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
    public_listings,
    shortcomings,
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
    "Annex",
    "AnnexEntry",
    "CheckLine",
    "Fall",
    "Finding",
    "Gap",
    "Ground",
    "Identity",
    "NoSuchDay",
    "OnRecord",
    "PlaceCover",
    "PublicListing",
    "Whereabouts",
    "annex_of",
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
    "gaps",
    "held_back",
    "holding_transfers",
    "lint",
    "lint_all",
    "places_with_cover",
    "public_listings",
    "published",
    "shortcomings",
    "soon",
    "stale",
    "uncovered",
    "uncovered_gains",
    "vetted_content",
    "with_overlays",
    "words_of",
]
