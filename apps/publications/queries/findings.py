"""What speaks against sending an announcement as it stands, each thing by name and with where to mend it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.mailroom.composing import PLACEHOLDER

from ..choices import Materiality
from ..models import Announcement
from .announcing import topic_of
from .cohorts import customers_without_contacts, customers_without_terms

#: So many customers are named; the rest is counted.
NAMED = 10


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: with what, in words. ``record`` is where it is mended, where there is one."""

    words: str
    record: Any = None
    is_blocker: bool = True


def findings(announcement: Announcement) -> list[Finding]:
    """Everything that speaks against an announcement that nobody was told of yet."""
    return [
        *_content(announcement),
        *_brand(announcement),
        *_customers(announcement),
        *_day(announcement),
        *_changes(announcement),
    ]


def _content(announcement: Announcement) -> Iterator[Finding]:
    changes = announcement.said.get("changes", [])
    if not changes:
        yield Finding(_("It announces nothing: gather again, or cancel it."))
    for change in changes:
        if change["materiality"] not in Materiality.values:
            words = _("Nobody decided whether customers are told first of %(reference)s: decide it there.")
            yield Finding(words % {"reference": change["snapshot"].get("reference", change["subject"])})
    if found := PLACEHOLDER.search("\n".join([*_texts(announcement.said), announcement.note])):
        words = _("“%(mark)s” is left from a template: replace it where it stands.")
        yield Finding(words % {"mark": found.group()})


def _texts(value: Any) -> Iterator[str]:
    """Every text within a plain value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _brand(announcement: Announcement) -> Iterator[Finding]:
    brand = announcement.said.get("brand", {})
    missing = [
        ("legal_name", _("%(brand)s has no legal entity: choose it, as the letter must say who writes.")),
        ("address", _("The legal entity of %(brand)s has no registered address: add it, as the letter must have one.")),
        ("privacy_email", _("%(brand)s has no privacy address: add it, as answers to the letter go there.")),
    ]
    for name, words in missing:
        if not brand.get(name):
            yield Finding(words % {"brand": announcement.brand}, announcement.brand)


def _customers(announcement: Announcement) -> Iterator[Finding]:
    day = announcement.send_on or timezone.localdate()
    if topic_of(announcement.topic).gives_notice:
        words = _(
            "%(names)s: no notice terms fit these contracts. Add terms for their template, or for other contracts."
        )
        yield from _named(customers_without_terms(announcement.brand, day), words)
    words = _("%(names)s: nobody there could be told. Add a notice contact.")
    yield from _named(customers_without_contacts(announcement.brand, day), words)


def _named(customers: Any, words: str) -> Iterator[Finding]:
    found = list(customers[: NAMED + 1])
    if found:
        names = ", ".join(customer.name for customer in found[:NAMED])
        if len(found) > NAMED:
            names = _("%(names)s and %(count)d more") % {"names": names, "count": customers.count() - NAMED}
        yield Finding(words % {"names": names}, found[0])


def _day(announcement: Announcement) -> Iterator[Finding]:
    if announcement.send_on is None:
        yield Finding(_("Choose the day on which it is sent."))
        return
    if announcement.send_on < timezone.localdate():
        words = _("Its day of sending, %(day)s, has passed: choose another one, and the dates follow.")
        yield Finding(words % {"day": date_format(announcement.send_on)})


def _changes(announcement: Announcement) -> Iterator[Finding]:
    topic, day = topic_of(announcement.topic), announcement.effective_on
    for change in announcement.said.get("changes", []) if day else []:
        for words in topic.hindrances(change["subject"], day or datetime.date.max):
            yield Finding(words)
