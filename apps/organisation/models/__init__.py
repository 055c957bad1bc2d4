"""Who promises, and about what: a file per group of records."""

from .customers import Customer, NoticeContact
from .data import DataCategory, DataSource, Service, ServiceData, System, SystemData, SystemService
from .offices import Brand, LegalEntity, Office, OfficeClosure
from .places import AdequacyDecision, Country, SupervisoryAuthority
from .purposes import Purpose

__all__ = [
    "AdequacyDecision",
    "Brand",
    "Country",
    "Customer",
    "DataCategory",
    "DataSource",
    "LegalEntity",
    "NoticeContact",
    "Office",
    "OfficeClosure",
    "Purpose",
    "Service",
    "ServiceData",
    "SupervisoryAuthority",
    "System",
    "SystemData",
    "SystemService",
]
