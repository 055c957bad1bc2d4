"""Reads of what is published and told: versions, subscribers, cohorts, dates, and what holds an announcement up."""

from .announcing import is_told, open_elsewhere, told_elsewhere, topic_of
from .audience import Audience, audience_of, contract_audience, list_audience
from .cohorts import SUBSCRIBERS_COHORT, Cohort, cohorts, customers_without_contacts, customers_without_terms
from .dates import Dates, dates_of, office_place
from .findings import findings
from .obstacles import obstacles
from .progress import Progress, progress_of
from .subscribers import address_key
from .versions import (
    SHOWN_AT_ONCE,
    as_of,
    differences_of,
    document_at,
    document_of,
    documents,
    in_effect,
    in_effect_everywhere,
    newest,
    versions_of,
    with_differences,
)

__all__ = [
    "SHOWN_AT_ONCE",
    "SUBSCRIBERS_COHORT",
    "Audience",
    "Cohort",
    "Dates",
    "Progress",
    "address_key",
    "as_of",
    "audience_of",
    "cohorts",
    "contract_audience",
    "customers_without_contacts",
    "customers_without_terms",
    "dates_of",
    "differences_of",
    "document_at",
    "document_of",
    "documents",
    "findings",
    "in_effect",
    "in_effect_everywhere",
    "is_told",
    "list_audience",
    "newest",
    "obstacles",
    "office_place",
    "open_elsewhere",
    "progress_of",
    "told_elsewhere",
    "topic_of",
    "versions_of",
    "with_differences",
]
