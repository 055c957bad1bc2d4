"""Announcements on the home page."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.casework.registers import Card

from .choices import AnnouncementStatus
from .models import Announcement

_S = AnnouncementStatus

CARDS = [
    Card(
        title=_("Drafts of announcements"),
        figure=lambda _user: Announcement.objects.filter(status=_S.DRAFT).count(),
        url="admin:publications_announcement_changelist",
        query="status__exact=draft",
        permission="publications.view_announcement",
        hint=_("What was approved and waits to be told: choose its day, and have a second person let it go."),
    ),
    Card(
        title=_("Announcements past their day"),
        figure=lambda _user: (
            Announcement.objects.filter(status__in=[_S.RUNNING, _S.HELD], effective_on__lt=timezone.localdate()).count()
            + Announcement.objects.filter(status=_S.SCHEDULED, send_on__lt=timezone.localdate()).count()
        ),
        url="admin:publications_announcement_changelist",
        query="status__in=scheduled,running,held",
        permission="publications.view_announcement",
        hint=_("Not sent on their day, or kept from taking effect: each page says by name why."),
    ),
    Card(
        title=_("Announcements under way"),
        figure=lambda _user: Announcement.objects.under_way().count(),
        url="admin:publications_announcement_changelist",
        query="status__in=sending,running,held",
        permission="publications.view_announcement",
        hint=_("People are told, and the notice runs."),
    ),
]
