"""Until when a customer may object to what was announced, and why; what an objection is about, in words."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.casework.deadlines.moments import local
from apps.casework.deadlines.notice import NoticePeriod, notice_period
from apps.casework.deadlines.places import Place, place
from apps.casework.deadlines.rules import in_words
from apps.mailroom.models import Letter
from apps.organisation.models import Customer, NoticeContact
from apps.publications.models import AnnouncedChange, Announcement, Notice, NoticeTerms

from ..models import Objection


@dataclass(frozen=True)
class TimeToObject:
    """Until when one customer may object: the running notice (none: it never had the right), the sentences why, and
    whether its terms let an objection hold the change.
    """

    period: NoticePeriod | None
    sentences: tuple[str, ...]
    holds: bool = False

    @property
    def last_day(self) -> datetime.date | None:
        return self.period.last_objection_day if self.period else None

    def is_in_time(self, moment: datetime.datetime) -> bool:
        """Whether an objection that was received at this moment came before the last day was over."""
        return self.period is not None and self.period.is_in_time(moment)


def office() -> Place:
    """Where the days of this office are counted."""
    return place(settings.TIME_ZONE)


def time_to_object(
    announcement: Announcement, customer: Customer, contact: NoticeContact | None = None
) -> TimeToObject:
    """Until when a customer may object to a sent announcement, from the moment at which its notice left.

    The day that its letter names stands, even where its terms alone would give an earlier one.
    """
    here, began = office(), announcement.sending_at
    if began is None or customer.signed_on > local(began, here.zone).date():
        words = _(
            "The contract was signed on %(day)s, after this was announced: it was signed with the change in sight."
        )
        return TimeToObject(None, (words % {"day": in_words(customer.signed_on)},))
    terms, notice = terms_of(customer, began), _notice_of(announcement, customer, contact)
    promised = notice.last_objection_on if notice else None
    if terms is None and promised is None:
        return TimeToObject(None, (_("No terms of notice stand for this customer’s contract: add them first."),))
    sent_at = _left_at(notice) or began
    period = notice_period(
        sent_at=sent_at,
        days=terms.notice_days if terms else 0,
        objection_days=terms.objection_days if terms else None,
        office=here,
    )
    sentences = period.sentences
    if promised is not None and promised > period.last_objection_day:
        period = replace(period, dates={**period.dates, "last_objection_day": promised})
        sentences.append(_("The letter named %(day)s as the last day.") % {"day": in_words(promised)})
    return TimeToObject(period, tuple(sentences), holds=bool(terms and terms.holds))


def terms_of(customer: Customer, moment: datetime.datetime) -> NoticeTerms | None:
    """The terms that stood for a customer at a moment: of its template by the day of signing, else of other contracts."""
    standing = NoticeTerms.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=moment), brand=customer.brand_id, signed_from__lte=customer.signed_on
    ).order_by("-signed_from", "-pk")
    own = standing.filter(contract_template=customer.contract_template).first()
    return own or standing.filter(contract_template="").first()


def _notice_of(announcement: Announcement, customer: Customer, contact: NoticeContact | None) -> Notice | None:
    """The notice to this contact, else the first to anybody at the customer."""
    notices = Notice.objects.filter(announcement=announcement, contact__customer=customer).select_related("letter")
    mine = notices.filter(contact=contact).first() if contact else None
    return mine or notices.order_by("pk").first()


def _left_at(notice: Notice | None) -> datetime.datetime | None:
    letter: Letter | None = notice.letter if notice else None
    return letter.handed_over_at if letter else None


@dataclass(frozen=True)
class ToldChange:
    """What was told of one change in a language: its heading, and rows of a label and a text."""

    change: AnnouncedChange
    heading: str
    rows: tuple[tuple[str, str], ...]


def told_changes(changes: Iterable[AnnouncedChange], language: str) -> list[ToldChange]:
    """What was told of these changes, in their order; one that another tells too has no words of its own."""
    found = []
    for change in changes:
        by_language = change.said.get("said") or {}
        said = by_language.get(language) or by_language.get("en")
        if said:
            rows = tuple((str(label), str(text)) for label, text in said["rows"])
            found.append(ToldChange(change, said["heading"], rows))
    return found


def objected_changes(objection: Objection) -> list[AnnouncedChange]:
    """The changes that an objection is about, in the order in which they were announced."""
    return [one.change for one in objection.changes.select_related("change").order_by("change")]
