"""The notice to the customer: judged, withheld where the law forbids it, drafted once it may be sent, sent, objected to."""

import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.casework.deadlines.moments import ONE_DAY, first_moment_of
from apps.mailroom.services import queue_letter
from apps.organisation.calendars import day_at, place_of
from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from ..choices import NOTICES, DataCategory, NoNotice, NoticeForm, NoticeStatus, Objection
from ..models import Demand, Notice, Silence
from .access import lock_visible


class NotTellable(RuleBroken):
    """The customer cannot be told: a silence stands, nobody is there to be told, or it was done."""


class NotObjectable(RuleBroken):
    """There is nothing to object to, or no objection that waits."""


def judge_notice(demand: Demand, *, reason: str, by: Any) -> Notice:
    """Record that nobody needs to be told, and why.

    Raises:
        NotTellable: a silence stands, so that it is withheld and not unneeded; or the reason is not true of it.
        TransitionNotAllowed: it was sent, or is withheld.
    """
    none = NoticeStatus.NONE_NEEDED
    with act("disclosures.notice_judged", by=by, about=demand, notice=none.value):
        demand = lock_visible(demand, by=by)
        notice = demand.notice
        NOTICES.ensure(notice.status, none)
        if reason == NoNotice.NO_CUSTOMER and demand.customer is not None:
            raise NotTellable(_("It is about %(customer)s, who is to be told.") % {"customer": demand.customer})
        notice.status, notice.not_needed = none, NoNotice(reason)
        notice.save()
    return notice


def send_notice(demand: Demand, *, text: str, form: str = NoticeForm.EXISTENCE, by: Any) -> Notice:
    """Tell the customer, at every address where contractual notices go. A release then waits for an objection.

    It waits until the later of DISCLOSURE_NOTICE_DAYS after the notice and the day the order names, and not at all in an
    emergency.

    Raises:
        NotTellable: a silence stands, there is no customer, or the customer has no contact.
        TransitionNotAllowed: it was sent.
        NotALetter: a text is not fit to be sent.
    """
    with act("disclosures.notice_sent", by=by, about=demand, seal=True):
        demand = lock_visible(demand, by=by)
        notice = demand.notice
        NOTICES.ensure(notice.status, NoticeStatus.SENT)
        if demand.silences.standing().exists():
            raise NotTellable(_("A silence stands: record that it is lifted first."))
        contacts = list(demand.customer.contacts.current().order_by("pk")) if demand.customer else []
        if not contacts:
            raise NotTellable(_("The customer has no contact for notices: add one at the customer first."))
        if not text.strip():
            raise NotTellable(_("Write what the customer is told."))
        letters = [_write(demand, contact, text.strip(), by=by) for contact in contacts]
        now = timezone.now()
        notice.status, notice.sent_at, notice.letter = NoticeStatus.SENT, now, letters[0]
        notice.form, notice.text = form, text.strip()
        notice.sent_by = None if isinstance(by, str) else by
        notice.earliest_on = notice.earliest_on or day_at(demand.office, now)
        notice.hold_until = None if demand.is_emergency or demand.released_at else release_waits_until(demand, now)
        notice.save()
    return notice


def _write(demand: Demand, contact: Any, text: str, *, by: Any) -> Any:
    return queue_letter(
        "disclosures/notice",
        to=contact.email,
        name=contact.name,
        brand=demand.brand,
        language=contact.language,
        about=demand,
        context={"reference": demand.reference, "customer": str(demand.customer), "text": text},
        by=by,
    )


def release_waits_until(demand: Demand, sent_at: datetime.datetime) -> datetime.datetime:
    """The later of so many days after the notice and the day the order names, at the end of that day."""
    last = day_at(demand.office, sent_at) + datetime.timedelta(days=settings.DISCLOSURE_NOTICE_DAYS)
    if demand.return_on is not None:
        last = max(last, demand.return_on)
    return first_moment_of(last + ONE_DAY, place_of(demand.office).zone)


def draft_after(demand: Demand, silence: Silence, *, by: Any) -> Notice | None:
    """Draft the delayed notice, in the act that ends a silence; what was sent or drafted stays as it is."""
    notice = demand.notice
    if not NOTICES.allows(notice.status, NoticeStatus.DRAFTED):
        return None
    with act("disclosures.notice_drafted", by=by, about=demand):
        today = day_at(demand.office, timezone.now())
        notice.status, notice.drafted_at = NoticeStatus.DRAFTED, timezone.now()
        notice.earliest_on = silence.expires_on + ONE_DAY if silence.expires_on else today
        notice.text = proposed_text(demand)
        notice.save()
    return notice


def proposed_text(demand: Demand) -> str:
    """What a customer could be told: who asked, on what basis, for what, and what became of it; nothing of a person."""
    with override("en"):
        day = date_format(demand.received_on, "j F Y")
        kinds = ", ".join(str(one) for one in _category_labels(demand))
        lines = [
            f"On {day} an authority asked us for data about your account or your end users.",
            f"Authority: {demand.authority or 'not named'}.",
            f"Legal basis: {demand.legal_basis.title} ({demand.legal_basis.citation}).",
        ]
        if kinds:
            lines.append(f"Data asked for: {kinds}.")
        if demand.outcome:
            lines.append(f"Our answer: {demand.get_outcome_display()}.")
        if demand.notice.prohibition:
            lines.append("The law forbade us to tell you before.")
    return "\n".join(lines)


def _category_labels(demand: Demand) -> list[Any]:
    return [one.label for one in DataCategory if one in demand.asked]


def record_objection(demand: Demand, *, words: str, by: Any) -> Notice:
    """Put on record that the customer objects: the release is held until it is settled.

    Raises:
        NotObjectable: they were not told, or the data has left.
    """
    with act("disclosures.objection_recorded", by=by, about=demand):
        demand = lock_visible(demand, by=by)
        notice = demand.notice
        if notice.status != NoticeStatus.SENT or demand.released_at is not None:
            raise NotObjectable(_("Only what the customer was told of, and has not left yet, can be objected to."))
        if not words.strip():
            raise NotObjectable(_("Write down what the customer says."))
        notice.objection, notice.objected_at, notice.objection_words = Objection.HOLDS, timezone.now(), words.strip()
        notice.save()
    return notice


def settle_objection(demand: Demand, *, answer: str, by: Any) -> Notice:
    """Let the release go on after an objection, and say why; where it is right, the decision is taken back instead.

    Raises:
        NotObjectable: no objection waits, or no reason is given.
    """
    go_on = Objection.RELEASED
    with act("disclosures.objection_settled", by=by, about=demand, objection=go_on.value):
        demand = lock_visible(demand, by=by)
        notice = demand.notice
        if notice.objection != Objection.HOLDS:
            raise NotObjectable(_("No objection waits to be settled."))
        if not answer.strip():
            raise NotObjectable(_("Say what we make of the objection."))
        notice.objection, notice.objection_answer = go_on, answer.strip()
        notice.save()
    return notice
