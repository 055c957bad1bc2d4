"""An announcement is sent: batch by batch, each one act with its notices and letters, so that whoever dies misses nobody.

A notice stands once for each recipient, so a batch that is begun again after a kill writes only what is missing.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.mailroom import services as mailroom
from apps.mailroom.choices import TRYABLE
from apps.mailroom.fanout import Recipient
from apps.mailroom.models import Letter
from apps.mailroom.suppression import suppressed
from apps.organisation.models import Customer, NoticeContact
from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from ..choices import UNDER_WAY, AnnouncementStatus, Skipped, Stream, SubscriberStatus
from ..models import Announcement, Notice, Subscriber
from ..queries import SUBSCRIBERS_COHORT, contract_audience, in_effect, list_audience, told_elsewhere, topic_of
from ..queries.audience import late_subscribers, without_notice
from ..queries.cohorts import CUSTOMERS_COHORT, with_terms
from ..queries.wording import context_of, kind_of, objection_address
from ..tokens import leave_link
from .gathering import content_of
from .moving import NotNow, lock_while, move

_S = AnnouncementStatus
#: So many people are written to in one act.
BATCH = 1000

logger = logging.getLogger(__name__)


class Differs(RuleBroken):
    """The registers say something else by now than what was approved."""


# --- Begin ---


def begin_sending(announcement: Announcement, *, by: Any) -> Announcement:
    """Begin, on its day, with what was approved; from here on its records wait for the day of effect.

    Raises:
        NotNow: it is not approved, or its day is another one.
        Differs: the registers say something else by now.
        RuleBroken: a register has something against the day of effect.
    """
    with act("publications.sending_began", by=by, about=announcement, reference=announcement.reference):
        announcement = lock_while(announcement, _S.SCHEDULED)
        if announcement.send_on != timezone.localdate():
            words = _(
                "%(announcement)s is sent on its day alone, as its dates follow from it: take it back to plan anew."
            )
            raise NotNow(words % {"announcement": announcement})
        _ensure_same(announcement)
        announcement = move(announcement, _S.SENDING, sending_at=timezone.now())
        _hook(announcement, by)
    return announcement


def _ensure_same(announcement: Announcement) -> None:
    brand, name = announcement.brand, announcement.topic
    inside = {change["subject"] for change in announcement.said["changes"]}
    waiting = topic_of(name).gather(brand, told_elsewhere(brand, name, but=announcement))
    if content_of(brand, name, [one for one in waiting if one.subject in inside]) != announcement.content:
        words = _("%(announcement)s does not say any more what the registers say: take it back, and gather again.")
        raise Differs(words % {"announcement": announcement})


def _hook(announcement: Announcement, by: Any) -> None:
    topic = topic_of(announcement.topic)
    for change in announcement.changes.standing().filter(is_open=True):
        topic.announced(change.subject, announcement, by)


# --- Batches ---


def send_due() -> int:
    """The job of the worker: begin what is due today, and go on with what is being sent; how many notices were written."""
    for announcement in Announcement.objects.filter(status=_S.SCHEDULED, send_on=timezone.localdate()):
        try:
            begin_sending(announcement, by="worker")
        except RuleBroken as error:
            logger.warning("%s is not sent: %s", announcement, error)
    going = Announcement.objects.filter(status=_S.SENDING, paused_at=None)
    return sum(fan_out(announcement, by="worker") for announcement in going)


def send_now(announcement: Announcement, *, by: Any) -> Announcement:
    """Begin today what was approved for today; the worker writes to everybody within a minute."""
    return begin_sending(announcement, by=by)


def fan_out(announcement: Announcement, *, by: Any) -> int:
    """Write to everybody who has no notice yet, batch by batch, until all have or it is paused; how many were written."""
    written = 0
    for stream, write in ((Stream.CONTRACT, _write_to_contacts), (Stream.LIST, _write_to_subscribers)):
        while count := _batch(announcement, stream, write, by=by):
            written += count
    with act("publications.announcement_sent", by=by, about=announcement, reference=announcement.reference) as this:
        announcement = lock_while(announcement, *UNDER_WAY, _S.CANCELLED)
        left = any(_waiting(announcement, stream).exists() for stream in Stream)
        if announcement.status != _S.SENDING or announcement.paused_at is not None or left:
            this.discard()
            return written
        shown = in_effect(announcement.topic, announcement.brand)
        announcement = move(announcement, _S.RUNNING, sent_at=timezone.now(), version_shown=shown)
        if announcement.corrects_id:  # it announces nothing itself
            move(move(announcement, _S.EFFECTIVE), _S.CLOSED, ended_at=timezone.now())
    return written


def _batch(announcement: Announcement, stream: Stream, write: Callable[..., list[Notice]], *, by: Any) -> int:
    """One batch of a stream in one act: notices and letters stand together or not at all."""
    with act("publications.notices_written", by=by, about=announcement, reference=announcement.reference) as this:
        announcement = lock_while(announcement, *UNDER_WAY, _S.CANCELLED)
        people = [] if announcement.paused_at else list(_waiting(announcement, stream)[:BATCH])
        if announcement.status != _S.SENDING or not people:
            this.discard()
            return 0
        this.facts["stream"], this.facts["count"] = stream, len(people)
        Notice.objects.bulk_create(write(announcement, people, by=by))
        return len(people)


def _waiting(announcement: Announcement, stream: Stream) -> QuerySet:
    """Who belongs to a stream and has no notice yet; of a correction, who was written to before."""
    if announcement.corrects_id:
        return _corrected(announcement, stream)
    if stream == Stream.LIST:
        return without_notice(list_audience(announcement), announcement, stream)
    found = without_notice(contract_audience(announcement), announcement, stream)
    return found.select_related("customer")


def _corrected(announcement: Announcement, stream: Stream) -> QuerySet:
    told = Notice.objects.filter(announcement=announcement.corrects_id, stream=stream, letter__isnull=False)
    people: Any = Subscriber if stream == Stream.LIST else NoticeContact
    name = "subscriber" if stream == Stream.LIST else "contact"
    return without_notice(people.objects.filter(pk__in=told.values(name)), announcement, stream)


# --- Notices with their letters ---


@dataclass(frozen=True)
class Turn:
    """Somebody whose turn it is: their notice, as far as it is known, and their letter, or why there is none."""

    notice: Notice
    cohort: Mapping[str, Any]
    recipient: Recipient | None


def _write_to_contacts(
    announcement: Announcement, contacts: Sequence[NoticeContact], *, is_late: bool = False, by: Any
) -> list[Notice]:
    """Contractual notice: it is no list mail, and nothing silences it but that there is no address."""
    promised = {cohort["key"]: cohort for cohort in announcement.promised}
    terms = _terms_of(contacts) if any(key.isdecimal() for key in promised) else {}
    turns = []
    for contact in contacts:
        terms_id = terms.get(contact.customer_id)
        cohort = promised.get(str(terms_id)) or promised.get(CUSTOMERS_COHORT) or _longest(promised)
        may_object = cohort["last_objection_on"] and not announcement.corrects_id
        fills = {"objection_address": objection_address(announcement, contact.pk)} if may_object else {}
        notice = Notice(
            announcement=announcement,
            stream=Stream.CONTRACT,
            contact=contact,
            terms_id=int(cohort["key"]) if cohort["key"].isdecimal() else None,
            is_late=is_late,
            last_objection_on=cohort["last_objection_on"] or None,
        )
        person = Recipient(contact.email, contact.name, contact.language, fills=fills)
        turns.append(Turn(notice, cohort, person))
    return _with_letters(announcement, turns, by=by)


def _longest(promised: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Whose terms are not among those that were promised is given the most that anybody is."""
    contract = [cohort for cohort in promised.values() if cohort["is_contract"]] or list(promised.values())
    return max(contract, key=lambda cohort: cohort["earliest_on"])


def _terms_of(contacts: Iterable[NoticeContact]) -> dict[int, int]:
    customers = with_terms(Customer.objects.filter(pk__in={contact.customer_id for contact in contacts}))
    return dict(customers.values_list("pk", "terms_id"))


def _write_to_subscribers(
    announcement: Announcement, subscribers: Sequence[Subscriber], *, is_late: bool = False, by: Any
) -> list[Notice]:
    """List mail: each with the link by which its reader leaves the list."""
    cohort = next(one for one in announcement.promised if one["key"] == SUBSCRIBERS_COHORT)
    silent = suppressed([subscriber.email for subscriber in subscribers])
    turns = []
    for subscriber in subscribers:
        notice = Notice(announcement=announcement, stream=Stream.LIST, subscriber=subscriber, is_late=is_late)
        person = None
        if subscriber.status != SubscriberStatus.CONFIRMED:
            notice.skipped = Skipped.LEFT
        elif subscriber.email in silent:
            notice.skipped = Skipped.SUPPRESSED
        else:
            leaves = leave_link(subscriber.public_id)
            person = Recipient(subscriber.email, subscriber.name, subscriber.language, unsubscribe=leaves)
        turns.append(Turn(notice, cohort, person))
    return _with_letters(announcement, turns, by=by)


def _with_letters(announcement: Announcement, turns: Sequence[Turn], *, by: Any) -> list[Notice]:
    """The notices of these people with their letters, one text for all of a cohort and a language."""
    alike: dict[tuple[str, str], list[tuple[Notice, Recipient]]] = {}
    cohorts = {turn.cohort["key"]: turn.cohort for turn in turns}
    for turn in turns:
        if turn.recipient is not None:
            group = alike.setdefault((turn.cohort["key"], turn.recipient.language), [])
            group.append((turn.notice, turn.recipient))
    for (key, language), people in alike.items():
        context = context_of(announcement, cohorts[key], language)
        for name in people[0][1].fills:
            del context[name]
        queued = mailroom.queue_letters(
            kind_of(announcement),
            [recipient for _notice, recipient in people],
            brand=announcement.brand,
            about=announcement,
            context=context,
            by=by,
        )
        for (notice, _recipient), letter in zip(people, queued.letters, strict=True):
            notice.letter_id, notice.skipped = letter, "" if letter else Skipped.NO_ADDRESS
    return [turn.notice for turn in turns]


# --- While it is sent, and after ---


def pause_sending(announcement: Announcement, *, by: Any) -> Announcement:
    """Write no further batch, and hold back what waits to leave, until it is resumed."""
    with act("publications.sending_paused", by=by, about=announcement, reference=announcement.reference):
        announcement = lock_while(announcement, _S.SENDING)
        if announcement.paused_at is not None:
            raise NotNow(_("It is paused already."))
        announcement.paused_at = timezone.now()
        announcement.save()
        mailroom.pause_letters(announcement, by=by)
    return announcement


def resume_sending(announcement: Announcement, *, by: Any) -> Announcement:
    """Go on writing, and let what was held back leave."""
    with act("publications.sending_resumed", by=by, about=announcement, reference=announcement.reference):
        announcement = lock_while(announcement, _S.SENDING)
        if announcement.paused_at is None:
            raise NotNow(_("It is not paused."))
        announcement.paused_at = None
        announcement.save()
        mailroom.resume_letters(announcement, by=by)
    return announcement


def tell_late(subscriber: Subscriber, *, by: Any) -> int:
    """Tell somebody who confirmed just now what runs already, once, without any clock beginning anew; how many."""
    told = 0
    running = Announcement.objects.under_way().filter(brand=subscriber.brand_id, topic=subscriber.topic, corrects=None)
    for announcement in running:
        told += _tell_late(announcement, by=by, only=subscriber)
    return told


def sweep_late() -> int:
    """The job that tells all who joined while something runs and were not told; how many."""
    running = Announcement.objects.under_way().filter(corrects=None)
    return sum(_tell_late(announcement, by="worker") for announcement in running)


def _tell_late(announcement: Announcement, *, by: Any, only: Subscriber | None = None) -> int:
    told = 0
    while count := _late_batch(announcement, only, by=by):
        told += count
    return told


def _late_batch(announcement: Announcement, only: Subscriber | None, *, by: Any) -> int:
    if not _late(announcement, only).exists():
        return 0
    with act("publications.late_notices_written", by=by, about=announcement, reference=announcement.reference) as this:
        announcement = lock_while(announcement, *_S)
        people = list(_late(announcement, only)[:BATCH]) if announcement.status in UNDER_WAY else []
        if not people:
            this.discard()
            return 0
        this.facts["count"] = len(people)
        Notice.objects.bulk_create(_write_to_subscribers(announcement, people, is_late=True, by=by))
        return len(people)


def _late(announcement: Announcement, only: Subscriber | None) -> QuerySet:
    late = late_subscribers(announcement)
    return late.filter(pk=only.pk) if only else late


def send_again(announcement: Announcement, *, by: Any) -> int:
    """Reach by contract whom it did not reach: refused letters are tried again, and new contacts are written to."""
    with act("publications.sent_again", by=by, about=announcement, reference=announcement.reference) as this:
        announcement = lock_while(announcement, _S.RUNNING, _S.HELD)
        stuck = Letter.objects.needing_a_person().filter(
            pk__in=Notice.objects.filter(announcement=announcement, stream=Stream.CONTRACT).values("letter")
        )
        again = [mailroom.retry_letter(letter, by=by) for letter in stuck if letter.status in TRYABLE]
        contacts = list(_waiting(announcement, Stream.CONTRACT)[:BATCH])
        Notice.objects.bulk_create(_write_to_contacts(announcement, contacts, is_late=True, by=by))
        this.facts["count"] = len(again) + len(contacts)
        if not this.facts["count"]:
            raise NotNow(_("There is nobody to send it to again: every letter has left, or is on its way."))
    return this.facts["count"]
