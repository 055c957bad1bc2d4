"""Reads of what is published and told: cohorts, dates, audiences, and what keeps an announcement from going on."""

from .announcing import is_told, open_elsewhere, told_elsewhere, topic_of
from .audience import Audience, audience_of, contract_audience, list_audience
from .cohorts import SUBSCRIBERS_COHORT, Cohort, cohorts, customers_without_contacts, customers_without_terms
from .dates import Dates, dates_of, office_place
from .findings import findings
from .obstacles import obstacles
from .progress import Progress, progress_of

__all__ = [
    "SUBSCRIBERS_COHORT",
    "Audience",
    "Cohort",
    "Dates",
    "Progress",
    "audience_of",
    "cohorts",
    "contract_audience",
    "customers_without_contacts",
    "customers_without_terms",
    "dates_of",
    "findings",
    "is_told",
    "list_audience",
    "obstacles",
    "office_place",
    "open_elsewhere",
    "progress_of",
    "told_elsewhere",
    "topic_of",
]
