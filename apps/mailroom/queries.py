"""Reads of the mailroom that join several models."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from apps.organisation.models import NoticeContact


def of_notice_contacts(suppressions: Any) -> QuerySet:
    """Of these addresses without list mail, those from which letters come back and to which notices of a duty go."""
    contacts = NoticeContact.objects.filter(removed_at=None).values(lower=Lower("email"))
    return suppressions.bouncing().annotate(lower=Lower("address")).filter(lower__in=contacts)


def week_ago() -> datetime.datetime:
    """Since when letters that were turned away ask for attention."""
    return timezone.now() - datetime.timedelta(days=7)
