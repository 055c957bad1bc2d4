"""Reads of what is published and told: versions, subscribers, cohorts, dates, and what holds an announcement up."""

from .announcing import is_told, open_elsewhere, told_elsewhere, topic_of
from .audience import Audience, audience_of, contract_audience, list_audience
from .cohorts import SUBSCRIBERS_COHORT, Cohort, cohorts, customers_without_contacts, customers_without_terms
from .dates import Dates, dates_of, office_place
from .findings import findings
from .obstacles import obstacles
from .progress import Progress, progress_of
from .subscribers import (
    ConfirmLink,
    address_key,
    audience,
    behind_confirm_link,
    behind_leave_link,
    behind_preferences_link,
    subscriptions_of,
    what_we_hold,
)
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
    "ConfirmLink",
    "Dates",
    "Progress",
    "address_key",
    "as_of",
    "audience",
    "audience_of",
    "behind_confirm_link",
    "behind_leave_link",
    "behind_preferences_link",
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
    "subscriptions_of",
    "told_elsewhere",
    "topic_of",
    "versions_of",
    "what_we_hold",
    "with_differences",
]
