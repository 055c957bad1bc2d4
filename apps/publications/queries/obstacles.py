"""What keeps a running announcement from taking effect, told by name: notices that have not run, and the register."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.deadlines.moments import ONE_DAY, first_moment_of
from apps.mailroom.choices import TURNED_AWAY, LetterStatus, Told
from apps.mailroom.providers import leaves

from ..choices import Stream
from ..models import Announcement, Notice
from .announcing import topic_of
from .audience import contract_audience, without_notice
from .cohorts import customers_under_contract
from .dates import office_place

NAMED = 10


@dataclass(frozen=True)
class Obstacle:
    """One thing that keeps it from taking effect. ``may_be_passed``: a person may go on all the same, with a reason."""

    words: str
    may_be_passed: bool


def obstacles(announcement: Announcement, *, now: datetime.datetime | None = None) -> list[Obstacle]:
    """Everything that keeps a running announcement from taking effect at this moment."""
    now = now or timezone.now()
    topic = topic_of(announcement.topic)
    found = [Obstacle(words, may_be_passed=False) for words in _register(announcement, now)]
    if topic.gives_notice and not announcement.is_emergency:
        found += [Obstacle(words, may_be_passed=True) for words in _deliveries(announcement, now)]
    return found


def _register(announcement: Announcement, now: datetime.datetime) -> Iterator[str]:
    topic, today = topic_of(announcement.topic), timezone.localdate(now)
    for subject in announcement.changes.standing().filter(is_open=True).values_list("subject", flat=True):
        yield from topic.hindrances(subject, today)


def _deliveries(announcement: Announcement, now: datetime.datetime) -> Iterator[str]:
    """Contract recipients who belong to it still, and whose own notice has not run."""
    contacts = contract_audience(announcement)
    customers = customers_under_contract(announcement.brand_id, timezone.localdate(now))
    current = contacts.filter(customer__in=customers)
    untold = without_notice(current, announcement, Stream.CONTRACT)
    yield from _named(untold, _("%(names)s: not written to. Send again to reach them."))
    notices = Notice.objects.filter(announcement=announcement, contact__in=current).select_related("contact__customer")
    skipped = notices.filter(letter=None)
    yield from _named_of(skipped, _("%(names)s: there was no address to write to. Add a new contact, and send again."))
    arrived = Q(letter__status=LetterStatus.HANDED_OVER)
    if not leaves():
        arrived |= Q(letter__status=LetterStatus.SHOWN)
    missing = notices.exclude(letter=None).exclude(arrived)
    yield from _named_of(missing, _("%(names)s: the letter has not been handed over. See to it under Letters."))
    returned = notices.filter(arrived, letter__reached__in=[Told.BOUNCED_HARD, *TURNED_AWAY])
    yield from _named_of(
        returned, _("%(names)s: the letter came back. Add a contact who can be reached, and send again.")
    )
    yield from _too_late(announcement, notices.filter(arrived), now)


def _too_late(announcement: Announcement, notices: QuerySet, now: datetime.datetime) -> Iterator[str]:
    """Whose letter left so late that the days of its own cohort are not over."""
    zone = office_place().zone
    today = now.astimezone(zone).date()
    for cohort in announcement.promised:
        days = max(cohort["notice_days"], cohort["objection_days"] or 0)
        begin = first_moment_of(today - days * ONE_DAY, zone)
        late = Q(letter__handed_over_at__gte=begin) | Q(letter__status=LetterStatus.SHOWN, letter__queued_at__gte=begin)
        own = notices.filter(terms_id=int(cohort["key"])) if cohort["key"].isdecimal() else notices.none()
        words = _("%(names)s: their letter left late, and their own %(days)s days of notice are not over.")
        yield from _named_of(own.filter(late), words, days=days)


def _named(contacts: QuerySet, words: str) -> Iterator[str]:
    names = list(contacts.select_related("customer").values_list("customer__name", flat=True)[: NAMED + 1])
    yield from _told(names, words, {}, contacts)


def _named_of(notices: QuerySet, words: str, **more: int) -> Iterator[str]:
    names = list(notices.order_by("pk").values_list("contact__customer__name", flat=True)[: NAMED + 1])
    yield from _told(names, words, more, notices)


def _told(names: list[str], words: str, more: dict[str, int], found: QuerySet) -> Iterator[str]:
    if names:
        shown = ", ".join(dict.fromkeys(names[:NAMED]))
        if len(names) > NAMED:
            shown = _("%(names)s and %(count)d more") % {"names": shown, "count": found.count() - NAMED}
        yield words % {"names": shown, **more}
