"""Everything that was sent to one address: letters of every kind, subscriptions, and notices with or without a letter."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from apps.casework.veils import in_view
from apps.mailroom.composing import NotALetter, clean_address
from apps.mailroom.models import Delivery, Letter
from apps.organisation.models import NoticeContact

from ..models import Notice, Subscriber

#: So many letters stand on the page; the file has all of them.
SHOWN = 200


@dataclass(frozen=True)
class Sent:
    """What one address got, newest first: letters with their ledger, its subscriptions, and its notices."""

    letters: list[Letter]
    letter_count: int
    subscriptions: list[Subscriber]
    contacts: list[NoticeContact]
    notices: list[Notice]

    @property
    def is_empty(self) -> bool:
        return not (self.letter_count or self.subscriptions or self.contacts or self.notices)


def spellings(address: str) -> set[str]:
    """How one address may have been written: as it was typed, in small letters, and with its domain as mail carries it."""
    typed = {address.strip(), address.strip().lower()}
    for one in typed:
        try:
            typed.add(clean_address(one))
        except NotALetter:
            continue
    return typed - {""}


def sent_to(address: str, *, shown: int | None = SHOWN, to: Any) -> Sent:
    """Everything of an address that may be shown ``to`` somebody, in a constant number of queries."""
    typed = spellings(address)
    subscriptions = list(Subscriber.objects.filter(email_key__in=typed).select_related("brand").order_by("pk"))
    named = NoticeContact.objects.filter(_any_case(typed))
    contacts: list[NoticeContact] = list(named.select_related("customer__brand").order_by("pk"))
    written = typed | {one.email for one in subscriptions} | {one.email for one in contacts} - {""}
    told = in_view(Letter.objects.filter(to_address__in=written), to)
    letters = told.select_related("brand").defer("sealed").order_by("-queued_at", "-pk")
    found = list(letters.prefetch_related(Prefetch("deliveries", Delivery.objects.order_by("pk")))[:shown])
    notices = Notice.objects.filter(Q(subscriber__in=subscriptions) | Q(contact__in=contacts)).order_by("-pk")
    return Sent(
        letters=found,
        letter_count=len(found) if shown is None or len(found) < shown else letters.count(),
        subscriptions=subscriptions,
        contacts=contacts,
        notices=list(notices.select_related("announcement", "letter").defer("letter__sealed")[:shown]),
    )


def _any_case(typed: set[str]) -> Q:
    found = Q(pk__in=[])
    for one in typed:
        found |= Q(email__iexact=one)
    return found


COLUMNS = ["what", "moment", "about", "status", "detail", "message_id", "message_sha256"]


def rows_of(sent: Sent) -> list[list[Any]]:
    """Everything as rows of ``COLUMNS``: each letter and each thing that happened to it, subscriptions, notices."""
    rows: list[list[Any]] = []
    for letter in reversed(sent.letters):
        subject = letter.subject or letter.kind_label
        rows.append(
            [_("letter"), letter.queued_at, letter.kind_label, letter.status, subject, letter.message_id, letter.sha256]
        )
        rows += [
            [_("event"), one.moment, letter.kind_label, one.event, _answer(one), letter.message_id, one.sha256]
            for one in letter.deliveries.all()
        ]
    for subscriber in sent.subscriptions:
        rows += [
            [_("subscription"), moment, str(subscriber.brand), subscriber.status, words, "", ""]
            for words, moment in dates_of(subscriber)
        ]
    rows += [
        [_("notice contact"), one.removed_at, one.customer.name, "ended" if one.removed_at else "current", "", "", ""]
        for one in sent.contacts
    ]
    rows += [
        [
            _("notice"),
            one.moment,
            one.announcement.reference,
            one.skipped or "written",
            one.get_stream_display(),
            "",
            "",
        ]
        for one in reversed(sent.notices)
    ]
    return rows


def _answer(event: Delivery) -> str:
    return " ".join(filter(None, [str(event.code or ""), event.answer]))


def dates_of(subscriber: Subscriber) -> list[tuple[str, Any]]:
    """When a subscription was asked for, confirmed and ended, as far as it came."""
    dates = [
        (_("asked for"), subscriber.requested_at),
        (_("asked to confirm"), subscriber.mailed_at),
        (_("confirmed"), subscriber.confirmed_at),
        (_("ended"), subscriber.ended_at),
    ]
    return [(words, moment) for words, moment in dates if moment]


def dates_in_words(subscriber: Subscriber) -> str:
    """The same in one line."""
    told = [(words, date_format(localtime(moment), "DATETIME_FORMAT")) for words, moment in dates_of(subscriber)]
    return "; ".join(f"{words} {moment}" for words, moment in told)
